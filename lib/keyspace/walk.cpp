#include "lib/keyspace/walk.hpp"

#include <algorithm>
#include <utility>

namespace omactl::keyspace {

namespace {

constexpr std::size_t k_most_under_way = 4;

}  // namespace

/// A batch that was sent, or (no reader) the end of a page.
struct Walk::Task {
    redis::Connection *reader = nullptr;
    std::vector<Seen> keys = {};  ///< of the page's end: those to be read alone
    Ticks sent = {};
    std::string cursor = {};
};

Walk::Walk(int db, Connect const &connect, Load const &load, Clock const &clock, Pace &pace)
    : m_db(db), m_connect(connect), m_load(load), m_clock(clock), m_pace(pace),
      m_readers(static_cast<std::size_t>(std::max(1, load.connections)) + 1)
{
}

Walk::~Walk() = default;

redis::Connection &Walk::reader(std::size_t n)
{
    auto &slot = m_readers[n];
    if (!slot) slot = m_connect(m_db);
    return *slot;
}

void Walk::start(std::vector<Seen> keys, Visitor &visitor)
{
    while (m_under_way >= k_most_under_way) finish_one(visitor);
    auto &redis = reader(m_next_reader);
    m_next_reader = (m_next_reader + 1) % (m_readers.size() - 1);
    std::vector<redis::Command> commands;
    for (auto const &key : keys) visitor.ask(key, commands);
    auto const now = m_clock.ticks();
    redis.send(commands);
    m_tasks.push_back({&redis, std::move(keys), now});
    ++m_under_way;
}

void Walk::finish_one(Visitor &visitor)
{
    auto const task = std::move(m_tasks.front());
    m_tasks.pop_front();
    if (task.reader) {
        --m_under_way;
        for (auto const &key : task.keys) visitor.take(key, *task.reader);
        m_pace.answered(task.sent);
        return;
    }
    auto const aside = std::exchange(m_aside, {});
    for (auto const *keys : {&task.keys, &aside})
        for (auto const &key : *keys) visitor.read_alone(key, reader(m_readers.size() - 1));
    visitor.page_done(task.cursor);
}

/// Into batches by their size, and what is read alone.
void Walk::split(Page page, Visitor &visitor)
{
    std::vector<Seen> batch, alone;
    std::uint64_t bytes = 0;
    for (auto &key : page.keys) {
        if (!visitor.wants(key)) continue;
        if (visitor.in_pieces(key)) {
            alone.push_back(std::move(key));
            continue;
        }
        bytes += key.memory;
        batch.push_back(std::move(key));
        if (bytes < m_load.batch_bytes) continue;
        start(std::exchange(batch, {}), visitor);
        bytes = 0;
    }
    if (!batch.empty()) start(std::move(batch), visitor);
    m_tasks.push_back({.keys = std::move(alone), .cursor = std::move(page.cursor)});
}

void Walk::run(std::string_view cursor, Wants wants, Visitor &visitor)
{
    auto const scanning = m_connect(m_db);
    Scanner scanner{*scanning, cursor, std::move(wants), m_pace};
    while (auto page = scanner.next()) {
        m_pace.spend(static_cast<std::int64_t>(page->keys.size()));
        split(std::move(*page), visitor);
    }
    while (!m_tasks.empty()) finish_one(visitor);
}

}  // namespace omactl::keyspace
