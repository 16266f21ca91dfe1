#include "cmd/settings_change.hpp"

#include "cmd/one_step.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_unpush.hpp"
#include "cmd/queue_wire.hpp"
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

/// What changes several settings at once: a `set`, a `restore`, and the undo of both.
class SettingsStep : public OneStep {
public:
    using OneStep::OneStep;

    void apply(std::string_view step, op::Run &run) const override
    {
        settings::change(fenced(run), store_in(run.plan), changes_in(run.plan), {std::string(step), true});
    }

    op::Outcome verify(op::Run &run) const override
    {
        auto const changes = changes_in(run.plan);
        auto const others = settings::not_standing(changes, live_settings(store_in(run.plan), session_of(run.world)));
        op::Outcome outcome;
        outcome.sentence = fmt::format("Changed {} in {}.", counted(std::ssize(changes), "setting"),
                                       printable(store_in(run.plan).describe()));
        for (auto const &command : run.plan.detail.value("after", std::vector<std::string>{}))
            outcome.sentence += fmt::format("\nThen: omactl {}", printable(command));
        outcome.changes = to_json(changes);
        outcome.after = {{"as_planned", changes.size() - others.size()}};
        if (others.empty()) return outcome;
        outcome.fault = Fault::unverified;
        outcome.trouble = fmt::format("'{}' has another value already; somebody else writes the settings too",
                                      printable(others.front().name));
        return outcome;
    }
};

class SettingsChange final : public SettingsStep {
public:
    SettingsChange() noexcept : SettingsStep(k_settings_change, k_settings_change_version) {}

    op::Plan plan_undo(op::Plan const &done, op::UndoOptions const &options, op::World &world) const override
    {
        auto &session = session_of(world);
        if (options.rate > 0)
            throw Error{Fault::usage, "--rate is for jobs; settings change at once",
                        fmt::format("omactl undo {}", session.journal().shortest(done.id))};
        auto const store = store_in(done);
        auto changes = changes_in(done);
        auto const moved = settings::not_standing(changes, live_settings(store, session));
        std::erase_if(changes, [&](Change const &change) {
            return std::find(moved.begin(), moved.end(), change) != moved.end();
        });
        auto plan = op::begin_plan(world, k_undo_operation, 1, done.target);
        plan.undoes = done.id;
        plan.nothing = "None of its settings is as it left them; nothing to undo.";
        plan_changes(plan, store, settings::inverse(changes), session);
        plan.detail["moved"] = moved.size();
        for (auto const &change : moved)
            plan.lines.emplace_back("left alone", fmt::format("{}: it was changed since", change.name));
        plan.undo.clear();
        plan.question = fmt::format("Put back {} in {}?", counted(plan.count, "setting"), plan.env);
        return plan;
    }
};

class SettingsUndo final : public SettingsStep {
public:
    SettingsUndo() noexcept : SettingsStep(k_undo_operation, 1) {}

    op::Outcome verify(op::Run &run) const override
    {
        auto outcome = SettingsStep::verify(run);
        auto const moved = run.plan.detail.at("moved").get<std::int64_t>();
        if (outcome.fault != Fault::ok || moved == 0) return outcome;
        outcome.fault = Fault::partial;
        outcome.trouble = fmt::format("{} left alone: changed since by somebody else", counted(moved, "setting"));
        return outcome;
    }
};

SettingsChange const g_change;
SettingsUndo const g_undo;

}  // namespace

std::string shown(std::optional<Value> const &value)
{
    if (!value) return "not set";
    return value->bytes.empty() ? "''" : cut(printable(value->bytes), 60);
}

void add_undo_line(op::Plan &plan, Session &session)
{
    plan.lines.emplace_back("undo", fmt::format("{}: {}", shown_undo(plan, session), plan.undo));
}

void plan_changes(op::Plan &plan, Store const &store, Changes const &changes, Session &session)
{
    freeze_server(plan, session, ask_server(session.redis()));
    plan.count = std::ssize(changes);
    plan.steps = {"set"};
    plan.undo = "puts back those that nobody has changed since";
    plan.detail["list"] = store.name;  // what the lease is on
    plan.detail["store"] = store.describe();
    plan.detail["changes"] = to_json(changes);
    for (auto const &change : changes) {
        if (plan.lines.size() == k_lines) {
            plan.lines.emplace_back("", fmt::format("… and {} more", changes.size() - k_lines));
            break;
        }
        plan.lines.emplace_back(change.name, fmt::format("{} → {}", shown(change.from), shown(change.to)));
    }
    WireText wire{layout_of(plan), store.name, plan.undoes};
    auto const &script = store.kind == Store::Kind::hash ? settings::k_set_fields : settings::k_set_keys;
    wire.step(script.name, 1, effects_of(store, changes));
    plan.wire = wire.lines();
}

}  // namespace omactl::cmd
