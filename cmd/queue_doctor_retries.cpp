#include "cmd/queue_doctor_retries.hpp"

#include "lib/core/fingerprint.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/job.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/window.hpp"
#include "lib/queue/workers.hpp"

#include <unordered_map>

namespace omactl::cmd {

namespace {

constexpr std::int64_t k_most_jobs = 200'000;  // that are read to find those in retry
constexpr std::int64_t k_record = 4'000;       // bytes of a failure, about

/// A key and what it held.
struct Retry {
    std::string key, record;
};
using Retries = std::unordered_multimap<Fingerprint, Retry, FingerprintHash>;

Retries read_retries(Ward &ward, std::vector<std::string> const &keys, Fingerprinter const &printer)
{
    Retries retries;
    queue::ask_window(
        ward.redis, keys.size(),
        [&](std::size_t i) {
            return redis::Command{"GET", keys[i]};
        },
        [](std::size_t) { return k_record; },
        [&](std::size_t i, std::optional<redis::Reply> record) {
            if (!record || record->is_nil()) return;
            auto const failure = queue::read_failure(record->text());
            auto const job = queue::read_job(failure.payload);
            if (failure.well_formed && job.well_formed)
                retries.emplace(queue::work_of(printer, job), Retry{keys[i], std::string(record->text())});
        });
    return retries;
}

std::vector<std::string> buckets(Ward &ward)
{
    auto const times = ward.redis.call({"ZRANGE", ward.layout.key("delayed_queue_schedule"), "0", "-1"});
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < times.size(); ++i)
        keys.push_back(ward.layout.key("delayed:" + std::string(times[i].text())));
    return keys;
}

// False: there are too many jobs to read them all.
bool forget_waiting(Ward &ward, std::vector<std::string> const &lists, Retries &retries, Fingerprinter const &printer,
                    std::int64_t &budget)
{
    for (auto const &list : lists) {
        if (ward.redis.call({"TYPE", list}).text() != "list") continue;
        auto const length = ward.redis.call({"LLEN", list}).integer();
        if ((budget -= length) < 0) return false;
        queue::read_list(ward.redis, list, true, 0, length, [&](std::string_view job) {
            retries.erase(queue::work_of(printer, queue::read_job(job)));
            return interrupt_signal() == 0;
        });
        throw_if_interrupted();
    }
    return true;
}

void report(Ward &ward, Retries const &retries)
{
    for (auto const &[print, retry] : retries) {
        auto const now = ward.redis.call({"GET", retry.key});
        if (now.is_nil() || now.text() != retry.record) continue;  // it has run meanwhile
        auto const failure = queue::read_failure(retry.record);
        ward.found.add(
            Ailment::Level::broken, "retry_lost", "jobs in retry are in no list: they will not run again", retry.key,
            ward.line({"RPUSH", ward.layout.queue(queue::text_of(failure.queue)), std::string(failure.payload)}));
    }
}

}  // namespace

// In the order in which a job goes from place to place, so that one that moves meanwhile is seen.
void find_lost_retries(Ward &ward, std::vector<std::string> keys)
{
    if (keys.empty()) return;
    Fingerprinter const printer;
    auto retries = read_retries(ward, keys, printer);
    std::vector<std::string> queues;
    for (auto const &name : ward.queues) queues.push_back(ward.layout.queue(name));
    auto budget = k_most_jobs;
    if (!forget_waiting(ward, buckets(ward), retries, printer, budget) ||
        !forget_waiting(ward, queues, retries, printer, budget))
        return ward.found.add(Ailment::Level::harmless, "retry_unknown",
                              "jobs in retry were not looked for among more than 200,000 waiting jobs", keys.front(),
                              "");
    queue::read_crew(ward.redis, ward.layout, queue::Detail::jobs, [&](queue::Worker &worker, Instant) {
        for (auto &held : worker.works) {
            if (held.size > 0) retries.erase(queue::work_of(printer, queue::read_job(held.job())));
            held.entry = {};
        }
    });
    report(ward, retries);
}

}  // namespace omactl::cmd
