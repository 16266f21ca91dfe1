#include "cmd/queue_sieve.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_filter.hpp"
#include "cmd/queue_return.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_wire.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/list.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

std::string list_of(op::Run const &run)
{
    return run.plan.detail.at("list").get<std::string>();
}

std::int64_t chunk_of(op::Run const &run)
{
    return run.plan.detail.at("chunk").get<std::int64_t>();
}

std::int64_t total_of(op::Run &run)
{
    auto const record = run.guard.record();
    return record ? std::atoll(record->field("total").c_str()) : 0;
}

void check_bound(op::Plan const &plan, std::int64_t now, std::int64_t planned, std::string_view what)
{
    if (now <= bound_of(planned)) return;
    throw Error{Fault::conflict,
                fmt::format("{} {} in '{}' now, {} when this was planned", with_commas(now), what, plan.target,
                            with_commas(planned)),
                "look again and repeat the command"};
}

void do_stage(op::Run &run)
{
    if (!queue::stage(fenced(run), layout_of(run.plan), list_of(run)))
        throw Error{Fault::conflict, fmt::format("'{}' has been emptied meanwhile", run.plan.target), {}};
}

op::Json header(op::Run const &run)
{
    return {{"omactl", "archive"},
            {"v", 1},
            {"id", run.plan.id},
            {"operation", run.plan.operation},
            {"key", list_of(run)},
            {"queue", run.plan.target},
            {"server", run.plan.service},
            {"predicate", predicate_of(run.plan)},
            {"at", rfc3339(run.world.context().clock.now())}};
}

void do_archive(op::Run &run)
{
    auto const layout = layout_of(run.plan);
    auto const total = total_of(run);
    auto const leaves = leaves_of(run.plan, total);
    op::ArchiveWriter archive{archive_path(run.world, run.plan.id), header(run)};
    run.progress.emplace(run.world.context(), "archive", total);
    std::string bits(static_cast<std::size_t>((total + 7) / 8), '\0');
    std::int64_t at = 0;
    auto const beat_every = Millis{10'000};
    auto beaten = run.world.context().clock.ticks();
    auto const staged = layout.staged(list_of(run));
    // Read in stretches, so that the lease is renewed between them.
    for (std::int64_t from = 0; from < total;) {
        auto const got = queue::read_list(session_of(run.world).redis(), staged, layout.oldest_left(), from,
                                          std::min<std::int64_t>(100'000, total - from), [&](std::string_view job) {
                                              if (leaves(job)) {
                                                  archive.add(job);
                                                  queue::set_bit(bits, at);
                                              }
                                              if (++at % 4'096 == 0) run.progress->at(at);
                                              return interrupt_signal() == 0;
                                          });
        throw_if_interrupted();
        if (got == 0) throw Error{Fault::failed, "the staged list is shorter than it was"};
        from += got;
        if (run.world.context().clock.ticks() - beaten < beat_every) continue;
        run.guard.beat();
        beaten = run.world.context().clock.ticks();
    }
    check_bound(run.plan, archive.count(), run.plan.count, "match");
    archive.finish();
    run.progress.reset();
    run.scratch["bits"] = std::move(bits);
    run.scratch["removed"] = std::to_string(archive.count());
    run.scratch["checksum"] = archive.checksum();
}

std::map<std::string, std::string> facts(op::Run &run)
{
    return {{"removed", run.scratch["removed"]},
            {"archive", archive_path(run.world, run.plan.id)},
            {"archive_checksum", run.scratch["checksum"]},
            {"archive_host", run.world.host()}};
}

void do_mask(op::Run &run)
{
    queue::store_mask(fenced(run), layout_of(run.plan), list_of(run), run.scratch["bits"], facts(run));
}

void do_splice(op::Run &run)
{
    auto const layout = layout_of(run.plan);
    while (
        !queue::splice(fenced(run), layout, layout.kept(list_of(run)), list_of(run), chunk_of(run), {"splice", true}))
        throw_if_interrupted();
}
}  // namespace

std::unique_ptr<Guard> QueueSieve::guard(op::Plan const &plan, op::World &world) const
{
    return redis_guard(plan, world);
}

void QueueSieve::recheck(op::Plan const &plan, op::World &world) const
{
    auto &session = session_of(world);
    recheck_server(plan, session);
    auto const length = session.redis().call({"LLEN", plan.detail.at("list").get<std::string>()}).integer();
    check_bound(plan, length, plan.detail.at("length").get<std::int64_t>(), "waiting");
    check_space(plan.archive, 0);
}

void QueueSieve::apply(std::string_view step, op::Run &run) const
{
    if (step == "stage")
        do_stage(run);
    else if (step == "archive")
        do_archive(run);
    else if (step == "release")
        queue::release(fenced(run), layout_of(run.plan), list_of(run), facts(run));
    else if (step == "mask")
        do_mask(run);
    else if (step == "sift")
        do_sift(run);
    else
        do_splice(run);
}

// The archive has no mark of its own: it counts once the service knows it (mask or release).
op::Taken QueueSieve::probe(std::string_view step, op::Run &run) const
{
    auto const record = run.guard.record();
    if (!record) return op::Taken::no;
    auto const &steps = run.plan.steps;
    auto const reached = std::find(steps.begin(), steps.end(), record->phase) - steps.begin();
    auto const asked = std::find(steps.begin(), steps.end(), step) - steps.begin();
    return reached < std::ssize(steps) && asked <= reached ? op::Taken::yes : op::Taken::no;
}

bool QueueSieve::put_back(op::Run &run) const
{
    auto const record = run.guard.record();
    if (!record) return true;
    if (record->phase != "stage") return record->phase == "returned";
    while (!queue::splice(fenced(run), layout_of(run.plan), layout_of(run.plan).staged(list_of(run)), list_of(run),
                          chunk_of(run), {"returned", true}, {{"undone", "1"}}))
        run.guard.beat();
    return true;
}

// Some jobs are gone from Redis already: only the way forward leads to one state.
void QueueSieve::settle(op::Run &run) const
{
    for (auto const &step : run.plan.steps)
        if (probe(step, run) != op::Taken::yes) apply(step, run);
}

void QueueSieve::do_sift(op::Run &run) const
{
    auto const record = run.guard.record();
    std::int64_t const total = total_of(run);
    auto const layout = layout_of(run.plan);
    auto const mask = queue::read_mask(session_of(run.world).redis(), layout, list_of(run), total);
    run.progress.emplace(run.world.context(), std::string(verb()), total);
    for (std::int64_t from = record ? std::atoll(record->field("sifted").c_str()) : 0; from < total;) {
        throw_if_interrupted();
        auto const count = std::min(chunk_of(run), total - from);
        from = sift(run, layout, mask, from, count);
        run.progress->at(from);
    }
    run.progress.reset();
}

std::int64_t QueueSieve::sift(op::Run &run, queue::Layout const &layout, std::string_view mask, std::int64_t from,
                              std::int64_t count) const
{
    return queue::sift(fenced(run), layout, list_of(run), mask, from, count);
}

void freeze_sieve(op::Plan &plan, std::int64_t length, std::int64_t leaving, std::int64_t bytes, bool all)
{
    plan.steps = all ? std::vector<std::string>{"stage", "archive", "release"}
                     : std::vector<std::string>{"stage", "archive", "mask", "sift", "splice"};
    plan.detail["length"] = length;
    plan.detail["chunk"] = queue::chunk_for(leaving, bytes);
}

std::vector<std::string> sieve_wire(op::Plan const &plan, queue::Layout const &layout)
{
    auto const &detail = plan.detail;
    auto const list = detail.at("list").get<std::string>();
    WireText wire{layout, list};
    wire.stage(list);
    if (plan.steps.back() == "release") {
        wire.release(list);
        return wire.lines();
    }
    auto const chunk = detail.at("chunk").get<std::int64_t>();
    auto const pieces = (detail.at("length").get<std::int64_t>() + chunk - 1) / chunk;
    wire.mask(list);
    if (detail.contains("to"))
        wire.shift(list, layout.queue(detail.at("to").get<std::string>()), pieces);
    else
        wire.sift(list, pieces);
    wire.splice(layout.kept(list), list);
    return wire.lines();
}

}  // namespace omactl::cmd
