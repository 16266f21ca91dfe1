#include "cmd/archives_out.hpp"

#include "cmd/queue_target.hpp"

#include <cstdlib>

namespace omactl::cmd {

std::vector<ArchivedOut> archives_out(std::vector<op::Entry> const &entries, Session &session)
{
    std::vector<op::Entry const *> clears;
    std::vector<redis::Command> questions;
    for (auto const &entry : entries) {
        bool const over = entry.state == op::State::done || entry.state == op::State::undone;
        if (!over || entry.plan.env != session.env_name() || entry.plan.operation != "queue.clear") continue;
        if (entry.last_data("decided")) continue;
        auto const layout = layout_of(entry.plan);
        clears.push_back(&entry);
        questions.push_back({"HGET", layout.record(entry.id), "removed"});
        questions.push_back({"BITCOUNT", layout.ledger(entry.id)});
    }
    auto const answers = session.redis().pipeline(questions);
    std::vector<ArchivedOut> out;
    for (std::size_t i = 0; i < clears.size(); ++i) {
        auto const &entry = *clears[i];
        auto const removed = !answers[2 * i].is_nil()         ? std::atoll(std::string(answers[2 * i].text()).c_str())
                             : entry.state == op::State::done ? entry.plan.count
                                                              : 0;
        auto const left = removed - answers[2 * i + 1].integer();
        if (left > 0) out.push_back({&entry, left});
    }
    return out;
}

}  // namespace omactl::cmd
