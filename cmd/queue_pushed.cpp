#include "cmd/queue_pushed.hpp"

#include "cmd/queue_archive.hpp"
#include "cmd/queue_refill.hpp"
#include "cmd/queue_rescue.hpp"
#include "cmd/queue_target.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/job.hpp"
#include "lib/queue/sidekiq.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

std::string home_of(op::Plan const &pushed)
{
    return pushed.detail.at("source") == "move" ? pushed.target : "";
}

std::string moved_home(std::string_view job, std::string_view home, queue::Layout const &layout)
{
    return layout.kind == queue::Kind::sidekiq ? queue::renamed(job, home) : std::string(job);
}

namespace {

void give_rescued(Rescue const &rescue, std::int64_t n, std::string_view record, EachPushed const &each)
{
    if (rescue.sorted()) {
        if (auto const made = rescue.made_of(kept_of(record).member)) each(n, made->queue, made->job, record);
        return;
    }
    auto const failure = queue::read_failure(record);
    each(n, rescue.to.empty() ? queue::text_of(failure.queue) : rescue.to, failure.payload, record);
}

void give_moved(op::Plan const &plan, Session &session, std::string_view bits, EachPushed const &each)
{
    auto const layout = layout_of(plan);
    auto const to = plan.detail.at("to").get<std::string>();
    op::ArchiveReader archive{need_archive(plan, session)};
    while (auto const record = archive.next()) {
        if (!queue::bit(bits, archive.position() - 1)) continue;
        auto const job = moved_home(*record, to, layout);
        bool const telling = moved_home(job, plan.target, layout) == *record;
        each(archive.position() - 1, to, job, telling ? std::string_view{} : *record);
    }
}

}  // namespace

void each_pushed(op::Plan const &plan, Session &session, std::string_view bits, EachPushed const &each)
{
    auto const source = plan.detail.at("source").get<std::string>();
    if (source == "words") {
        auto const jobs = plan.detail.at("jobs");
        for (std::size_t n = 0; n < jobs.size(); ++n)
            if (queue::bit(bits, static_cast<std::int64_t>(n)))
                each(static_cast<std::int64_t>(n), plan.target, from_base64(jobs[n].get<std::string>()).value_or(""),
                     {});
        return;
    }
    if (source == "move") return give_moved(plan, session, bits, each);
    bool const failures = source != "archive" && source != "import";
    auto const rescue = failures ? rescue_from(plan.detail.at("rescue")) : Rescue{};
    op::ArchiveReader archive{failures
                                  ? need_archive(plan, session)
                                  : refill_archive(refill_from(plan.detail.at("refill")), session, layout_of(plan))};
    while (auto const record = archive.next()) {
        auto const n = archive.position() - 1;
        if (!queue::bit(bits, n)) continue;
        if (failures)
            give_rescued(rescue, n, *record, each);
        else
            each(n, plan.target, *record, {});
    }
}

op::Outcome took_back(op::Run &run, std::string_view why_gone)
{
    auto const record = run.guard.record();
    auto const taken = record ? std::atoll(record->field("untaken").c_str()) : 0;
    auto const gone =
        session_of(run.world).redis().call({"BITCOUNT", layout_of(run.plan).pushed(run.plan.undoes)}).integer();
    op::Outcome outcome;
    outcome.sentence = fmt::format("Took back {} in {}.", counted(taken, "job"), human_duration(run.spent()));
    outcome.changes.push_back({{"taken_back", taken}, {"taken_by_workers", gone}});
    outcome.after = {{"taken_by_workers", gone}};
    if (gone > 0) {
        outcome.fault = Fault::partial;
        outcome.trouble = fmt::format("{} {} and can't be brought back", counted(gone, "job"), why_gone);
    }
    return outcome;
}

}  // namespace omactl::cmd
