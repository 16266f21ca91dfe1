#include "lib/core/error.hpp"
#include "lib/keyspace/crc64.hpp"
#include "lib/keyspace/rdb_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace omactl::keyspace {

namespace {

constexpr std::size_t k_block = 1024 * 1024;

}  // namespace

RdbInput::RdbInput(std::string path) : m_path(std::move(path)), m_file(open_file(m_path, O_RDONLY))
{
    struct stat facts = {};
    if (::fstat(m_file.get(), &facts) == 0) m_size = static_cast<std::uint64_t>(facts.st_size);
}

void RdbInput::refuse(std::string_view what) const
{
    throw Error{Fault::failed, fmt::format("{}: {}, {} bytes from its beginning", m_path, what, at())};
}

/// Forgets what was read and isn't kept.
void RdbInput::drop()
{
    auto const until = m_keeps ? m_kept : m_next;
    if (until < k_block) return;
    if (m_summed < until) m_crc = crc64(std::string_view{m_buffer}.substr(m_summed, until - m_summed), m_crc);
    m_summed = std::max(m_summed, until) - until;
    m_buffer.erase(0, until);
    m_begin += until;
    m_next -= until;
    m_kept -= std::min(m_kept, until);
}

void RdbInput::need(std::uint64_t size)
{
    if (m_buffer.size() - m_next >= size) return;
    if (size > m_size - std::min(m_size, at())) refuse("it ends too early");
    drop();
    auto const wanted = m_next + std::max<std::uint64_t>(size, k_block);
    auto have = m_buffer.size();
    m_buffer.resize(std::max<std::uint64_t>(wanted, have));
    while (have < m_buffer.size()) {
        auto const got = ::read(m_file.get(), m_buffer.data() + have, m_buffer.size() - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw Error{Fault::failed, fmt::format("read {}: {}", m_path, system_message(errno))};
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    m_buffer.resize(have);
    if (m_buffer.size() - m_next < size) refuse("it ends too early");
}

unsigned char RdbInput::byte()
{
    return static_cast<unsigned char>(raw(1).front());
}

std::string_view RdbInput::raw(std::uint64_t size)
{
    need(size);
    auto const bytes = std::string_view{m_buffer}.substr(m_next, size);
    m_next += size;
    return bytes;
}

void RdbInput::skip(std::uint64_t size)
{
    if (m_keeps) return static_cast<void>(raw(size));
    for (; size > k_block; size -= k_block) raw(k_block);
    raw(size);
}

void RdbInput::keep()
{
    m_keeps = true;
    m_kept = m_next;
}

std::string_view RdbInput::kept()
{
    m_keeps = false;
    return std::string_view{m_buffer}.substr(m_kept, m_next - m_kept);
}

std::uint64_t RdbInput::crc()
{
    if (m_summed < m_next) m_crc = crc64(std::string_view{m_buffer}.substr(m_summed, m_next - m_summed), m_crc);
    m_summed = std::max(m_summed, m_next);
    return m_crc;
}

}  // namespace omactl::keyspace
