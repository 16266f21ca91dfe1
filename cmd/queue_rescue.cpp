#include "cmd/queue_rescue.hpp"

#include "cmd/queue_archive.hpp"
#include "cmd/queue_target.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/delayed.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/sorted.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

op::Json to_json(Rescue const &r)
{
    return {{"filter", to_json(r.filter)},
            {"to", r.to},
            {"unique", r.unique},
            {"first", r.first},
            {"rate", r.rate},
            {"max_length", r.max_length},
            {"stall_ms", r.stall_ms},
            {"bound", r.bound},
            {"set", r.set},
            {"at", r.at},
            {"away", r.away}};
}

Rescue rescue_from(op::Json const &j)
{
    return {failure_filter_from(j.at("filter")),
            j.at("to"),
            j.at("unique"),
            j.at("first"),
            j.at("rate"),
            j.at("max_length"),
            j.at("stall_ms"),
            j.at("bound"),
            j.value("set", "failed"),
            j.value("at", std::int64_t{0}),
            j.value("away", false)};
}

std::optional<queue::Enqueued> Rescue::made_of(std::string_view member) const
{
    if (!delayed()) return queue::enqueued(member, enqueue());
    auto job = queue::when_due(member);
    if (!job) return std::nullopt;
    return queue::Enqueued{std::move(*job), to.empty() ? queue::text_of(queue::read_failed_job(member).queue) : to};
}

std::string key_of(Rescue const &rescue, queue::Layout const &layout)
{
    return rescue.delayed() ? layout.delayed_schedule() : layout.key(rescue.set);
}

std::int64_t count_of(Rescue const &rescue, redis::Connection &redis, queue::Layout const &layout)
{
    if (rescue.delayed()) return queue::count_delayed(redis, layout);
    return redis.call({rescue.sorted() ? "ZCARD" : "LLEN", key_of(rescue, layout)}).integer();
}

void need_one_list(redis::Connection &redis, queue::Layout const &layout)
{
    if (redis.call({"EXISTS", layout.failed_queues()}).integer() == 1)
        throw Error{
            Fault::failed,
            "this application keeps its failures in a list a queue (redis_multi_queue), which is not supported yet",
            "omactl queue failed ls shows the common list only"};
}

UniqueWork unique_work(Rescue const &rescue, redis::Connection &redis, queue::Layout const &layout)
{
    if (!rescue.unique) return {};
    if (!rescue.to.empty()) return {redis, layout, {rescue.to}};
    if (!rescue.filter.queue.empty()) return {redis, layout, {rescue.filter.queue}};
    auto const members = redis.call({"SMEMBERS", layout.queues()});
    std::vector<std::string> names;
    for (std::size_t i = 0; i < members.size(); ++i) names.emplace_back(members[i].text());
    return {redis, layout, names};
}

void save_failures(Rescue const &rescue, op::Run &run, queue::Layout const &layout)
{
    auto &redis = session_of(run.world).redis();
    FailureMatcher const matcher{rescue.filter};
    auto unique = unique_work(rescue, redis, layout);
    auto &places = run.scratch["places"];
    op::ArchiveWriter archive{run.plan.archive,
                              {{"omactl", "archive"},
                               {"v", 1},
                               {"id", run.plan.id},
                               {"operation", run.plan.operation},
                               {"key", key_of(rescue, layout)},
                               {"records", rescue.sorted() ? "score member" : "as in the list"},
                               {"queue", run.plan.target},
                               {"server", run.plan.service},
                               {"predicate", rescue.filter.describe()},
                               {"at", rfc3339(run.world.context().clock.now())}}};
    each_candidate(rescue, redis, layout, [&](FailedJob const &job) {
        if (archive.count() >= run.plan.count) return;
        if (!rescue.means(job.failure, matcher)) return;
        if (!unique.is_new(rescue.to.empty() ? queue::text_of(job.failure.queue) : rescue.to, job.failure.payload))
            return;
        if (rescue.sorted()) return archive.add(fmt::format("{} {}", job.score, job.bytes));
        places.append(reinterpret_cast<char const *>(&job.index), sizeof job.index);
        archive.add(job.bytes);
    });
    archive.finish();
}

void each_candidate(Rescue const &rescue, redis::Connection &redis, queue::Layout const &layout,
                    std::function<void(FailedJob const &)> const &each)
{
    if (!rescue.sorted())
        return read_failures(redis, layout, rescue.bound, [&](std::int64_t index, std::string_view record) {
            each({rescue.set, index, {}, record, queue::read_failure(record)});
        });
    std::int64_t index = 0;
    auto const visit = [&](std::string_view score, std::string_view member) {
        each({rescue.set, index++, score, member, queue::read_failed_job(member)});
        return interrupt_signal() == 0;
    };
    if (rescue.delayed())
        queue::read_delayed(redis, layout, rescue.bound, visit);
    else
        queue::read_sorted(redis, layout.key(rescue.set), rescue.bound, visit);
    throw_if_interrupted();
}

}  // namespace omactl::cmd
