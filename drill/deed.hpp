#pragma once

#include "lib/core/time.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "drill/ground.hpp"
#include "drill/registered.hpp"

namespace omactl::drill {

/// One thing that a drill does to its servers: breaks something, or plays somebody's part.
struct Deed {
    std::string kind;                                        ///< the name of a DeedKind
    std::map<std::string, std::string, std::less<>> fields;  ///< as written; a plain value has the name ""
    std::string place;                                       ///< "FILE:LINE"
};

/// A deed's fields, typed. Throws Fault::usage, naming the place, for what is not there or not readable.
class Fields {
public:
    explicit Fields(Deed const &deed) : m_deed(deed) {}
    bool has(std::string_view name) const { return m_deed.fields.find(name) != m_deed.fields.end(); }
    std::string text(std::string_view name) const;
    std::int64_t count(std::string_view name) const;
    std::int64_t count(std::string_view name, std::int64_t preset) const { return has(name) ? count(name) : preset; }
    Millis span(std::string_view name) const;
    std::vector<std::string> words(std::string_view name) const;  ///< divided by commas

private:
    Deed const &m_deed;
};

/// A word of `break:` and `people:`. Constructed at file scope, in its service's file or, of every sandbox,
/// in drill/common_deeds.cpp.
class DeedKind : public Registered<DeedKind> {
public:
    enum class Type { text, count, span };
    struct Field {
        std::string_view name;  ///< "": the plain value, as in `quiet: 3s`
        Type type = Type::text;
    };
    /// Does it. Returns what was done, as a sentence for the engineer. Throws Fault::found when what it
    /// watches is not so.
    using Act = std::function<std::string(Fields const &, Ground &)>;
    /// `service`: the one that it is about; "": none.
    DeedKind(std::string_view name, std::string_view service, std::vector<Field> fields, Act act)
        : Registered(name), m_service(service), m_fields(std::move(fields)), m_act(std::move(act))
    {
    }
    std::string_view service() const { return m_service; }
    std::vector<Field> const &fields() const { return m_fields; }
    std::string act(Fields const &fields, Ground &ground) const { return m_act(fields, ground); }

private:
    std::string_view m_service;
    std::vector<Field> m_fields;
    Act m_act;
};

/// A deed done to one service, as on(jobs) for `std::string jobs(Fields const &, RedisService &)`.
template <class S> DeedKind::Act on(std::string (*act)(Fields const &, S &))
{
    return [act](Fields const &fields, Ground &ground) { return act(fields, ground.get<S>()); };
}

/// Is it a deed that there is, about a service that the page needs, with fields that it has, each
/// readable? Throws Fault::usage.
void check(Deed const &deed, std::vector<std::string> const &needs);
std::string perform(Deed const &deed, Ground &ground);

/// Throws Fault::usage: what is wrong at a place of a drill, and the nearest right word.
[[noreturn]] void refuse(std::string const &place, std::string_view message, std::vector<std::string> const &near);

}  // namespace omactl::drill
