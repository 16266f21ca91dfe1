#include "cmd/queue_wire.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

std::string line(std::string const &what, std::string const &effects)
{
    return fmt::format("{:<22}  {}", what, effects);
}

}  // namespace

WireText::WireText(queue::Layout const &layout, std::string const &list, std::string_view reversed)
    : m_layout(layout), m_lease(layout.side(list, "lease")), m_reversed(reversed)
{
}

std::string WireText::push_to(std::string const &list) const
{
    return fmt::format("{} {}", m_layout.oldest_left() ? "RPUSH" : "LPUSH", list);
}

void WireText::step(std::string_view script, std::int64_t times, std::string effects)
{
    auto what = fmt::format("EVALSHA {}", script);
    if (times == 0) what += " in pieces";
    if (times > 1) what += fmt::format(" ×{}", times);
    m_steps.push_back(line(what, effects));
    if (std::find(m_scripts.begin(), m_scripts.end(), script) == m_scripts.end()) m_scripts.emplace_back(script);
}

void WireText::stage(std::string const &list)
{
    step("stage", 1, fmt::format("RENAMENX {} {}", list, m_layout.staged(list)));
}

void WireText::release(std::string const &list)
{
    step("release", 1, fmt::format("UNLINK {}", m_layout.staged(list)));
}

void WireText::mask(std::string const &list)
{
    step("mask", 1, fmt::format("UNLINK {0}, SET {0}", m_layout.mask(list)));
}

void WireText::sift(std::string const &list, std::int64_t times)
{
    step("sift", times, fmt::format("LTRIM {}, {}", m_layout.staged(list), push_to(m_layout.kept(list))));
}

void WireText::shift(std::string const &list, std::string const &to, std::int64_t times)
{
    step("shift", times,
         fmt::format("LTRIM {}, {}, {}, SADD {}, SETRANGE {}, HINCRBY {}", m_layout.staged(list), push_to(to),
                     push_to(m_layout.kept(list)), m_layout.queues(), m_layout.pushed("ID"), m_layout.record("ID")));
}

void WireText::splice(std::string const &from, std::string const &list)
{
    step("splice", 1,
         fmt::format("LTRIM {0} and {1} (what arrived), RENAME {2} {0}, UNLINK {3}", list, push_to(from), from,
                     m_layout.mask(list)));
}

void WireText::give_back(std::string const &list, bool at_head, std::string_view archive_id, std::int64_t pieces,
                         bool of_a_queue)
{
    auto const pushed =
        at_head ? fmt::format("{} {}", m_layout.oldest_left() ? "LPUSH" : "RPUSH", list) : push_to(list);
    bool const ledger = !archive_id.empty();
    step("return", pieces,
         fmt::format("{}, {}SETRANGE {}, {}HINCRBY {}{}", pushed,
                     ledger ? "SETRANGE " + m_layout.ledger(archive_id) + ", " : "", m_layout.pushed("ID"),
                     of_a_queue ? "SADD " + m_layout.queues() + ", " : "", m_layout.record("ID"),
                     ledger ? ", HSET " + m_layout.record(archive_id) : ""));
}

void WireText::take_failed(std::vector<std::string> const &queues)
{
    std::string pushes;
    for (auto const &name : queues) pushes += push_to(m_layout.queue(name)) + ", ";
    step("take-failed", 0,
         fmt::format("LTRIM {0}, or LSET {0} and LREM {0}; {1}SADD {2}, SETRANGE {3}, HINCRBY {4}", m_layout.failed(),
                     pushes, m_layout.queues(), m_layout.pushed("ID"), m_layout.record("ID")));
}

void WireText::take_sorted(std::string const &set, std::vector<std::string> const &queues)
{
    std::string pushes;
    for (auto const &name : queues) pushes += push_to(m_layout.queue(name)) + ", ";
    step("take-sorted", 0,
         fmt::format("ZREM {}, SETRANGE or SETBIT {}; {}SADD {}, HINCRBY {}", set, m_layout.pushed("ID"), pushes,
                     m_layout.queues(), m_layout.record("ID")));
}

void WireText::drop(std::string const &key, bool buckets)
{
    auto const removed =
        buckets ? fmt::format("LREM {}, SREM {}, ZREM {}", m_layout.delayed("*"), m_layout.timestamps("*"), key)
                : "ZREM " + key;
    step("drop", 0, fmt::format("{}, SETBIT {}, HINCRBY {}", removed, m_layout.pushed("ID"), m_layout.record("ID")));
}

void WireText::put_later(std::string const &key, bool buckets, std::string_view dropped_by)
{
    auto const added =
        buckets ? fmt::format("RPUSH {}, SADD {}, ", m_layout.delayed("*"), m_layout.timestamps("*")) : std::string{};
    step("put-later", 0,
         fmt::format("{}ZADD {}, SETBIT {}, HINCRBY {}", added, key, m_layout.pushed(dropped_by),
                     m_layout.record("ID")));
}

void WireText::push(std::string const &list)
{
    step("push", 1, fmt::format("{}, SADD {}, SETRANGE {}", push_to(list), m_layout.queues(), m_layout.pushed("ID")));
}

void WireText::untake(std::string const &list, std::string_view pushed_by, std::string_view archive_id,
                      std::string const &back, std::int64_t times)
{
    auto effects = fmt::format("LTRIM {}, {}, SETBIT {}", m_layout.staged(list), push_to(m_layout.kept(list)),
                               m_layout.pushed(pushed_by));
    if (!archive_id.empty()) effects += fmt::format(", SETBIT {}", m_layout.ledger(archive_id));
    if (!back.empty()) effects += ", " + back;
    step("untake", times, effects);
}

void WireText::finish(std::string const &helper_key)
{
    step("finish", 1, fmt::format("UNLINK {}", helper_key));
}

std::vector<std::string> WireText::lines() const
{
    std::vector<std::string> all{
        line("EVAL take-lease", fmt::format("DEL {0}, SET {0} PX 60000", m_lease)),
        line(m_scripts.size() == 1 ? "SCRIPT LOAD" : fmt::format("SCRIPT LOAD ×{}", m_scripts.size()),
             "what the steps below do")};
    all.insert(all.end(), m_steps.begin(), m_steps.end());
    auto each = fmt::format("HSET {0}, SADD {1} or SREM {1}, SET {2} PX 60000", m_layout.record("ID"),
                            m_layout.open_operations(), m_lease);
    if (!m_reversed.empty()) each += fmt::format(", HSET {}", m_layout.record(m_reversed));
    all.push_back(line("with each EVALSHA", each));
    all.push_back(line("EVAL drop-lease", fmt::format("DEL {}", m_lease)));
    return all;
}

}  // namespace omactl::cmd
