// Settings that are rows of an SQL table.
#include "cmd/pg_target.hpp"
#include "cmd/settings_after.hpp"
#include "cmd/settings_change.hpp"
#include "cmd/settings_store.hpp"
#include "lib/operation/noted.hpp"
#include "lib/settings/sql.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr std::string_view k_sql_change = "settings.sql-change";
constexpr std::string_view k_sql_undo = "settings.sql-undo";
constexpr std::size_t k_shown = 20;  // statements

/// One transaction, whose COMMIT is the change; whether it came about is seen by the values.
class SettingsSqlStep : public op::NotedOperation {
public:
    using NotedOperation::NotedOperation;

    void recheck(op::Plan const &plan, op::World &world) const override
    {
        recheck_target(plan, world);
        auto const table = settings::find_table(postgres_of(session_of(world)), store_in(plan));
        if (table.described() == plan.detail.at("table").get<std::string>()) return;
        throw Error{Fault::conflict, fmt::format("the table is {} by now", table.described()),
                    "plan again: repeat the command"};
    }
    void recheck_target(op::Plan const &plan, op::World &world) const override { recheck_pg(plan, session_of(world)); }

    void apply(std::string_view step, op::Run &run) const override
    {
        if (is_after(step)) return run_after(step, run, note_in(run));
        auto &postgres = postgres_of(session_of(run.world));
        auto const table = settings::find_table(postgres, store_in(run.plan));
        op::noted(run).about_to_write(fmt::format("update {}", table.described()));
        settings::change(postgres, table, changes_in(run.plan));
    }
    // All of it came about, or nothing; one that is otherwise was changed by somebody else since.
    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        if (is_after(step)) return probe_after(step, run);
        auto const changes = changes_in(run.plan);
        auto const live = live_settings(store_in(run.plan), session_of(run.world));
        return settings::not_standing(changes, live).size() == changes.size() ? op::Taken::no : op::Taken::yes;
    }
    op::Outcome verify(op::Run &run) const override { return settings_outcome(run); }

private:
    static Note note_in(op::Run &run)
    {
        return [&run](std::string const &field, std::string const &value, bool) {
            op::noted(run).remember({{field, value}});
        };
    }
};

class SettingsSqlChange final : public SettingsSqlStep {
public:
    SettingsSqlChange() noexcept : SettingsSqlStep(k_sql_change, 1) {}
    op::Plan plan_undo(op::Plan const &done, op::UndoOptions const &options, op::World &world) const override
    {
        return plan_settings_undo(done, options, session_of(world), k_sql_undo);
    }
};

class SettingsSqlUndo final : public SettingsSqlStep {
public:
    SettingsSqlUndo() noexcept : SettingsSqlStep(k_sql_undo, 1) {}
    op::Outcome verify(op::Run &run) const override { return settings_undo_outcome(run); }
};

SettingsSqlChange const g_change;
SettingsSqlUndo const g_undo;

}  // namespace

void plan_sql_changes(op::Plan &plan, settings::Store const &store, std::vector<settings::Change> const &changes,
                      Session &session)
{
    auto const target = plan.target;
    freeze_pg(plan, ask_pg(session));
    plan.target = target;
    plan.operation = k_sql_change;
    plan.version = 1;
    auto const table = settings::find_table(postgres_of(session), store);
    plan.detail["table"] = table.described();
    plan.wire = {"begin"};
    auto const all = settings::statements(table, changes);
    for (std::size_t i = 0; i < all.size() && i < k_shown; ++i) plan.wire.push_back(all[i]);
    if (all.size() > k_shown) plan.wire.push_back(fmt::format("… and {} more", all.size() - k_shown));
    plan.wire.emplace_back("commit");
}

}  // namespace omactl::cmd
