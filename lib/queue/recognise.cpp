#include "lib/queue/recognise.hpp"

#include "lib/core/spans.hpp"
#include "lib/queue/job.hpp"
#include "lib/queue/layout.hpp"

#include <algorithm>
#include <array>

namespace omactl::queue {

namespace {

constexpr std::size_t k_looked_into = 20;  // queues

// Resque without a namespace has `queues` and `queue:NAME` too, the other way round: its jobs have no
// jid, and it leaves other keys. Empty queues of either are Sidekiq's when nothing speaks for Resque.
bool are_queues_of_sidekiq(redis::Connection &redis, Layout const &layout)
{
    auto const names = redis.call({"SMEMBERS", layout.queues()});
    std::vector<redis::Command> types, questions;
    auto const count = std::min(names.size(), k_looked_into);
    for (std::size_t i = 0; i < count; ++i) types.push_back({"TYPE", layout.queue(names[i].text())});
    auto const answers = redis.pipeline(types);
    for (std::size_t i = 0; i < count; ++i) {
        if (answers[i].text() != "list") continue;
        questions.push_back({"LRANGE", layout.queue(names[i].text()), "0", "0"});
        questions.push_back({"LRANGE", layout.queue(names[i].text()), "-1", "-1"});
    }
    bool others = redis.call({"EXISTS", layout.workers(), layout.failed()}).integer() > 0;
    for (auto const &job : redis.pipeline(questions)) {
        if (job.size() == 0) continue;
        if (json_at(job[0].text(), "/jid")) return true;
        others = others || read_job(job[0].text()).well_formed;
    }
    return !others;
}

Recognised look(redis::Connection &redis)
{
    auto const resque = Layout::of(Kind::resque, std::nullopt), layout = Layout::of(Kind::sidekiq, std::nullopt);
    std::array const sorted{layout.retry(), layout.schedule(), layout.dead()};
    std::vector<redis::Command> questions{
        {"EXISTS", resque.queues(), resque.failed(), resque.workers(), resque.open_operations()},
        {"TYPE", layout.queues()},
        {"TYPE", layout.processes()}};
    for (auto const &key : sorted) questions.push_back({"TYPE", key});
    auto const answers = redis.pipeline(questions);
    bool const queues = answers[1].text() == "set", processes = answers[2].text() == "set";
    std::vector<redis::Command> lowest;
    for (std::size_t i = 0; i < sorted.size(); ++i)
        if (answers[3 + i].text() == "zset") lowest.push_back({"ZRANGE", sorted[i], "0", "0"});
    bool sidekiq = (queues && processes) || (queues && are_queues_of_sidekiq(redis, layout));
    for (auto const &member : redis.pipeline(lowest))
        sidekiq = sidekiq || (member.size() > 0 && json_at(member[0].text(), "/jid"));
    return {answers[0].integer() > 0, sidekiq};
}

}  // namespace

Recognised recognise(redis::Connection &redis)
{
    try {
        return look(redis);
    } catch (redis::Refused const &e) {
        if (e.code() != "NOPERM") throw;
        return {true, false};
    }
}

}  // namespace omactl::queue
