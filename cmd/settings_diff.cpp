#include "cmd/settings_store.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/settings/diff.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

using settings::State;

struct SettingsDiffOptions {
    std::optional<std::string> from;
    bool all = false;
    std::optional<std::string> store;
};

std::string_view words_for(State state)
{
    switch (state) {
    case State::same: return "same";
    case State::off_default: return "not the default";
    case State::changed: return "changed";
    case State::missing: return "missing";
    case State::added: return "added";
    case State::unset: return "default applies";
    case State::expired: return "expired";
    case State::kind: return "other kind";
    case State::opaque: return "not compared";
    }
    return "";
}

cli::Json to_json(settings::Difference const &d)
{
    return {{"name", cli::json_bytes(d.name)},
            {"state", settings::name_of(d.state)},
            {"live", d.live ? value_json(*d.live) : cli::Json{}},
            {"snapshot", d.snapshot ? value_json(*d.snapshot) : cli::Json{}},
            {"default", d.fallback ? cli::json_bytes(*d.fallback) : cli::Json{}}};
}

// A value that is the empty text is not the same as none.
std::string cell_of(std::optional<settings::Setting> const &setting)
{
    if (!setting) return "-";
    return setting->is_plain() && setting->value.empty() ? "''" : shown_value(*setting);
}

std::vector<cli::Cell> row_of(settings::Difference const &d)
{
    auto const fallback = d.fallback ? std::optional{settings::Setting{d.name, *d.fallback}} : std::nullopt;
    auto const tone = settings::is_difference(d.state) ? cli::Tone::warning : cli::Tone::plain;
    return {{std::string(words_for(d.state)), tone},
            printable(d.name),
            cell_of(d.live),
            cell_of(d.snapshot),
            cell_of(fallback)};
}

std::string compared_with(std::optional<settings::Snapshot> const &snapshot, bool defaults)
{
    std::string text = snapshot ? fmt::format("the snapshot of {}", human_time(snapshot->at)) : "";
    if (snapshot && defaults) text += " and ";
    return text + (defaults ? "the defaults" : "");
}

cli::Report report_of(std::vector<settings::Difference> const &differences, bool all, std::string const &others)
{
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"STATE"}, {"NAME"}, {"LIVE", false, true}, {"SNAPSHOT", false, true}, {"DEFAULT", false, true}},
                     {}};
    std::int64_t count = 0;
    for (auto const &d : differences) {
        bool const counts = settings::is_difference(d.state);
        if (counts) ++count;
        if (!all && !counts && d.state != State::off_default) continue;
        report.data.push_back(to_json(d));
        table.rows.push_back(row_of(d));
    }
    if (!table.rows.empty()) report.blocks.emplace_back(std::move(table));
    auto const live = static_cast<std::int64_t>(differences.size());
    report.blocks.emplace_back(count == 0 ? fmt::format("{} and {}: no difference\n", counted(live, "setting"), others)
                                          : fmt::format("{} of {} from {}\n",
                                                        count == 1 ? "1 differs" : fmt::format("{} differ", count),
                                                        counted(live, "setting"), others));
    if (count > 0) report.fault = Fault::found;
    return report;
}

cli::Report diff(SettingsDiffOptions const &o, Session &session)
{
    auto const store = store_of(o.store, session);
    bool const defaults_only = o.from == "defaults";
    auto const snapshot = defaults_only ? std::nullopt : find_snapshot(o.from, store, session);
    auto const defaults = configured_defaults(session);
    if (defaults_only && !defaults)
        throw Error{Fault::usage, "no defaults are configured",
                    fmt::format("[env.{}.settings] defaults = \"settings.toml\"", session.env_name())};
    if (!snapshot && !defaults)
        throw Error{Fault::not_found, "nothing to compare with: no snapshot, and no defaults are configured",
                    "omactl settings snapshot    (keeps them as they are now)"};
    auto const differences = settings::compare(
        live_settings(store, session), {snapshot ? &snapshot->settings : nullptr, defaults ? &*defaults : nullptr},
        session.context().clock.now());
    return report_of(differences, o.all, compared_with(snapshot, defaults.has_value()));
}

constexpr cli::Param k_params[] = {
    cli::param<&SettingsDiffOptions::from>(
        "--from", "SNAPSHOT", "Compare with this file, or with `defaults`; else with the newest", cli::Complete::files),
    cli::param<&SettingsDiffOptions::all>("--all", "", "Also those that are the same"),
    cli::param<&SettingsDiffOptions::store>("--store", "STORE", k_store_help),
};
constexpr cli::Example k_examples[] = {
    {"omactl settings diff", "live against the newest snapshot and the defaults"},
    {"omactl settings diff --from defaults --all", "which of them are the default?"},
};
Verb<SettingsDiffOptions> const g_diff{
    {.path = "settings diff",
     .summary = "Compare live settings, a snapshot and the defaults",
     .details =
         "Ends with 3 when live settings differ from the snapshot; without one, from the defaults. That a value\n"
         "is not the default is shown, and is no difference.",
     .params = k_params,
     .examples = k_examples},
    diff};

}  // namespace

}  // namespace omactl::cmd
