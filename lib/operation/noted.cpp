#include "lib/operation/noted.hpp"

#include "lib/cli/io.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/operation/journal.hpp"

#include <algorithm>

namespace omactl::op {

namespace {

constexpr Millis k_between{200};  // two looks at a lock that is held

/// The record of one operation, told from its events.
class Tale {
public:
    explicit Tale(Entry const &entry) : m_plan(entry.plan)
    {
        for (auto const &event : entry.events) add(event);
        m_record.plan = cli::dump(to_json(m_plan));
    }
    bool begun() const { return m_record.seq > 0; }
    bool is_undone() const { return m_record.field("undone") == "1"; }
    Record &record() { return m_record; }

private:
    void add(Event const &event)
    {
        if (event.name == "writing") {
            ++m_record.seq;
            m_record.fields.erase("over");
            m_record.fields.erase("undone");
            take_fields(event);
        } else if (event.name == "remembered") {
            take_fields(event);
        } else if (event.name == "step" && begun()) {
            m_record.phase = event.data.value("step", "");
            if (!m_plan.steps.empty() && m_record.phase == m_plan.steps.back()) is_over();
        } else {
            verdict(event);
        }
    }

    void verdict(Event const &event)
    {
        // A change that stopped midway is partial too, with no sentence of what it did.
        bool const all_applied = event.name == "done" || event.name == "unverified" ||
                                 (event.name == "partial" && event.data.contains("sentence"));
        bool const as_before = event.name == "failed" || event.name == "undone";
        if (all_applied || as_before) is_over();
        if (as_before) m_record.fields["undone"] = "1";
    }

    void is_over() { m_record.fields["over"] = "1"; }
    void take_fields(Event const &event)
    {
        for (auto const &[name, value] : event.data.value("fields", Noted::Fields{})) m_record.fields[name] = value;
    }

    Plan const &m_plan;
    Record m_record;
};

// An undo that has written nothing, or was put back itself, has left the operation as it was.
void add_undos(Record &record, std::string_view id, std::vector<Entry> const &entries)
{
    for (auto const &entry : entries) {
        if (entry.plan.undoes != id) continue;
        Tale undo{entry};
        if (!undo.begun() || undo.is_undone()) continue;
        record.fields["undo"] = entry.id;
        if (entry.state == State::done) record.fields["undone"] = "1";
    }
}

std::optional<Record> record_of(std::string_view id, std::vector<Entry> const &entries)
{
    auto const entry = std::find_if(entries.begin(), entries.end(), [&](Entry const &one) { return one.id == id; });
    if (entry == entries.end()) return std::nullopt;
    Tale tale{*entry};
    if (!tale.begun()) return std::nullopt;
    add_undos(tale.record(), id, entries);
    return std::move(tale.record());
}

}  // namespace

Noted::Noted(Plan const &plan, World &world, std::unique_ptr<Lock> lock)
    : m_plan(plan), m_world(world), m_lock(std::move(lock))
{
}

void Noted::take(Millis wait)
{
    auto &clock = m_world.context().clock;
    auto const end = clock.ticks() + wait;
    while (!m_lock->try_take()) {
        if (clock.ticks() >= end) {
            auto const holder = m_lock->holder();
            if (!holder && m_lock->try_take()) break;  // somebody only looked, or has just gone
            throw_held(holder, m_plan.id);
        }
        throw_if_interrupted();
        clock.sleep(k_between);
    }
    m_leased = true;
}

void Noted::release() noexcept
{
    if (!m_leased) return;
    m_leased = false;
    m_lock->release();
}

std::optional<Record> Noted::record()
{
    return record_of(m_plan.id, m_world.journal().entries());
}

void Noted::about_to_write(std::string_view what, Fields const &fields)
{
    m_lock->beat();
    m_world.journal().append(m_plan.id, "writing", {{"what", what}, {"fields", fields}});
    ++m_writes;
}

void Noted::remember(Fields const &fields)
{
    m_world.journal().append(m_plan.id, "remembered", {{"fields", fields}});
}

std::unique_ptr<Guard> NotedOperation::guard(Plan const &plan, World &world) const
{
    return std::make_unique<Noted>(plan, world, lock(plan, world));
}

bool NotedOperation::put_back(Run &run) const
{
    return std::all_of(run.plan.steps.begin(), run.plan.steps.end(),
                       [&](std::string const &step) { return probe(step, run) == Taken::no; });
}

}  // namespace omactl::op
