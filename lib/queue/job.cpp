#include "lib/queue/job.hpp"

#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/moment.hpp"

#include <fmt/format.h>

#include <array>

namespace omactl::queue {

namespace {

std::string_view unquoted(std::string_view raw)
{
    return raw.size() >= 2 && raw.front() == '"' ? raw.substr(1, raw.size() - 2) : std::string_view{};
}

// ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper and its like; Sidekiq says `wrapped` besides,
// and from 8 calls its wrapper otherwise.
void unwrap(Job &job, std::string_view wrapped)
{
    if (wrapped.empty() && !job.klass.ends_with("JobWrapper")) return;
    auto const name = json_at(job.args, "/0/job_class");
    auto const args = json_at(job.args, "/0/arguments");
    if (!name || !args || name->front() != '"') return;
    job.wrapper = job.klass;
    job.klass = unquoted(*name);
    job.args = *args;
}

bool names_a_queue(Failure const &failure)
{
    return failure.queue.starts_with('"') && failure.queue.size() > 2 && is_utf8(text_of(failure.queue));
}

}  // namespace

Job read_job(std::string_view payload)
{
    Job job;
    std::string_view wrapped;
    Members walk{payload};
    while (auto const member = walk.next()) {
        if (member->key == "class")
            job.klass = unquoted(member->value);
        else if (member->key == "args")
            job.args = member->value;
        else if (member->key == "wrapped")
            wrapped = unquoted(member->value);
    }
    job.well_formed = walk.whole() && !job.klass.empty() && job.args.starts_with('[');
    if (job.well_formed) unwrap(job, wrapped);
    return job;
}

bool is_of_class(Job const &job, std::string_view name)
{
    auto const is = [name](std::string_view raw) {
        return raw == name || (raw.find('\\') != std::string_view::npos && text_of(fmt::format("\"{}\"", raw)) == name);
    };
    return job.well_formed && (is(job.klass) || (!job.wrapper.empty() && is(job.wrapper)));
}

Failure read_failure(std::string_view record)
{
    Failure failure;
    std::array<std::pair<std::string_view, std::string_view *>, 7> const wanted{{{"payload", &failure.payload},
                                                                                 {"queue", &failure.queue},
                                                                                 {"exception", &failure.exception},
                                                                                 {"error", &failure.error},
                                                                                 {"failed_at", &failure.failed_at},
                                                                                 {"worker", &failure.worker},
                                                                                 {"retried_at", &failure.retried_at}}};
    Members walk{record};
    while (auto const member = walk.next())
        for (auto const &[key, to] : wanted)
            if (member->key == key) *to = member->value;
    failure.well_formed = walk.whole() && failure.payload.starts_with('{') && names_a_queue(failure);
    return failure;
}

Failure read_failed_job(std::string_view member)
{
    Failure failure;
    failure.payload = member;
    std::array<std::pair<std::string_view, std::string_view *>, 5> const wanted{{{"queue", &failure.queue},
                                                                                 {"error_class", &failure.exception},
                                                                                 {"error_message", &failure.error},
                                                                                 {"failed_at", &failure.failed_at},
                                                                                 {"retried_at", &failure.retried_at}}};
    Members walk{member};
    while (auto const found = walk.next())
        for (auto const &[key, to] : wanted)
            if (found->key == key) *to = found->value;
    // `failed_at` was the first time; each retry that failed too left `retried_at`.
    if (instant_of(failure.retried_at)) failure.failed_at = failure.retried_at;
    failure.well_formed = walk.whole() && read_job(member).well_formed && names_a_queue(failure);
    return failure;
}

std::string error_of(Failure const &failure)
{
    auto const exception = text_of(failure.exception), message = text_of(failure.error);
    return exception + (exception.empty() || message.empty() ? "" : ": ") + message;
}

std::string text_of(std::string_view raw)
{
    if (raw == "null") return {};
    if (auto text = json_text(raw)) return std::move(*text);
    return std::string(raw);
}

}  // namespace omactl::queue
