#pragma once

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace omactl::drill {

/// What is constructed at file scope and found by its `name()`: each T links itself into the list of all T,
/// without allocation and without an order problem at start.
template <class T> class Registered {
public:
    Registered(Registered const &) = delete;
    Registered &operator=(Registered const &) = delete;

    std::string_view name() const noexcept { return m_name; }
    /// Sorted by name.
    static std::vector<T const *> all()
    {
        std::vector<T const *> found;
        for (auto const *one = s_first; one; one = one->m_next) found.push_back(static_cast<T const *>(one));
        std::ranges::sort(found, {}, &Registered::name);
        return found;
    }
    /// nullptr: there is none.
    static T const *find(std::string_view name)
    {
        auto const *one = s_first;
        while (one && one->name() != name) one = one->m_next;
        return static_cast<T const *>(one);
    }

protected:
    explicit Registered(std::string_view name) noexcept : m_name(name), m_next(std::exchange(s_first, this)) {}
    ~Registered() = default;

private:
    std::string_view m_name;
    Registered const *m_next;
    inline static constinit Registered const *s_first = nullptr;
};

}  // namespace omactl::drill
