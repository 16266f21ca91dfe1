#include "lib/redis/link.hpp"

#include "lib/core/text.hpp"

#include <fmt/format.h>
#include <hiredis/hiredis.h>
#include <poll.h>

#include <map>
#include <span>

namespace omactl::redis {

namespace {

/// One recv: large enough that a list of a million jobs is not a million system calls.
constexpr std::size_t k_read_size = 256 * 1024;

std::string_view unread(redisReader const *reader)
{
    return reader->len > 0 ? std::string_view{reader->buf, reader->len}.substr(reader->pos) : std::string_view{};
}

[[noreturn]] void throw_garbage(std::string const &start, std::string_view reader_says)
{
    if (start.starts_with('\x15')) {  // a TLS alert
        throw Broken{Broken::Kind::garbage, "it speaks TLS", "with TLS the address begins with rediss://"};
    }
    if (start.starts_with("HTTP")) {
        throw Broken{Broken::Kind::garbage, "it speaks HTTP, not Redis", "look at the address and its port"};
    }
    throw Broken{Broken::Kind::garbage, fmt::format("it does not speak Redis ({})", printable(reader_says)),
                 "look at the address and its port"};
}

}  // namespace

void Connection::Link::FreeReader::operator()(redisReader *reader) const noexcept
{
    ::redisReaderFree(reader);
}

Connection::Link::Link(Stream opened)
    : m_stream(std::move(opened)), m_reader(::redisReaderCreate()),
      m_buffer(std::make_unique_for_overwrite<char[]>(k_read_size))
{
    m_reader->maxbuf = 0;  // keep the buffer between answers
}

Connection::Link::~Link() = default;

void Connection::Link::queue(Command const &command)
{
    m_out += command.wire();
    m_queued += command.wire().size();
    m_sent.push_back({command.name(), is_read(command.name()), m_queued});
}

Stream::Moved Connection::Link::take_in()
{
    auto const moved = m_stream.read(m_buffer.get(), k_read_size);
    if (moved.bytes > 0 && ::redisReaderFeed(m_reader.get(), m_buffer.get(), moved.bytes) != REDIS_OK) {
        throw_garbage({}, m_reader->errstr);
    }
    return moved;
}

void Connection::Link::flush(Deadline const &deadline)
{
    while (m_out_at < m_out.size() && !m_no_more_writes) {
        auto const put = m_stream.write(std::string_view{m_out}.substr(m_out_at));
        m_out_at += put.bytes;
        m_written += put.bytes;
        m_no_more_writes = put.closed;
        if (put.wait == 0) continue;
        auto const got = take_in();
        if (got.closed) throw Broken{Broken::Kind::closed, "the server closed the connection", {}};
        if (got.bytes > 0) continue;
        if (!deadline.ready(m_stream.fd(), static_cast<short>(put.wait | got.wait))) {
            throw Broken{Broken::Kind::timed_out, fmt::format("it took no more bytes within {}", deadline.span()), {}};
        }
    }
    if (m_out_at < m_out.size()) return;
    m_out_at = 0;
    constexpr std::size_t k_worth_keeping = 1 << 20;
    if (m_out.capacity() > k_worth_keeping) std::string{}.swap(m_out);
    m_out.clear();
}

Reply Connection::Link::next(Deadline const &deadline)
{
    for (;;) {
        void *reply = nullptr;
        auto const start = std::string{unread(m_reader.get()).substr(0, 4)};
        if (::redisReaderGetReply(m_reader.get(), &reply) != REDIS_OK) throw_garbage(start, m_reader->errstr);
        if (reply) {
            m_sent.pop_front();
            return Reply{static_cast<redisReply *>(reply)};
        }
        auto const got = take_in();
        if (got.closed) throw Broken{Broken::Kind::closed, "the server closed the connection", {}};
        if (got.bytes == 0 && !deadline.ready(m_stream.fd(), got.wait)) {
            throw Broken{Broken::Kind::timed_out, fmt::format("no answer within {}", deadline.span()), {}};
        }
    }
}

std::size_t Connection::Link::next_raw(std::span<char> to, Deadline const &deadline)
{
    if (auto const left = unread(m_reader.get()); !left.empty()) {
        m_sent.clear();
        auto const size = left.copy(to.data(), to.size());
        m_reader->pos += size;
        return size;
    }
    for (;;) {
        auto const got = m_stream.read(to.data(), to.size());
        if (got.bytes > 0) m_sent.clear();  // whatever comes, the command has arrived
        if (got.bytes > 0 || got.closed) return got.bytes;
        if (!deadline.ready(m_stream.fd(), got.wait)) {
            throw Broken{Broken::Kind::timed_out, fmt::format("nothing came within {}", deadline.span()), {}};
        }
    }
}

bool Connection::Link::stale()
{
    if (!m_sent.empty()) return false;
    try {
        char byte = 0;
        auto const got = m_stream.read(&byte, 1);
        return got.closed || got.bytes > 0;
    } catch (Broken const &) {
        return true;
    }
}

std::string Connection::Link::doubtful() const
{
    std::map<std::string_view, std::size_t> counts;
    for (auto const &sent : m_sent) {
        if (!sent.reads && sent.end <= m_written) ++counts[sent.name];
    }
    std::string text;
    for (auto const &[name, count] : counts) {
        text += fmt::format("{}{}", text.empty() ? "" : ", ", name);
        if (count > 1) text += fmt::format(" ×{}", count);
    }
    return text;
}

}  // namespace omactl::redis
