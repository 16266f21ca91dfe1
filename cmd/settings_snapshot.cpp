#include "cmd/archive_place.hpp"
#include "cmd/settings_store.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct SettingsSnapshotOptions {
    bool list = false;
    std::optional<std::string> store;
};

std::string words_on(settings::Kept const &kept, std::size_t count, Session &session)
{
    auto &context = session.context();
    auto const path = printable(homely(kept.path, context.environ));
    if (kept.written) {
        auto text = fmt::format("Kept {} in {}\n", counted(static_cast<std::int64_t>(count), "setting"), path);
        if (!kept.damaged.empty()) text += fmt::format("(the one before can't be read: {})\n", printable(kept.damaged));
        return text;
    }
    // From cron it is silent unless something changed.
    return context.io.out_is_terminal() ? fmt::format("Nothing changed since {}\n", path) : std::string{};
}

cli::Report keep(SettingsSnapshotOptions const &o, Session &session)
{
    auto const store = store_of(o.store, session);
    settings::Snapshot snapshot{store.describe(), server_of(store, session), session.context().clock.now(),
                                live_settings(store, session)};
    auto const kept = settings::write_if_changed(snapshot_folder(session), snapshot);
    auto const count = snapshot.settings.size();
    cli::Report report{{{"path", kept.path}, {"written", kept.written}, {"settings", count}}, {}, Fault::ok};
    if (auto const words = words_on(kept, count, session); !words.empty()) report.blocks.emplace_back(words);
    return report;
}

cli::Report list(Session &session)
{
    auto const folder = snapshot_folder(session);
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"TAKEN"}, {"SETTINGS", true}, {"FILE"}, {""}}, {}};
    for (auto const &file : settings::list_snapshots(folder)) {
        cli::Json json{{"path", file.path}, {"at", rfc3339(file.at)}, {"settings", nullptr}, {"trouble", nullptr}};
        std::vector<cli::Cell> row{human_time(file.at), "", printable(homely(file.path, session.context().environ))};
        try {
            auto const count = settings::read_snapshot(file.path).settings.size();
            json["settings"] = count;
            row[1] = with_commas(static_cast<std::int64_t>(count));
            row.emplace_back("");
        } catch (Error const &error) {
            json["trouble"] = error.message();
            row.emplace_back("damaged", cli::Tone::trouble);
            report.fault = Fault::found;
        }
        report.data.push_back(std::move(json));
        table.rows.push_back(std::move(row));
    }
    if (table.rows.empty())
        report.blocks.emplace_back(
            fmt::format("No snapshots in {}\n", printable(homely(folder, session.context().environ))));
    else
        report.blocks.emplace_back(std::move(table));
    return report;
}

constexpr cli::Param k_params[] = {
    cli::param<&SettingsSnapshotOptions::list>("--list", "", "Show the snapshots that there are, newest first"),
    cli::param<&SettingsSnapshotOptions::store>("--store", "STORE", k_store_help),
};
constexpr cli::Example k_examples[] = {
    {"omactl settings snapshot", "keep them, unless the newest snapshot says the same"},
    {"omactl settings snapshot --list", "when were they kept?"},
};
Verb<SettingsSnapshotOptions> const g_snapshot{
    {.path = "settings snapshot",
     .summary = "Keep the settings in a dated file",
     .details = "One line of JSON a setting, for people to read and to diff, with a checksum at the end; only you may\n"
                "read the file. Made for cron: while nothing changes it writes nothing and says nothing.",
     .params = k_params,
     .examples = k_examples},
    [](SettingsSnapshotOptions const &o, Session &session) { return o.list ? list(session) : keep(o, session); }};

}  // namespace

}  // namespace omactl::cmd
