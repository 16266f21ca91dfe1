#include "lib/queue/steps.hpp"

#include "lib/core/error.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/destinations.hpp"
#include "lib/queue/refusal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::queue {

namespace {

using Words = std::vector<std::string>;
using Views = std::vector<std::string_view>;

std::string end_of(Layout const &layout)
{
    return layout.oldest_left() ? "L" : "R";
}

void append(Words &words, std::map<std::string, std::string> const &facts)
{
    for (auto const &[name, value] : facts) {
        words.push_back(name);
        words.push_back(value);
    }
}

// A refusal that is an answer and not an error.
std::optional<Returned> as_answer(redis::Fenced const &guard)
{
    if (guard.refusal() == "LEDGER" || guard.refusal() == "MOVED") return Returned::ledger_moved;
    if (guard.refusal() == "LONG") return Returned::too_long;
    return std::nullopt;
}

// Inside a handler of `refused`.
Returned answer_or_throw(redis::Fenced const &guard, redis::Refused const &refused)
{
    if (auto const answer = as_answer(guard)) return *answer;
    throw_wrong_kind(guard, refused, "a destination is no list");
}

Returned finish_push(redis::Fenced &guard)
{
    try {
        guard.finish();
        return Returned::pushed;
    } catch (redis::Refused const &refused) {
        return answer_or_throw(guard, refused);
    }
}

}  // namespace

std::int64_t chunk_for(std::int64_t jobs, std::int64_t bytes)
{
    constexpr std::int64_t most_bytes = 256 * 1024;
    auto const each = std::max<std::int64_t>(bytes / std::max<std::int64_t>(jobs, 1), 1);
    return std::clamp<std::int64_t>(most_bytes / each, 1, k_chunk);
}

std::optional<std::int64_t> stage(redis::Fenced &guard, Layout const &layout, std::string const &list)
{
    try {
        auto const length = guard.run(k_stage, {list, layout.staged(list), layout.kept(list), layout.aside(list)}, {},
                                      {"stage", false});
        return std::stoll(length);
    } catch (redis::Refused const &refused) {
        if (guard.refusal() == "EMPTY") return std::nullopt;
        if (guard.refusal() == "TYPE")
            throw Error{Fault::failed, fmt::format("'{}' is no list: {}", list, refused.message()), {}};
        if (guard.refusal() == "STAGED")
            throw Error{Fault::conflict, fmt::format("another operation holds jobs of '{}' and is not finished", list),
                        "omactl queue ls    (names it; then omactl resume ID or omactl undo ID)"};
        throw;
    }
}

void release(redis::Fenced &guard, Layout const &layout, std::string const &list,
             std::map<std::string, std::string> const &facts)
{
    Words args{end_of(layout)};
    append(args, facts);
    guard.run(k_release, {layout.staged(list)}, args, {"release", true});
}

void store_mask(redis::Fenced &guard, Layout const &layout, std::string const &list, std::string_view bits,
                std::map<std::string, std::string> const &facts)
{
    Words args{end_of(layout), std::string(bits)};
    append(args, facts);
    guard.run(k_mask, {layout.mask(list)}, args, {"mask", false});
}

std::int64_t sift(redis::Fenced &guard, Layout const &layout, std::string const &list, std::string_view mask,
                  std::int64_t from, std::int64_t count)
{
    Words args{end_of(layout), std::to_string(from), std::to_string(count)};
    auto const leaves = [&](std::int64_t i) { return bit(mask, from + i); };
    // The runs of those that stay: first and last of each, counted from the oldest.
    for (std::int64_t i = 0; i < count; ++i) {
        if (leaves(i)) continue;
        if (i == 0 || leaves(i - 1)) args.push_back(std::to_string(i));
        if (i + 1 == count || leaves(i + 1)) args.push_back(std::to_string(i));
    }
    return std::stoll(guard.run(k_sift, {layout.staged(list), layout.kept(list)}, args, {}));
}

std::string read_mask(redis::Connection &redis, Layout const &layout, std::string const &list, std::int64_t jobs)
{
    auto const reply = redis.call({"GET", layout.mask(list)});
    if (!reply.is_nil() && std::ssize(reply.text()) * 8 >= jobs) return std::string(reply.text());
    throw Error{
        Fault::conflict, fmt::format("{} is gone, which told which jobs leave", layout.mask(list)),
        fmt::format("the archive has those; the others stand in {} and {}", layout.kept(list), layout.staged(list))};
}

bool splice(redis::Fenced &guard, Layout const &layout, std::string const &from, std::string const &list,
            std::int64_t chunk, redis::Mark const &last, std::map<std::string, std::string> const &facts)
{
    Words args{end_of(layout), std::to_string(chunk)};
    append(args, facts);
    return guard.run(k_splice, {from, list, layout.mask(list)}, args, last) != "more";
}

std::int64_t shift(redis::Fenced &guard, Layout const &layout, std::string const &id, Shift const &chunk)
{
    Words args{end_of(layout), std::to_string(chunk.from),   chunk.to,
               chunk.leaves,   std::to_string(chunk.own.at), chunk.own.bytes};
    args.insert(args.end(), chunk.jobs.begin(), chunk.jobs.end());
    try {
        return std::stoll(guard.run(k_shift,
                                    {layout.staged(chunk.list), layout.kept(chunk.list), layout.queue(chunk.to),
                                     layout.queues(), layout.pushed(id)},
                                    args));
    } catch (redis::Refused const &refused) {
        static_cast<void>(answer_or_throw(guard, refused));
        throw;
    }
}

void start_return(redis::Fenced &guard, Layout const &layout, std::string const &id, Return const &chunk)
{
    auto const end = end_of(layout), longest = std::to_string(chunk.max_length), next = std::to_string(chunk.next),
               at = std::to_string(chunk.expected.at), own_at = std::to_string(chunk.own.at);
    Views args{end,
               chunk.queue_name,
               longest,
               next,
               at,
               chunk.expected.bytes,
               chunk.marked,
               own_at,
               chunk.own.bytes,
               chunk.at_head ? "1" : "0"};
    args.insert(args.end(), chunk.jobs.begin(), chunk.jobs.end());
    guard.start(k_return,
                {chunk.list, layout.ledger(chunk.archive_id), layout.queues(), layout.pushed(id),
                 layout.record(chunk.archive_id)},
                args);
}

Returned finish_return(redis::Fenced &guard)
{
    return finish_push(guard);
}

void start_take_failed(redis::Fenced &guard, Layout const &layout, std::string const &id, Taken const &chunk)
{
    Words keys{layout.failed(), layout.queues(), layout.pushed(id)};
    auto const to = destinations_of(chunk.records);
    to.add_keys(keys, layout);
    Words numbers;
    for (std::size_t i = 0; i < chunk.records.size(); ++i) {
        auto const &one = chunk.records[i];
        for (auto const number : {static_cast<std::size_t>(one.offset), one.at, one.size, to.places[i]})
            numbers.push_back(std::to_string(number));
    }
    auto const end = end_of(layout);
    Words const head{"omactl:" + id,
                     std::to_string(chunk.first),
                     std::to_string(chunk.window),
                     std::to_string(chunk.max_length),
                     std::to_string(chunk.own.at),
                     std::to_string(chunk.next),
                     std::to_string(chunk.records.size()),
                     std::to_string(to.names.size())};
    Views args{end, chunk.own.bytes};
    args.insert(args.end(), head.begin(), head.end());
    args.insert(args.end(), to.names.begin(), to.names.end());
    for (std::size_t i = 0; i < chunk.records.size(); ++i) {
        args.push_back(chunk.records[i].record);
        for (std::size_t k = 0; k < 4; ++k) args.push_back(numbers[4 * i + k]);
    }
    guard.start(k_take_failed, keys, args);
}

Returned finish_take_failed(redis::Fenced &guard)
{
    return finish_push(guard);
}

void start_take_sorted(redis::Fenced &guard, Layout const &layout, std::string const &id, Drawn const &chunk)
{
    Words keys{chunk.set, layout.queues(), layout.pushed(id)};
    auto const to = destinations_of(chunk.members);
    to.add_keys(keys, layout);
    std::vector<std::vector<Drawn::One const *>> groups(to.names.size());
    for (std::size_t i = 0; i < chunk.members.size(); ++i) groups[to.places[i]].push_back(&chunk.members[i]);
    Words numbers{std::to_string(chunk.max_length), std::to_string(chunk.next), std::to_string(chunk.members.size()),
                  std::to_string(chunk.own.at)};
    for (auto const &ones : groups) numbers.push_back(std::to_string(ones.size()));
    auto const fixed = numbers.size();
    for (auto const &ones : groups)
        for (auto const *one : ones) numbers.push_back(std::to_string(one->n));
    auto const end = end_of(layout);
    Views args{end, numbers[0], numbers[1], numbers[2], numbers[3], chunk.own.bytes};
    for (std::size_t q = 0; q < groups.size(); ++q) {
        args.push_back(to.names[q]);
        args.push_back(numbers[4 + q]);
    }
    args.insert(args.end(), numbers.begin() + static_cast<std::ptrdiff_t>(fixed), numbers.end());
    for (auto const column : {&Drawn::One::score, &Drawn::One::member, &Drawn::One::job})
        for (auto const &ones : groups)
            for (auto const *one : ones) args.push_back(one->*column);
    guard.start(k_take_sorted, keys, args);
}

Returned finish_taking(redis::Fenced &guard, std::int64_t &moved)
{
    try {
        moved = std::stoll(guard.finish());
        return Returned::pushed;
    } catch (redis::Refused const &refused) {
        return answer_or_throw(guard, refused);
    }
}

void push(redis::Fenced &guard, Layout const &layout, std::string const &id, std::string const &name,
          std::vector<std::string> const &jobs)
{
    std::string bits(jobs.size() / 8 + 1, '\0');
    for (std::int64_t n = 0; n < std::ssize(jobs); ++n) set_bit(bits, n);
    Words args{end_of(layout), name, bits};
    args.insert(args.end(), jobs.begin(), jobs.end());
    guard.run(k_push, {layout.queue(name), layout.queues(), layout.pushed(id)}, args, {"push", true});
}

void untake(redis::Fenced &guard, Layout const &layout, Untake const &chunk)
{
    Words args{end_of(layout), chunk.leaves, chunk.archive_id.empty() ? "0" : "1",
               chunk.buckets       ? "2"
               : chunk.set.empty() ? "0"
                                   : "1",
               std::to_string(chunk.bits.size())};
    for (auto const bit : chunk.bits) args.push_back(std::to_string(bit));
    args.insert(args.end(), chunk.failures.begin(), chunk.failures.end());
    for (auto const &[score, member] : chunk.members) {
        args.push_back(score);
        args.push_back(member);
    }
    auto const back = !chunk.set.empty() ? chunk.set : !chunk.back.empty() ? chunk.back : layout.failed();
    Words keys{layout.staged(chunk.list), layout.kept(chunk.list), layout.pushed(chunk.pushed_by),
               layout.ledger(chunk.archive_id), back};
    if (chunk.buckets)
        for (auto const &[epoch, job] : chunk.members) {
            keys.push_back(layout.delayed(epoch));
            keys.push_back(layout.timestamps(job));
        }
    guard.run(k_untake, keys, args, {});
}

void reach(redis::Fenced &guard, std::string const &key, std::string const &phase,
           std::map<std::string, std::string> const &facts)
{
    Words args;
    append(args, facts);
    guard.run(k_finish, {key}, args, {phase, false});
}

void finish(redis::Fenced &guard, std::string const &key, std::string const &phase,
            std::map<std::string, std::string> const &facts)
{
    Words args;
    append(args, facts);
    guard.run(k_finish, {key}, args, {phase, true});
}

}  // namespace omactl::queue
