#include "cmd/settings_change.hpp"

#include "cmd/one_step.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_unpush.hpp"
#include "cmd/queue_wire.hpp"
#include "cmd/settings_after.hpp"
#include "cmd/settings_store.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"
#include "lib/operation/journal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

using settings::Change;
using settings::Store;
using settings::Value;
using Changes = std::vector<Change>;

constexpr std::size_t k_lines = 20;  // of changes, in a plan that people read
constexpr std::string_view k_undo_operation = "settings.undo";

cli::Json to_json(std::optional<Value> const &value)
{
    if (!value) return nullptr;
    cli::Json json{{"value", cli::json_bytes(value->bytes)}};
    if (value->expires) json["expires_ms"] = value->expires->time_since_epoch().count();
    return json;
}

std::optional<Value> value_from(cli::Json const &json)
{
    if (json.is_null()) return std::nullopt;
    Value value{bytes_of(json.at("value"))};
    if (json.contains("expires_ms")) value.expires = Instant{Millis{json.at("expires_ms").get<std::int64_t>()}};
    return value;
}

cli::Json to_json(Changes const &changes)
{
    auto all = cli::Json::array();
    for (auto const &change : changes)
        all.push_back(
            {{"name", cli::json_bytes(change.name)}, {"from", to_json(change.from)}, {"to", to_json(change.to)}});
    return all;
}

std::string effects_of(Store const &store, Changes const &changes)
{
    std::string effects;
    std::size_t count = 0;
    auto const all = settings::commands(store, changes);
    for (auto const &command : all) {
        if (count++ == k_lines) return effects + fmt::format(" … and {} more", all.size() - k_lines);
        effects += (effects.empty() ? "" : ", ") + command.shown(60);
    }
    return effects;
}

/// What changes several settings at once: a `set`, a `restore` and what follows it, and the undo of both.
class SettingsStep : public OneStep {
public:
    using OneStep::OneStep;

    void apply(std::string_view step, op::Run &run) const override
    {
        if (is_after(step)) return run_after(step, run, note_in(run, step));
        bool const last = run.plan.steps.back() == step;
        settings::change(fenced(run), store_in(run.plan), changes_in(run.plan), {std::string(step), last});
    }
    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        return is_after(step) ? probe_after(step, run) : OneStep::probe(step, run);
    }
    op::Outcome verify(op::Run &run) const override { return settings_outcome(run); }

private:
    static Note note_in(op::Run &run, std::string_view step)
    {
        return [&run, step](std::string const &field, std::string const &value, bool last) {
            settings::note(fenced(run), field, value, {value == "done" ? std::string(step) : "", last});
        };
    }
};

class SettingsChange final : public SettingsStep {
public:
    SettingsChange() noexcept : SettingsStep(k_settings_change, k_settings_change_version) {}

    op::Plan plan_undo(op::Plan const &done, op::UndoOptions const &options, op::World &world) const override
    {
        return plan_settings_undo(done, options, session_of(world), k_undo_operation);
    }
};

class SettingsUndo final : public SettingsStep {
public:
    SettingsUndo() noexcept : SettingsStep(k_undo_operation, 1) {}
    op::Outcome verify(op::Run &run) const override { return settings_undo_outcome(run); }
};

SettingsChange const g_change;
SettingsUndo const g_undo;

void plan_redis_changes(op::Plan &plan, Store const &store, Session &session)
{
    freeze_server(plan, session, ask_server(session.redis()));
    plan.detail["list"] = store.name;  // what the lease is on
}

std::vector<std::string> redis_wire(op::Plan const &plan, Store const &store, Changes const &changes)
{
    WireText wire{layout_of(plan), store.name, plan.undoes};
    auto const &script = store.kind == Store::Kind::hash ? settings::k_set_fields : settings::k_set_keys;
    wire.step(script.name, 1, effects_of(store, changes));
    auto const after = after_in(plan);
    if (after.empty()) return wire.lines();
    wire.step(settings::k_note.name, 2 * std::ssize(after), "before and after each command");
    auto lines = wire.lines();
    auto at = lines.begin() + 4;  // lease, scripts, the two steps
    for (auto const &command : after) at = lines.insert(at, fmt::format("{:<22}  omactl {}", "run", command)) + 1;
    return lines;
}

}  // namespace

Changes changes_in(op::Plan const &plan)
{
    Changes changes;
    for (auto const &json : plan.detail.at("changes"))
        changes.push_back({bytes_of(json.at("name")), value_from(json.at("from")), value_from(json.at("to"))});
    return changes;
}

Store store_in(op::Plan const &plan)
{
    return Store::parse(plan.detail.at("store").get<std::string>());
}

op::Outcome settings_outcome(op::Run &run)
{
    auto const changes = changes_in(run.plan);
    auto const others = settings::not_standing(changes, live_settings(store_in(run.plan), session_of(run.world)));
    op::Outcome outcome;
    outcome.sentence = fmt::format("Changed {} in {}.", counted(std::ssize(changes), "setting"),
                                   printable(store_in(run.plan).describe()));
    for (auto const &command : after_in(run.plan))
        outcome.sentence += fmt::format("\nThen ran: omactl {}", printable(command));
    outcome.changes = to_json(changes);
    outcome.after = {{"as_planned", changes.size() - others.size()}};
    if (others.empty()) return outcome;
    outcome.fault = Fault::unverified;
    outcome.trouble = fmt::format("'{}' has another value already; somebody else writes the settings too",
                                  printable(others.front().name));
    return outcome;
}

op::Outcome settings_undo_outcome(op::Run &run)
{
    auto outcome = settings_outcome(run);
    auto const moved = run.plan.detail.at("moved").get<std::int64_t>();
    if (outcome.fault != Fault::ok || moved == 0) return outcome;
    outcome.fault = Fault::partial;
    outcome.trouble = fmt::format("{} left alone: changed since by somebody else", counted(moved, "setting"));
    return outcome;
}

op::Plan plan_settings_undo(op::Plan const &done, op::UndoOptions const &options, Session &session,
                            std::string_view operation)
{
    if (options.rate > 0)
        throw Error{Fault::usage, "--rate is for jobs; settings change at once",
                    fmt::format("omactl undo {}", session.journal().shortest(done.id))};
    auto const store = store_in(done);
    auto changes = changes_in(done);
    auto const moved = settings::not_standing(changes, live_settings(store, session));
    std::erase_if(changes,
                  [&](Change const &change) { return std::find(moved.begin(), moved.end(), change) != moved.end(); });
    auto plan = op::begin_plan(session, operation, 1, done.target);
    plan.undoes = done.id;
    plan.nothing = "None of its settings is as it left them; nothing to undo.";
    plan_changes(plan, store, settings::inverse(changes), session);
    plan.operation = operation;
    plan.detail["moved"] = moved.size();
    for (auto const &change : moved)
        plan.lines.emplace_back("left alone", fmt::format("{}: it was changed since", change.name));
    for (auto const &command : after_in(done))
        plan.lines.emplace_back("left alone", fmt::format("what `omactl {}` did: it has an undo of its own", command));
    plan.undo.clear();
    plan.question = fmt::format("Put back {} in {}?", counted(plan.count, "setting"), plan.env);
    return plan;
}

std::string shown(std::optional<Value> const &value)
{
    if (!value) return "not set";
    return value->bytes.empty() ? "''" : cut(printable(value->bytes), 60);
}

void add_undo_line(op::Plan &plan, Session &session)
{
    plan.lines.emplace_back("undo", fmt::format("{}: {}", shown_undo(plan, session), plan.undo));
}

void plan_changes(op::Plan &plan, Store const &store, Changes const &changes, Session &session,
                  std::vector<std::string> const &after)
{
    plan.detail = cli::Json::object();
    bool const sql = store.kind == Store::Kind::sql;
    if (sql)
        plan_sql_changes(plan, store, changes, session);
    else
        plan_redis_changes(plan, store, session);
    plan.count = std::ssize(changes);
    plan.steps = {"set"};
    plan.undo = "puts back those that nobody has changed since";
    plan.detail["store"] = store.describe();
    plan.detail["changes"] = to_json(changes);
    for (auto const &change : changes) {
        if (plan.lines.size() == k_lines) {
            plan.lines.emplace_back("", fmt::format("… and {} more", changes.size() - k_lines));
            break;
        }
        plan.lines.emplace_back(change.name, fmt::format("{} → {}", shown(change.from), shown(change.to)));
    }
    add_after(plan, after);
    if (sql)
        for (auto const &command : after) plan.wire.push_back("run omactl " + command);
    else
        plan.wire = redis_wire(plan, store, changes);
}

}  // namespace omactl::cmd
