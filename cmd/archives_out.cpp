#include "cmd/archives_out.hpp"

#include "cmd/queue_target.hpp"

#include <cstdlib>

namespace omactl::cmd {

namespace {

bool keeps_jobs(op::Entry const &entry)
{
    auto const &name = entry.plan.operation;
    bool const over = entry.state == op::State::done || entry.state == op::State::undone ||
                      (entry.state == op::State::unverified && name == "workers.kill");
    return over && (name == "queue.clear" || name == "queue.discard" || name == "workers.kill");
}

/// How many archived things an operation has taken away that are not back, from what the service says.
std::int64_t left_out(op::Entry const &entry, redis::Reply const &removed, redis::Reply const &marks)
{
    if (entry.plan.operation == "queue.discard") return marks.integer();
    auto const all = !removed.is_nil()                ? std::atoll(std::string(removed.text()).c_str())
                     : entry.state == op::State::done ? entry.plan.count
                                                      : 0;
    return all - marks.integer();
}

}  // namespace

std::vector<ArchivedOut> archives_out(std::vector<op::Entry> const &entries, Session &session)
{
    std::vector<op::Entry const *> clears;
    std::vector<redis::Command> questions;
    for (auto const &entry : entries) {
        if (entry.plan.env != session.env_name() || !keeps_jobs(entry)) continue;
        if (entry.last_data("decided")) continue;
        auto const layout = layout_of(entry.plan);
        clears.push_back(&entry);
        questions.push_back({"HGET", layout.record(entry.id), "removed"});
        questions.push_back(
            {"BITCOUNT", entry.plan.operation == "queue.discard" ? layout.pushed(entry.id) : layout.ledger(entry.id)});
    }
    std::vector<ArchivedOut> out;
    if (clears.empty()) return out;
    auto const answers = session.redis().pipeline(questions);
    for (std::size_t i = 0; i < clears.size(); ++i)
        if (auto const left = left_out(*clears[i], answers[2 * i], answers[2 * i + 1]); left > 0)
            out.push_back({clears[i], left});
    return out;
}

}  // namespace omactl::cmd
