#include "cmd/settings_change.hpp"
#include "cmd/settings_review.hpp"
#include "cmd/settings_store.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"
#include "lib/settings/diff.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

struct SettingsRestoreOptions {
    std::vector<std::string> names;
    std::optional<std::string> from, store, code;
    bool remove_added = false, no_after = false, review = false;
};

/// Where the values come from.
struct Source {
    settings::RestoreChoice choice;
    std::vector<settings::Setting> snapshot;
    settings::Defaults defaults;
    std::string words;
};

Source source_of(SettingsRestoreOptions const &o, settings::Store const &store, Session &session)
{
    Source source{.choice = {.remove_added = o.remove_added}};
    if (o.from == "defaults") {
        source.choice.from = settings::RestoreChoice::From::defaults;
        auto defaults = configured_defaults(session);
        if (!defaults)
            throw Error{Fault::usage, "no defaults are configured",
                        fmt::format("[env.{}.settings] defaults = \"settings.toml\"", session.env_name())};
        source.defaults = std::move(*defaults);
        source.words = "the defaults";
        return source;
    }
    auto snapshot = find_snapshot(o.from, store, session);
    if (!snapshot)
        throw Error{Fault::not_found, fmt::format("no snapshot of {}", printable(store.describe())),
                    "from another file: --from FILE; from the configured defaults: --from defaults"};
    if (snapshot->store != store.describe())
        throw Error{
            Fault::declined,
            fmt::format("the snapshot is of {}, not of {}", printable(snapshot->store), printable(store.describe())),
            fmt::format("if that is meant: --store {}", shell_quoted(snapshot->store))};
    source.words = fmt::format("the snapshot of {}, {}", human_time(snapshot->at), printable(snapshot->server));
    source.snapshot = std::move(snapshot->settings);
    return source;
}

// Only those that were named, each of which must be known.
void keep_named(std::vector<settings::Difference> &differences, std::vector<std::string> const &names,
                std::string const &words)
{
    for (auto const &name : names)
        if (std::none_of(differences.begin(), differences.end(), [&](auto const &d) { return d.name == name; }))
            throw Error{Fault::not_found,
                        fmt::format("no setting '{}', neither live nor in {}", printable(name), words),
                        "omactl settings diff --all"};
    if (names.empty()) return;
    std::erase_if(differences,
                  [&](auto const &d) { return std::find(names.begin(), names.end(), d.name) == names.end(); });
}

void add_notes(op::Plan &plan, std::vector<settings::Difference> const &differences, Source const &source)
{
    std::int64_t kinds = 0, added = 0;
    for (auto const &d : differences) {
        if (d.state == settings::State::kind) ++kinds;
        if (d.state == settings::State::added) ++added;
    }
    plan.lines.emplace_back("from", source.words);
    if (kinds > 0)
        plan.lines.emplace_back("left alone",
                                fmt::format("{} of another kind than a string", counted(kinds, "setting")));
    if (added > 0 && !source.choice.remove_added)
        plan.lines.emplace_back("left alone", fmt::format("{} that it does not know (--remove-added takes them away)",
                                                          counted(added, "setting")));
}

std::vector<std::string> commands_after(SettingsRestoreOptions const &o, Session &session)
{
    return o.no_after ? std::vector<std::string>{} : session.environment().settings.after_restore;
}

op::Plan begin_restore(Session &session)
{
    return op::begin_plan(session, k_settings_change, k_settings_change_version, "settings");
}

op::Plan plan_restore(SettingsRestoreOptions const &o, Session &session)
{
    auto const store = store_of(o.store, session);
    auto plan = begin_restore(session);
    auto const source = source_of(o, store, session);
    bool const defaults = source.choice.from == settings::RestoreChoice::From::defaults;
    auto const live = live_settings(store, session);
    auto differences =
        settings::compare(live, {defaults ? nullptr : &source.snapshot, defaults ? &source.defaults : nullptr},
                          session.context().clock.now());
    keep_named(differences, o.names, source.words);
    plan_changes(plan, store, settings::restoring(differences, source.choice), session, commands_after(o, session));
    add_notes(plan, differences, source);
    add_undo_line(plan, session);
    plan.before = {{"settings", live.size()}};
    plan.nothing = fmt::format("The settings are as in {}; nothing to restore.", source.words);
    plan.question = fmt::format("Restore {} in {}?", counted(plan.count, "setting"), plan.env);
    return plan;
}

/// The newest snapshot, or the one that was named, and the defaults: at least one of them.
ReviewSources sources_of_review(SettingsRestoreOptions const &o, settings::Store const &store, Session &session)
{
    auto const snapshot = o.from == "defaults" ? std::nullopt : find_snapshot(o.from, store, session);
    auto const defaults = configured_defaults(session);
    if (!snapshot && !defaults)
        throw Error{Fault::not_found, "nothing to review by: no snapshot, and no defaults are configured",
                    "omactl settings snapshot    (keeps them as they are now)"};
    ReviewSources sources;
    sources.differences = settings::compare(live_settings(store, session),
                                            {snapshot ? &snapshot->settings : nullptr, defaults ? &*defaults : nullptr},
                                            session.context().clock.now());
    keep_named(sources.differences, o.names, "the snapshot");
    if (o.code) sources.code = settings::by_key(settings::scan(*o.code, {}).uses);
    return sources;
}

op::Plan plan_review(SettingsRestoreOptions const &o, Session &session)
{
    auto const store = store_of(o.store, session);
    auto plan = begin_restore(session);
    auto const changes = review_settings(sources_of_review(o, store, session), session);
    plan_changes(plan, store, changes, session, commands_after(o, session));
    add_undo_line(plan, session);
    plan.before = cli::Json::object();
    plan.nothing = "All settings stay as they are.";
    plan.question = fmt::format("Change {} in {}?", counted(plan.count, "setting"), plan.env);
    return plan;
}

Fault restore(SettingsRestoreOptions const &o, Session &session)
{
    if (o.code && !o.review) throw Error{Fault::usage, "--code is for --review", "--review --code PATH"};
    return op::carry_out(o.review ? plan_review(o, session) : plan_restore(o, session), session);
}

constexpr cli::Param k_params[] = {
    cli::param<&SettingsRestoreOptions::names>("name", "", "Only these settings"),
    cli::param<&SettingsRestoreOptions::from>(
        "--from", "SNAPSHOT", "From this file, or from `defaults`; else the newest snapshot", cli::Complete::files),
    cli::param<&SettingsRestoreOptions::remove_added>("--remove-added", "",
                                                      "Take away those that the source doesn't know"),
    cli::param<&SettingsRestoreOptions::review>("--review", "", "Go through them one by one, and ask of each"),
    cli::param<&SettingsRestoreOptions::code>("--code", "PATH", "With --review: also where this Ruby code uses each",
                                              cli::Complete::files),
    cli::param<&SettingsRestoreOptions::no_after>("--no-after", "", "Leave out the configured after_restore"),
    cli::param<&SettingsRestoreOptions::store>("--store", "STORE", k_store_help),
};
constexpr cli::Example k_examples[] = {
    {"omactl settings restore --dry-run", "what the newest snapshot would bring back"},
    {"omactl settings restore", "and bring it back, then run after_restore"},
    {"omactl settings restore --review --code ~/src/shop", "live, snapshot, default and code of each, and choose"},
    {"omactl settings restore alexa_limit --from defaults", "one of them, to its default"},
};
Action<SettingsRestoreOptions> const g_restore{
    {.path = "settings restore",
     .kind = cli::Kind::change,
     .summary = "Bring settings back from a snapshot or the defaults",
     .details =
         "Sets what is missing or has another value, all of it in one step or none; what the source doesn't know\n"
         "stays unless --remove-added. Then the commands of after_restore run as steps of the same operation, each\n"
         "an operation of its own, once; `omactl resume` goes on after one that failed. --review shows of each\n"
         "setting its live value, the snapshot's and the default, and where the code sets and reads it.",
     .params = k_params,
     .examples = k_examples},
    restore};

}  // namespace

}  // namespace omactl::cmd
