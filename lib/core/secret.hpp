#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace omactl {

/// A value that must not be shown: it prints as "***" and is only read by `reveal()`.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : m_value(std::move(value)) {}
    std::string const &reveal() const noexcept { return m_value; }
    bool empty() const noexcept { return m_value.empty(); }

private:
    std::string m_value;
};
inline std::string_view format_as(Secret const &)
{
    return "***";
}

/// All secrets this process has resolved, on any thread. All that leaves it (messages, journal, verbose
/// lines) goes through `redact`, which replaces each by "***", longest first.
class Secrets {
public:
    /// Values under 4 bytes are too short to tell from ordinary text and are not kept.
    void add(Secret const &secret);
    std::string redact(std::string text) const;

private:
    std::vector<std::string> m_values;  // longest first
};

}  // namespace omactl
