#include "lib/settings/diff.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace omactl::settings {

namespace {

constexpr auto k_names = std::to_array<std::string_view>(
    {"same", "off_default", "changed", "missing", "added", "unset", "expired", "kind", "opaque"});

bool has_another_kind(Difference const &difference)
{
    return (difference.live && !difference.live->is_plain()) ||
           (difference.snapshot && !difference.snapshot->is_plain());
}

State state_of_kinds(Difference const &d)
{
    bool const as_before = d.live && !d.live->is_plain() && (!d.snapshot || d.snapshot->kind == d.live->kind);
    return as_before && !d.fallback ? State::opaque : State::kind;
}

State against_snapshot(Difference const &d, Instant now)
{
    if (d.live && !d.snapshot) return State::added;
    if (!d.live && !d.snapshot) return State::unset;
    if (!d.live) return d.snapshot->expires && *d.snapshot->expires <= now ? State::expired : State::missing;
    if (d.live->value != d.snapshot->value) return State::changed;
    return d.fallback && !d.is_default ? State::off_default : State::same;
}

State against_defaults(Difference const &d)
{
    if (!d.live) return State::missing;
    if (!d.fallback) return State::added;
    return d.is_default ? State::same : State::changed;
}

std::set<std::string_view> names_in(std::vector<Setting> const &live, Sources const &sources)
{
    std::set<std::string_view> names;
    for (auto const &setting : live) names.insert(setting.name);
    if (sources.snapshot)
        for (auto const &setting : *sources.snapshot) names.insert(setting.name);
    if (sources.defaults)
        for (auto const &[name, value] : *sources.defaults) names.insert(name);
    return names;
}

std::optional<Setting> copy_of(std::vector<Setting> const *settings, std::string_view name)
{
    auto const *setting = settings ? find(*settings, name) : nullptr;
    return setting ? std::optional{*setting} : std::nullopt;
}

Difference difference_of(std::string_view name, std::vector<Setting> const &live, Sources const &sources, Instant now)
{
    Difference d{.name = std::string(name), .live = copy_of(&live, name), .snapshot = copy_of(sources.snapshot, name)};
    if (sources.defaults)
        if (auto const found = sources.defaults->find(name); found != sources.defaults->end())
            d.fallback = found->second;
    d.is_default = d.live && d.live->is_plain() && d.fallback && d.live->value == *d.fallback;
    if (has_another_kind(d))
        d.state = state_of_kinds(d);
    else
        d.state = sources.snapshot ? against_snapshot(d, now) : against_defaults(d);
    return d;
}

std::optional<Value> wanted(Difference const &d, RestoreChoice choice)
{
    if (choice.from == RestoreChoice::From::defaults)
        return d.fallback ? std::optional{Value{*d.fallback}} : std::nullopt;
    return d.snapshot ? std::optional{Value{d.snapshot->value, d.snapshot->expires}} : std::nullopt;
}

}  // namespace

std::string_view name_of(State state)
{
    return k_names[static_cast<std::size_t>(state)];
}

bool is_difference(State state)
{
    return state != State::same && state != State::off_default && state != State::unset && state != State::opaque;
}

std::vector<Difference> compare(std::vector<Setting> const &live, Sources const &sources, Instant now)
{
    std::vector<Difference> differences;
    for (auto const name : names_in(live, sources)) differences.push_back(difference_of(name, live, sources, now));
    return differences;
}

std::vector<Change> restoring(std::vector<Difference> const &differences, RestoreChoice choice)
{
    std::vector<Change> changes;
    for (auto const &d : differences) {
        if (has_another_kind(d) || d.state == State::expired) continue;
        std::optional<Value> from;
        if (d.live) from = Value{d.live->value, d.live->expires};
        auto const to = wanted(d, choice);
        bool const stays = from && to && from->bytes == to->bytes;
        if (stays || (!from && !to) || (!to && !choice.remove_added)) continue;
        changes.push_back({d.name, std::move(from), to});
    }
    return changes;
}

}  // namespace omactl::settings
