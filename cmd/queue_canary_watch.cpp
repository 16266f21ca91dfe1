#include "cmd/queue_canary_watch.hpp"

#include "cmd/queue_pushed.hpp"
#include "cmd/queue_target.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/sorted.hpp"
#include "lib/queue/workers.hpp"

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr std::int64_t k_piece = 100;  // failure records at a time

/// Calls each(record) from the newest on until it returns false.
void read_back(redis::Connection &redis, std::string const &key, std::function<bool(std::string_view)> const &each)
{
    for (auto end = redis.call({"LLEN", key}).integer(); end > 0;) {
        auto const from = std::max<std::int64_t>(end - k_piece, 0);
        auto const piece = redis.call({"LRANGE", key, std::to_string(from), std::to_string(end - 1)});
        for (auto i = piece.size(); i-- > 0;)
            if (!each(piece[i].text())) return;
        end = from;
    }
}

std::string sha_of(std::string_view record)
{
    return hex(openssl::module().sha1(record));
}

std::string known_failure(op::Run &run)
{
    auto const record = run.guard.record();
    return record ? record->field("newest_failure") : "";
}

}  // namespace

NewFailures::NewFailures(redis::Connection &redis, queue::Layout const &layout, std::string known)
    : m_redis(redis), m_key(layout.failed()), m_known(std::move(known))
{
}

void NewFailures::read(std::function<void(std::string_view)> const &each)
{
    std::string newest;
    read_back(m_redis, m_key, [&](std::string_view record) {
        auto sha = sha_of(record);
        if (sha == m_known) return false;
        each(record);
        if (newest.empty()) newest = std::move(sha);
        return true;
    });
    if (!newest.empty()) m_known = std::move(newest);
}

std::string newest_failure(redis::Connection &redis, queue::Layout const &layout,
                           std::function<bool(std::string_view)> const &counts)
{
    std::string sha;
    read_back(redis, layout.failed(), [&](std::string_view record) {
        if (!counts(record)) return true;
        sha = sha_of(record);
        return false;
    });
    return sha;
}

CanaryWatch::CanaryWatch(op::Run &run, queue::Layout const &layout)
    : m_redis(session_of(run.world).redis()), m_layout(layout), m_new_failures(m_redis, layout, known_failure(run))
{
    each_pushed(run.plan, session_of(run.world), queue::read_bits(m_redis, layout.pushed(run.plan.id)),
                [&](std::int64_t, std::string_view to, std::string_view job, std::string_view) {
                    auto const kind = identity(job);
                    ++m_kinds[kind].count;
                    auto &same = m_bytes[m_printer.of(job)];
                    same.first = kind;
                    ++same.second;
                    m_queues.emplace(to);
                });
}

Fingerprint CanaryWatch::identity(std::string_view job) const
{
    if (m_layout.kind == queue::Kind::sidekiq)
        if (auto const jid = json_at(job, "/jid")) return m_printer.of(*jid);
    auto const read = queue::read_job(job);
    return read.well_formed ? queue::work_of(m_printer, read) : m_printer.of(job);
}

void CanaryWatch::find_waiting()
{
    auto left = m_bytes;
    for (auto const &name : m_queues) {
        auto const list = m_layout.queue(name);
        queue::read_list(m_redis, list, m_layout.oldest_left(), 0, m_redis.call({"LLEN", list}).integer(),
                         [&](std::string_view job) {
                             auto const found = left.find(m_printer.of(job));
                             if (found == left.end() || found->second.second == 0) return true;
                             --found->second.second;
                             ++m_kinds[found->second.first].waiting;
                             return true;
                         });
    }
}

void CanaryWatch::find_working()
{
    queue::read_crew(m_redis, m_layout, queue::Detail::jobs, [&](queue::Worker &worker, Instant) {
        for (auto const &held : worker.works)
            if (auto const found = m_kinds.find(identity(held.job())); held.size > 0 && found != m_kinds.end())
                ++found->second.working;
        worker.works.clear();
    });
}

void CanaryWatch::count_failed(queue::Failure const &failure, std::string_view job)
{
    auto const found = m_kinds.find(identity(job));
    if (found == m_kinds.end()) return;
    ++found->second.failed;
    if (m_error.empty()) m_error = queue::error_of(failure);
}

void CanaryWatch::find_failed()
{
    if (m_layout.kind == queue::Kind::resque)
        return m_new_failures.read([this](std::string_view record) {
            auto const failure = queue::read_failure(record);
            count_failed(failure, failure.payload);
        });
    for (auto &[print, kind] : m_kinds) kind.failed = 0;
    for (auto const &set : failure_sets(m_layout.kind)) {
        auto const key = m_layout.key(set);
        queue::read_sorted(m_redis, key, m_redis.call({"ZCARD", key}).integer(),
                           [&](std::string_view, std::string_view member) {
                               count_failed(queue::read_failed_job(member), member);
                               return true;
                           });
    }
}

// A job is looked for in the order in which it goes its way, so that it is not missed in between.
CanaryState CanaryWatch::look()
{
    for (auto &[print, kind] : m_kinds) kind.waiting = kind.working = 0;
    find_waiting();
    find_working();
    find_failed();
    CanaryState state;
    for (auto &[print, kind] : m_kinds) {
        kind.refailed = std::min(std::max(kind.refailed, kind.failed), kind.count);
        auto const waiting = std::min(kind.waiting, kind.count - kind.refailed);
        state.count += kind.count;
        state.refailed += kind.refailed;
        state.waiting += waiting;
        state.working += std::min(kind.working, kind.count - kind.refailed - waiting);
    }
    state.error = m_error;
    return state;
}

}  // namespace omactl::cmd
