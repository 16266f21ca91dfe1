#include "lib/core/error.hpp"
#include "lib/keyspace/dump_file.hpp"
#include "lib/keyspace/dump_format.hpp"
#include "lib/zstd/zstd_stream.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace omactl::keyspace {

namespace {

/// False: the file ends before `size` bytes.
bool read_exactly(int fd, std::string &bytes, std::size_t size, std::string const &path)
{
    bytes.resize(size);
    for (std::size_t have = 0; have < size;) {
        auto const got = ::read(fd, bytes.data() + have, size - have);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw Error{Fault::failed, fmt::format("read {}: {}", path, system_message(errno))};
        if (got == 0) return false;
        have += static_cast<std::size_t>(got);
    }
    return true;
}

}  // namespace

DumpReader::DumpReader(std::string path, bool incomplete_too)
    : m_path(std::move(path)), m_incomplete_too(incomplete_too), m_file(open_file(m_path, O_RDONLY)),
      m_unpacker(std::make_unique<zstd::Unpacker>())
{
    struct stat facts = {};
    if (::fstat(m_file.get(), &facts) == 0) m_size = static_cast<std::uint64_t>(facts.st_size);
    std::string start;
    if (!read_exactly(m_file.get(), start, k_magic.size(), m_path) || !start.starts_with("OMAKEYS"))
        throw Error{Fault::failed, fmt::format("{}: not a dump of omactl", m_path)};
    if (start != k_magic)
        throw Error{Fault::failed, fmt::format("{}: a dump of version {}, which this omactl can't read", m_path,
                                               start.substr(k_magic.size() - 1))};
    m_at = k_magic.size();
    if (!load() || m_kind != block::header) throw Error{Fault::failed, fmt::format("{}: it has no header", m_path)};
    m_header = header_from_json(m_plain, m_path);
    m_next = m_plain.size();
}

DumpReader::~DumpReader() = default;

/// What a file that is not read to its end may be: false when it may be incomplete.
bool DumpReader::broken(std::string_view what)
{
    if (m_incomplete_too) return false;
    throw Error{Fault::failed, fmt::format("{}: {}, {} bytes from its beginning", m_path, what, m_at),
                "it is damaged or was cut off: nothing behind that place can be trusted"};
}

/// The next block, checked and unpacked. False: none is left.
bool DumpReader::load()
{
    std::string bytes;
    BlockHead head;
    if (!read_exactly(m_file.get(), bytes, BlockHead::k_size, m_path)) return broken("it ends without its trailer");
    if (!BlockHead::from_bytes(bytes, head)) return broken("no block begins where one should");
    if (head.packed > m_size - m_at) return broken("it ends in the middle of a block");
    if (!read_exactly(m_file.get(), m_packed, head.packed, m_path)) return broken("it ends in the middle of a block");
    if (block_sum(m_sum, head, m_packed) != head.sum) return broken("the checksum of a block is wrong");
    m_plain.clear();
    m_next = 0;
    for (std::size_t at = 0; at < m_packed.size();)
        if (auto const wrong = m_unpacker->unpack(m_packed, at, m_plain); !wrong.empty()) return broken(wrong);
    while (!m_unpacker->at_end())
        if (std::size_t at = m_packed.size(); !m_unpacker->unpack(m_packed, at, m_plain).empty()) return broken("zstd");
    if (m_plain.size() != head.plain) return broken("a block has another size than it says");
    m_kind = head.kind;
    m_sum = head.sum;
    m_at += BlockHead::k_size + head.packed;
    return true;
}

void DumpReader::take_trailer()
{
    if (m_plain != to_json(m_tally))
        throw Error{Fault::failed, fmt::format("{}: the trailer counts other keys than there are", m_path)};
    if (m_at != m_size) throw Error{Fault::failed, fmt::format("{}: it does not end behind its trailer", m_path)};
    m_complete = true;
}

bool DumpReader::next(Record &record)
{
    while (!m_complete) {
        if (m_next == m_plain.size()) {
            if (!load()) return false;
            if (m_kind == block::trailer) {
                take_trailer();
                return false;
            }
        }
        auto const taken = take_record(std::string_view{m_plain}.substr(m_next), m_path);
        m_next += taken.size;
        if (taken.is_position) {
            if (m_kind != block::position) continue;
            m_position = taken.position;
            m_position_at = m_at;
            m_position_sum = m_sum;
            continue;
        }
        record = taken.record;
        m_tally.add(record);
        return true;
    }
    return false;
}

}  // namespace omactl::keyspace
