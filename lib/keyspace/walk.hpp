#pragma once

#include "lib/keyspace/pace.hpp"
#include "lib/keyspace/record.hpp"
#include "lib/keyspace/scanner.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::keyspace {

/// What is done with the keys that a walk finds. All calls come in the order of the scan.
class Visitor {
public:
    virtual ~Visitor() = default;
    virtual bool wants(Seen const &key) = 0;  ///< false: passed over
    virtual bool in_pieces(Seen const &key) = 0;
    /// Appends the commands that read one key; take() receives as many answers.
    virtual void ask(Seen const &key, std::vector<redis::Command> &commands) = 0;
    virtual void take(Seen const &key, redis::Connection &redis) = 0;
    /// A key that is in_pieces, or that asked for it in take(): with a connection that nothing is under way on.
    virtual void read_alone(Seen const &key, redis::Connection &redis) = 0;
    /// All keys before this cursor have been taken.
    virtual void page_done(std::string_view cursor) = 0;
};

/// Visits all keys of one database: one connection scans, others read, at most four batches are under way.
class Walk {
public:
    Walk(int db, Connect const &connect, Load const &load, Clock const &clock, Pace &pace);
    ~Walk();
    void run(std::string_view cursor, Wants wants, Visitor &visitor);
    /// In take(): this key can't be read this way; read_alone will be called for it.
    void set_aside(Seen const &key) { m_aside.push_back(key); }

private:
    struct Task;
    void split(Page page, Visitor &visitor);
    void start(std::vector<Seen> keys, Visitor &visitor);
    void finish_one(Visitor &visitor);
    redis::Connection &reader(std::size_t n);

    int m_db;
    Connect const &m_connect;
    Load const &m_load;
    Clock const &m_clock;
    Pace &m_pace;
    std::vector<std::unique_ptr<redis::Connection>> m_readers;  // the last one reads alone
    std::deque<Task> m_tasks;
    std::vector<Seen> m_aside;
    std::size_t m_next_reader = 0, m_under_way = 0;
};

}  // namespace omactl::keyspace
