#include "cmd/settings_change.hpp"
#include "cmd/settings_store.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"
#include "lib/process/process.hpp"
#include "lib/runbook/lint.hpp"
#include "lib/settings/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

namespace omactl::cmd {

namespace {

struct SettingsRestoreOptions {
    std::vector<std::string> names;
    std::optional<std::string> from, store;
    bool remove_added = false, no_after = false;
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

// They are no steps of it: who applies a plan, or resumes it, is told them.
void add_after(op::Plan &plan, std::vector<std::string> const &commands, Session &session)
{
    auto const *const label = session.context().change.plan_out ? "then, by hand" : "then";
    for (auto const &command : commands) plan.lines.emplace_back(label, "omactl " + command);
    if (!commands.empty()) plan.detail["after"] = commands;
}

op::Plan plan_restore(SettingsRestoreOptions const &o, Session &session)
{
    auto const store = store_of(o.store, session);
    auto plan = op::begin_plan(session, k_settings_change, k_settings_change_version, "settings");
    auto const source = source_of(o, store, session);
    bool const defaults = source.choice.from == settings::RestoreChoice::From::defaults;
    auto const live = live_settings(store, session);
    auto differences =
        settings::compare(live, {defaults ? nullptr : &source.snapshot, defaults ? &source.defaults : nullptr},
                          session.context().clock.now());
    keep_named(differences, o.names, source.words);
    plan_changes(plan, store, settings::restoring(differences, source.choice), session);
    add_notes(plan, differences, source);
    add_after(plan, commands_after(o, session), session);
    add_undo_line(plan, session);
    plan.before = {{"settings", live.size()}};
    plan.nothing = fmt::format("The settings are as in {}; nothing to restore.", source.words);
    plan.question = fmt::format("Restore {} in {}?", counted(plan.count, "setting"), plan.env);
    return plan;
}

std::vector<std::string> argv_of(std::string const &command, Session &session, std::optional<Ticks> end = {})
{
    std::vector<std::string> argv{"/proc/self/exe", "-e", session.env_name()};
    auto const &globals = session.context().globals;
    if (globals.config) argv.insert(argv.end(), {"--config", *globals.config});
    if (globals.quiet) argv.emplace_back("-q");
    if (end) {
        auto const left = std::chrono::duration_cast<Millis>(*end - session.context().clock.ticks());
        argv.insert(argv.end(), {"--timeout", fmt::format("{}ms", std::max(left, Millis{1}).count())});
    }
    auto const words = runbook::words_of(command, {});
    argv.insert(argv.end(), words.begin(), words.end());
    return argv;
}

int run_one(std::string const &command, Session &session, std::optional<Ticks> end)
{
    bool const is_result = session.context().globals.output == cli::Output::table;
    process::Start start{.argv = argv_of(command, session, end)};
    start.share = is_result ? process::Start::Share::both : process::Start::Share::talk;
    process::Child child{start};
    while (!child.ends_within(Millis{1'000})) continue;
    return child.status().value_or(127);
}

// Each is an operation of its own, with an undo of its own. What is left when one fails is said.
void run_after(std::vector<std::string> const &commands, Session &session, std::optional<Ticks> end)
{
    for (auto command = commands.begin(); command != commands.end(); ++command) {
        auto const signal = interrupt_signal();
        auto const status = signal == 0 ? run_one(*command, session, end) : 0;
        if (signal == 0 && status == 0) continue;
        std::string hint;
        for (auto left = command; left != commands.end(); ++left)
            hint += fmt::format("{}omactl {}", hint.empty() ? "" : "\n", *left);
        if (signal != 0)
            throw Error{signal == SIGINT ? Fault::interrupted : Fault::terminated,
                        fmt::format("the settings are restored, and then it was {}", interrupt_reason()), hint};
        throw Error{Fault::partial,
                    fmt::format("the settings are restored, but `omactl {}` ended with {}", *command, status), hint};
    }
}

Fault restore(SettingsRestoreOptions const &o, Session &session)
{
    auto const &context = session.context();
    std::optional<Ticks> end;
    if (context.globals.timeout) end = context.clock.ticks() + *context.globals.timeout;
    auto const after = commands_after(o, session);
    for (auto const &command : after) (void)argv_of(command, session);  // what can't be read is found before
    auto const plan = plan_restore(o, session);
    auto const fault = op::carry_out(plan, session);
    auto const &change = context.change;
    if (fault == Fault::ok && plan.count > 0 && !change.dry_run && !change.plan_out) run_after(after, session, end);
    return fault;
}

constexpr cli::Param k_params[] = {
    cli::param<&SettingsRestoreOptions::names>("name", "", "Only these settings"),
    cli::param<&SettingsRestoreOptions::from>(
        "--from", "SNAPSHOT", "From this file, or from `defaults`; else the newest snapshot", cli::Complete::files),
    cli::param<&SettingsRestoreOptions::remove_added>("--remove-added", "",
                                                      "Take away those that the source doesn't know"),
    cli::param<&SettingsRestoreOptions::no_after>("--no-after", "", "Leave out the configured after_restore"),
    cli::param<&SettingsRestoreOptions::store>("--store", "STORE", k_store_help),
};
constexpr cli::Example k_examples[] = {
    {"omactl settings restore --dry-run", "what the newest snapshot would bring back"},
    {"omactl settings restore", "and bring it back, then run after_restore"},
    {"omactl settings restore alexa_limit --from defaults", "one of them, to its default"},
};
Action<SettingsRestoreOptions> const g_restore{
    {.path = "settings restore",
     .kind = cli::Kind::change,
     .summary = "Bring settings back from a snapshot or the defaults",
     .details =
         "Sets what is missing or has another value, all of it in one step or none; what the source doesn't know\n"
         "stays unless --remove-added. Then it runs the commands of after_restore, each as an operation of its own.",
     .params = k_params,
     .examples = k_examples},
    restore};

}  // namespace

}  // namespace omactl::cmd
