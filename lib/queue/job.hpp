#pragma once

#include "lib/core/fingerprint.hpp"
#include "lib/queue/layout.hpp"

#include <string>
#include <string_view>

namespace omactl::queue {

/// What a payload says, as views into its bytes; nothing is decoded or copied.
/// Resque: {"class":"X","args":[…]}; ActiveJob wraps the real name and arguments in args[0].
struct Job {
    bool well_formed = false;  ///< one JSON object with a class (string) and args (array)
    std::string_view klass;    ///< raw, without quotes; ActiveJob's real class where wrapped
    std::string_view wrapper;  ///< raw class of the wrapper, "" when none
    std::string_view args;     ///< raw JSON array
};
Job read_job(std::string_view payload);
/// By its own name or its wrapper's, as text: PHP's `App\Jobs\Mail` stands with two backslashes each in the payload.
bool is_of_class(Job const &job, std::string_view name);

/// Two jobs are the same work: class and raw bytes of args.
inline Fingerprint work_of(Fingerprinter const &printer, Job const &job)
{
    return printer.of(job.klass, job.args);
}

/// One failure record, as views into its bytes; of Resque an element of `failed`:
/// {"failed_at":…,"payload":{…},"exception":…,"error":…,"backtrace":[…],"worker":…,"queue":…}
struct Failure {
    bool well_formed = false;  ///< one JSON object with a queue (not empty, UTF-8) and a payload object
    std::string_view payload;  ///< raw JSON of the job: what is pushed when it is requeued
    std::string_view queue, exception, error, failed_at, worker, retried_at;  ///< raw JSON values, "" when absent
};
Failure read_failure(std::string_view record);
/// The same of a member of Sidekiq's `retry` or `dead`: the job itself, with what it failed with.
/// `failed_at` is its last failure, in Sidekiq's numbers.
Failure read_failed_job(std::string_view member);
inline Failure read_failure(std::string_view record, Kind kind)
{
    return kind == Kind::resque ? read_failure(record) : read_failed_job(record);
}

/// "Exception: message", or what there is of it.
std::string error_of(Failure const &failure);

/// The text of a raw JSON string value; other values as they stand; "" for absent and null.
std::string text_of(std::string_view raw);

}  // namespace omactl::queue
