#include "cmd/queue_part.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_target.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/list.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

queue::Filter filter_of(PartOptions const &o, Instant now)
{
    queue::Filter filter;
    filter.klass = o.klass.value_or("");
    for (auto const &condition : o.where) filter.where.push_back(queue::parse_where(condition));
    filter.malformed = o.malformed;
    filter.duplicates = o.duplicates;
    filter.first = o.first.value_or(0);
    filter.keep_newest = o.keep_newest.value_or(0);
    if (o.older_than) filter.before = (now - *o.older_than).time_since_epoch().count();
    return filter;
}

PartPlan begin_part(std::string_view operation, PartOptions const &o, Session &session)
{
    auto const &layout = session.queue_layout();
    auto &redis = session.redis();
    PartPlan part{op::begin_plan(session, operation, 1, o.queue), layout, 0};
    auto &plan = part.plan;
    freeze_server(plan, session, ask_server(redis));
    auto const standing = stand(redis, layout, o.queue);
    if (!standing.held_by.empty()) need_free(redis, layout, o.queue);
    part.length = standing.length;
    plan.archive = archive_path(session, plan.id);
    plan.before = {{"length", standing.length}};
    plan.detail["list"] = layout.queue(o.queue);
    return part;
}

namespace {

// Where all leave, there need be no look at each job: the count is the length, the size is estimated from both ends.
PartLook look_at_ends(redis::Connection &redis, queue::Layout const &layout, std::string const &list,
                      std::int64_t length)
{
    constexpr std::int64_t k_sample = 50;
    PartLook look{length};
    std::int64_t seen = 0;
    auto const each = [&](std::string_view job) {
        if (look.sample.empty()) look.sample = job;
        look.bytes += static_cast<std::int64_t>(job.size());
        return ++seen, true;
    };
    queue::read_list(redis, list, layout.oldest_left(), 0, std::min(k_sample, length), each);
    queue::read_list(redis, list, layout.oldest_left(), std::max<std::int64_t>(length - k_sample, 0), k_sample, each);
    if (seen > 0) look.bytes = look.bytes * length / seen;
    return look;
}

PartLook look_through(redis::Connection &redis, queue::Layout const &layout, std::string const &list,
                      std::int64_t length, queue::Filter const &filter)
{
    PartLook look;
    queue::Selector selector{filter, length};
    queue::read_list(redis, list, layout.oldest_left(), 0, length, [&](std::string_view job) {
        if (!selector.leaves(job)) return true;
        if (look.leaving++ == 0) look.sample = job;
        look.bytes += static_cast<std::int64_t>(job.size());
        return interrupt_signal() == 0;
    });
    throw_if_interrupted();
    look.timeless = selector.timeless();
    return look;
}

}  // namespace

PartLook look_at_part(redis::Connection &redis, queue::Layout const &layout, std::string const &list,
                      std::int64_t length, queue::Filter const &filter)
{
    return filter.everything() ? look_at_ends(redis, layout, list, length)
                               : look_through(redis, layout, list, length, filter);
}

std::string nothing_matches(std::string_view verb, std::string const &name, std::int64_t length,
                            queue::Filter const &filter, PartLook const &look)
{
    if (length == 0) return fmt::format("{} is empty; nothing to {}.", printable(name), verb);
    auto text = fmt::format("No job of {} in {} matches ({}).", with_commas(length), printable(name),
                            printable(filter.describe()));
    if (look.timeless > 0)
        text += fmt::format(" Jobs that don't say when they were enqueued: {}.", with_commas(look.timeless));
    return text;
}

}  // namespace omactl::cmd
