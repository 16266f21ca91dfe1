#include "cmd/queue_failures.hpp"

#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/core/time.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/moment.hpp"
#include "lib/queue/sorted.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

std::string FailureFilter::describe() const
{
    std::string text;
    auto const say = [&text](std::string const &part) { text += (text.empty() ? "" : ", ") + part; };
    if (!queue.empty()) say("queue " + queue);
    if (!klass.empty()) say("class " + klass);
    if (!error.empty()) say("error ~ " + error);
    if (since > 0) say("since " + human_time(Instant{Millis{since}}));
    if (before > 0) say("before " + human_time(Instant{Millis{before}}));
    if (malformed) say("malformed");
    if (retried) say("retried");
    return text.empty() ? "all" : text;
}

op::Json to_json(FailureFilter const &f)
{
    return {{"queue", f.queue},   {"class", f.klass},         {"error", f.error},    {"since", f.since},
            {"before", f.before}, {"malformed", f.malformed}, {"retried", f.retried}};
}

FailureFilter failure_filter_from(op::Json const &j)
{
    return {j.at("queue"),
            j.at("class"),
            j.at("error"),
            j.at("since"),
            j.value("before", std::int64_t{0}),
            j.value("malformed", false),
            j.value("retried", false)};
}

FailureMatcher::FailureMatcher(FailureFilter filter) : m_filter(std::move(filter))
{
    if (m_filter.error.empty()) return;
    m_regex.emplace();
    if (auto const status = ::regcomp(&*m_regex, m_filter.error.c_str(), REG_EXTENDED | REG_NOSUB); status != 0) {
        char why[200];
        ::regerror(status, &*m_regex, why, sizeof why);
        m_regex.reset();
        throw Error{Fault::usage,
                    fmt::format("--error '{}' is no regular expression: {}", printable(m_filter.error), why),
                    "POSIX extended syntax, for example --error 'Timeout|refused'"};
    }
}

FailureMatcher::~FailureMatcher()
{
    if (m_regex) ::regfree(&*m_regex);
}

bool FailureMatcher::matches(queue::Failure const &failure) const
{
    if (m_filter.malformed || !failure.well_formed) return m_filter.malformed && !failure.well_formed;
    if (m_filter.retried && (failure.retried_at.empty() || failure.retried_at == "null")) return false;
    if (!m_filter.queue.empty() && queue::text_of(failure.queue) != m_filter.queue) return false;
    if (!m_filter.klass.empty() && !queue::is_of_class(queue::read_job(failure.payload), m_filter.klass)) return false;
    if (m_regex) {
        if (::regexec(&*m_regex, queue::error_of(failure).c_str(), 0, nullptr, 0) != 0) return false;
    }
    return is_of_time(failure);
}

bool FailureMatcher::is_of_time(queue::Failure const &failure) const
{
    if (m_filter.since == 0 && m_filter.before == 0) return true;
    auto const at = queue::instant_of(failure.failed_at);
    if (!at) ++m_timeless;
    if (!at) return false;
    auto const ms = at->time_since_epoch().count();
    return ms >= m_filter.since && (m_filter.before == 0 || ms < m_filter.before);
}

std::vector<std::string> sets_named(std::string const &name, queue::Layout const &layout)
{
    if (name == "failed") return failure_sets(layout.kind);
    bool const sorted =
        layout.kind == queue::Kind::sidekiq && (name == "retry" || name == "dead" || name == "schedule");
    return sorted ? std::vector{name} : std::vector<std::string>{};
}

bool is_listed(redis::Connection &redis, queue::Layout const &layout, std::string const &queue)
{
    return redis.call({"SISMEMBER", layout.queues(), queue}).integer() == 1;
}

void each_failure(redis::Connection &redis, queue::Layout const &layout, std::vector<std::string> const &sets,
                  std::function<void(FailedJob const &)> const &each)
{
    if (layout.kind == queue::Kind::resque) {
        auto const length = redis.call({"LLEN", layout.failed()}).integer();
        return read_failures(redis, layout, length, [&](std::int64_t index, std::string_view record) {
            each({"failed", index, {}, record, queue::read_failure(record)});
        });
    }
    for (auto const &set : sets) {
        auto const count = redis.call({"ZCARD", layout.key(set)}).integer();
        std::int64_t index = 0;
        queue::read_sorted(redis, layout.key(set), count, [&](std::string_view score, std::string_view member) {
            each({set, index++, score, member, queue::read_failed_job(member)});
            return interrupt_signal() == 0;
        });
        throw_if_interrupted();
    }
}

void read_failures(redis::Connection &redis, queue::Layout const &layout, std::int64_t count,
                   std::function<void(std::int64_t, std::string_view)> const &each)
{
    std::int64_t index = 0;
    // `failed` is pushed at the right in every framework that has it.
    queue::read_list(redis, layout.failed(), true, 0, count, [&](std::string_view record) {
        each(index++, record);
        return interrupt_signal() == 0;
    });
    throw_if_interrupted();
}

}  // namespace omactl::cmd
