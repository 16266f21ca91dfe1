#include "fake.hpp"

#include "lib/operation/operation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace omactl::tests {

using op::Plan;
using op::Run;
using op::Taken;

Folder::Folder() : m_path("/tmp/omactl-operation-XXXXXX")
{
    if (!::mkdtemp(m_path.data())) throw Error{Fault::failed, "mkdtemp"};
}

Folder::~Folder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

void Service::pass(std::string const &point)
{
    auto const found = at.find(point);
    if (found == at.end()) return;
    auto const happens = std::move(found->second);
    at.erase(found);
    happens();
}

void Service::kill_at(std::string const &point)
{
    at[point] = [this] {
        dead_hand = true;
        throw Killed{};
    };
}

void Service::fail_at(std::string const &point, Fault fault, std::string message)
{
    at[point] = [fault, text = std::move(message)] { throw Error{fault, text, "the cause's own hint"}; };
}

std::string Service::story() const
{
    return fmt::format("{}", fmt::join(log, ", "));
}

namespace {

class FakeGuard final : public Guard {
public:
    FakeGuard(Service &service, Plan const &plan) : m_service(service), m_plan(plan) {}

    void take(Millis) override { lease("take"); }
    void adopt(Millis) override { lease("adopt"); }
    void release() noexcept override
    {
        if (m_service.dead_hand) return;
        m_service.leased_by.clear();
        m_service.log.emplace_back("release");
    }
    void beat() override { m_service.pass("beat"); }
    std::optional<Record> record() override
    {
        m_service.pass("record");
        auto const found = m_service.records.find(m_plan.id);
        return found == m_service.records.end() ? std::nullopt : std::optional{found->second};
    }
    std::int64_t writes() const override { return m_writes; }

    /// One atomic step: effect and record together.
    void write(std::string const &step, bool over)
    {
        m_service.pass("write " + step);
        m_service.log.push_back("write " + step);
        m_service.effect.push_back(step);
        auto &record = m_service.records[m_plan.id];
        record.plan = op::to_json(m_plan).dump();
        record.phase = step;
        ++record.seq;
        if (over) record.fields["over"] = "1";
        if (!m_plan.undoes.empty()) {
            m_service.records[m_plan.undoes].fields["undo"] = m_plan.id;
            if (over) m_service.records[m_plan.undoes].fields["undone"] = "1";
        }
        ++m_writes;
        m_service.pass("answer " + step);
    }

private:
    void lease(std::string const &how)
    {
        m_service.pass(how);
        if (!m_service.leased_by.empty())
            throw Error{Fault::conflict, "locked by operation " + m_service.leased_by, {}};
        m_service.leased_by = m_plan.id;
        m_service.log.push_back(how);
    }
    Service &m_service;
    Plan m_plan;
    std::int64_t m_writes = 0;
};

Service &service_of(op::World &world)
{
    return dynamic_cast<FakeWorld &>(world).service;
}

/// What both have in common: each step is one write, probed by the record's phase.
class Stepwise : public op::Operation {
public:
    using Operation::Operation;

    std::unique_ptr<Guard> guard(Plan const &plan, op::World &world) const override
    {
        return std::make_unique<FakeGuard>(service_of(world), plan);
    }
    void recheck(Plan const &, op::World &world) const override
    {
        service_of(world).log.emplace_back("recheck");
        service_of(world).pass("recheck");
    }
    void apply(std::string_view step, Run &run) const override
    {
        auto const name = std::string(step);
        service_of(run.world).pass("apply " + name);
        dynamic_cast<FakeGuard &>(run.guard).write(name, step == run.plan.steps.back());
    }
    Taken probe(std::string_view step, Run &run) const override
    {
        auto const record = run.guard.record();
        if (!record) return Taken::no;
        auto const &steps = run.plan.steps;
        auto const place = [&](std::string_view name) { return std::find(steps.begin(), steps.end(), name); };
        auto const reached = place(record->phase);
        return reached != steps.end() && place(step) <= reached ? Taken::yes : Taken::no;
    }
    op::Outcome verify(Run &run) const override
    {
        service_of(run.world).log.emplace_back("verify");
        service_of(run.world).pass("verify");
        return service_of(run.world).outcome;
    }
};

/// one → two → three. After `one` it can be put back, after `two` no more.
class Change final : public Stepwise {
public:
    Change() noexcept : Stepwise("test.change", 1) {}

    bool put_back(Run &run) const override
    {
        auto &service = service_of(run.world);
        service.log.emplace_back("put back");
        service.pass("put back");
        auto const record = run.guard.record();
        if (!record) return true;
        if (record->phase != "one") return false;
        dynamic_cast<FakeGuard &>(run.guard).write("returned", true);
        service.records[run.plan.id].fields["undone"] = "1";
        return true;
    }
    void settle(Run &run) const override
    {
        service_of(run.world).log.emplace_back("settle");
        service_of(run.world).pass("settle");
        for (auto const &step : run.plan.steps)
            if (probe(step, run) != Taken::yes) apply(step, run);
    }
    Plan plan_undo(Plan const &plan, op::UndoOptions const &, op::World &world) const override
    {
        service_of(world).pass("plan undo");
        auto undo = op::begin_plan(world, "test.undo", 1, plan.target);
        undo.undoes = plan.id;
        undo.count = plan.count;
        undo.steps = {"fetch", "home"};
        undo.detail = plan.detail;
        undo.question = "Put it back?";
        return undo;
    }
};

/// fetch → home. Goes forward only.
class Undo final : public Stepwise {
public:
    Undo() noexcept : Stepwise("test.undo", 1) {}
    bool put_back(Run &run) const override { return !run.guard.record(); }
    void settle(Run &) const override {}
};

Change const g_change;
Undo const g_undo;

}  // namespace

struct FakeWorld::Inside {
    Environ environ;
    cli::MemoryIo io;
    SystemClock clock;
    Secrets secrets;
    cli::Context context;
    explicit Inside(std::string const &state)
        : environ({{"XDG_STATE_HOME", state}, {"USER", "tester"}}),
          context{{}, {}, {"omactl", "test", "change"}, "test change", environ, io, clock, secrets}
    {
    }
};

FakeWorld::FakeWorld(Service &s, std::string const &state) : FakeWorld(s, new Inside{state}) {}

FakeWorld::FakeWorld(Service &s, Inside *inside)
    : World(inside->context), service(s), io(inside->io), settings(inside->context), m_inside(inside)
{
    service.dead_hand = false;
    settings.change.yes = true;
}

FakeWorld::~FakeWorld() = default;

std::optional<Plan> FakeWorld::find_plan(std::string_view id)
{
    for (auto const &[name, record] : service.records)
        if (name.starts_with(id)) return op::plan_from_text(record.plan);
    return std::nullopt;
}

Plan FakeWorld::plan(std::string_view target)
{
    auto plan = op::begin_plan(*this, "test.change", 1, target);
    plan.service = "a service in memory";
    plan.question = "Change 3 sites in test?";
    plan.count = 3;
    plan.nothing = "Nothing to change.";
    plan.lines = {{"test change sites", "3 sites change"}};
    plan.wire = {"ONE sites", "TWO sites", "THREE sites"};
    plan.steps = {"one", "two", "three"};
    plan.undo = "omactl undo ID";
    return plan;
}

std::string events_of(op::World &world, std::string_view id)
{
    auto const entry = world.journal().find(id);
    if (!entry) return "";
    std::vector<std::string> names;
    for (auto const &event : entry->events) names.push_back(event.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

op::State state_of(op::World &world, std::string_view id)
{
    return world.journal().find(id).value().state;
}

}  // namespace omactl::tests
