#include "drill/deed.hpp"

#include "lib/core/error.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::drill {

namespace {

DeedKind const &kind_of(Deed const &deed)
{
    if (auto const *kind = DeedKind::find(deed.kind)) return *kind;
    std::vector<std::string> known;
    for (auto const *kind : DeedKind::all()) known.emplace_back(kind->name());
    refuse(deed.place, fmt::format("nothing is called '{}'", printable(deed.kind)), nearest(deed.kind, known));
}

void check_value(Fields const &fields, DeedKind::Field const &field)
{
    switch (field.type) {
    case DeedKind::Type::count: static_cast<void>(fields.count(field.name)); break;
    case DeedKind::Type::span: static_cast<void>(fields.span(field.name)); break;
    case DeedKind::Type::text: break;
    }
}

/// The number or time that it says, or where it says none.
template <class Parse> auto parsed(Deed const &deed, std::string const &text, Parse const &parse)
{
    try {
        return parse(text);
    } catch (Error const &e) {
        refuse(deed.place, fmt::format("{}: {}", deed.kind, e.message()), {});
    }
}

}  // namespace

std::string Fields::text(std::string_view name) const
{
    auto const found = m_deed.fields.find(name);
    if (found == m_deed.fields.end())
        refuse(m_deed.place,
               name.empty() ? fmt::format("{} needs a value", m_deed.kind)
                            : fmt::format("{} needs `{}`", m_deed.kind, name),
               {});
    return found->second;
}

std::int64_t Fields::count(std::string_view name) const
{
    return parsed(m_deed, text(name), [](std::string const &text) { return parse_count(text); });
}

Millis Fields::span(std::string_view name) const
{
    return parsed(m_deed, text(name), [](std::string const &text) { return parse_duration(text); });
}

std::vector<std::string> Fields::words(std::string_view name) const
{
    std::vector<std::string> all;
    auto const value = text(name);
    for (auto const word : split(value, ',')) all.emplace_back(trim(word));
    return all;
}

void check(Deed const &deed, std::vector<std::string> const &needs)
{
    auto const &kind = kind_of(deed);
    if (!kind.service().empty() && std::ranges::find(needs, kind.service()) == needs.end())
        refuse(deed.place, fmt::format("{} is about {}, which the page does not need", deed.kind, kind.service()), {});
    Fields const fields{deed};
    for (auto const &[name, value] : deed.fields) {
        auto const field = std::ranges::find(kind.fields(), name, &DeedKind::Field::name);
        if (field == kind.fields().end())
            refuse(deed.place, fmt::format("{} has no `{}`", deed.kind, printable(name)), {});
        check_value(fields, *field);
    }
}

std::string perform(Deed const &deed, Ground &ground)
{
    return kind_of(deed).act(Fields{deed}, ground);
}

void refuse(std::string const &place, std::string_view message, std::vector<std::string> const &near)
{
    throw Error{Fault::usage, fmt::format("{}: {}", place, message),
                near.empty() ? std::string{} : fmt::format("did you mean {}", near.front())};
}

}  // namespace omactl::drill
