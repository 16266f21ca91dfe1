#pragma once

#include "lib/core/deadline.hpp"
#include "lib/redis/connection.hpp"
#include "lib/redis/stream.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

struct redisReader;

namespace omactl::redis {

/// One open connection: what was sent on it and what is still to come back. Throws Broken.
struct Connection::Link {
    struct Sent {
        std::string name;
        bool reads;
        std::uint64_t end;  ///< where its last byte stands in all that was queued
    };

    explicit Link(Stream opened);
    ~Link();
    Link(Link const &) = delete;
    Link &operator=(Link const &) = delete;

    void queue(Command const &command);
    /// Hands everything queued to the kernel; answers that come meanwhile are taken in, so that
    /// neither side waits for the other to read.
    void flush(Deadline const &deadline);
    Reply next(Deadline const &deadline);
    /// Bytes that are no answer; 0: it has closed.
    std::size_t next_raw(std::span<char> to, Deadline const &deadline);
    /// Nothing is under way, and yet the server has closed it or says something.
    bool stale();
    /// Commands other than reads that the server may have carried out without our knowing:
    /// "RPUSH", "EVALSHA ×3, DEL"; empty when there is none.
    std::string doubtful() const;
    std::deque<Sent> const &sent() const { return m_sent; }

private:
    struct FreeReader {
        void operator()(redisReader *reader) const noexcept;
    };
    Stream::Moved take_in();

    Stream m_stream;
    std::unique_ptr<redisReader, FreeReader> m_reader;
    std::unique_ptr<char[]> m_buffer;
    std::string m_out;
    std::size_t m_out_at = 0;
    std::uint64_t m_queued = 0, m_written = 0;
    bool m_no_more_writes = false;
    std::deque<Sent> m_sent;
};

}  // namespace omactl::redis
