#include "cmd/payloads.hpp"
#include "cmd/queue_admit.hpp"
#include "cmd/queue_import.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/job.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

op::Json to_json(Import const &i)
{
    return {{"path", i.path},   {"shown", i.shown},       {"queue_name", i.queue_name},
            {"class", i.klass}, {"unique", i.unique},     {"lenient", i.lenient},
            {"first", i.first}, {"checksum", i.checksum}, {"set", i.set}};
}

Import import_from(op::Json const &j)
{
    return {j.at("path"),    j.at("shown"), j.at("queue_name"), j.at("class"), j.at("unique"),
            j.at("lenient"), j.at("first"), j.at("checksum"),   j.at("set")};
}

namespace {

void need_score(Import const &import, Incoming const &job)
{
    if (import.set.empty() || is_score(job.score)) return;
    throw Error{Fault::usage,
                fmt::format("{} has a job without a time (score): {}", printable(import.shown), sample_text(job.job)),
                fmt::format("an export of retry, dead or schedule has them; `{}` needs them", import.set)};
}

}  // namespace

ImportLook look_at_file(Import const &import, UniqueWork unique, std::function<void(Incoming const &)> const &each)
{
    ImportLook look;
    Intake intake{import.path, import.shown, import.lenient};
    while (auto const job = intake.next()) {
        throw_if_interrupted();
        need_score(import, *job);
        if (import.first > 0 && look.taken >= import.first) continue;
        if (!import.klass.empty() && !queue::is_of_class(queue::read_job(job->job), import.klass)) {
            ++look.other;
        } else if (!unique.is_new(import.queue_name, job->job)) {
            ++look.waiting;
        } else {
            if (look.taken++ == 0) look.sample = job->job;
            look.bytes += static_cast<std::int64_t>(job->job.size());
            each(*job);
        }
    }
    look.passed_over = intake.passed_over();
    look.torn = intake.torn();
    look.checksum = intake.checksum();
    look.header = intake.header();
    return look;
}

}  // namespace omactl::cmd
