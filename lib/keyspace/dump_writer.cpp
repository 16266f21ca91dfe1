#include "lib/core/error.hpp"
#include "lib/keyspace/dump_file.hpp"
#include "lib/keyspace/dump_format.hpp"
#include "lib/zstd/zstd_stream.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace omactl::keyspace {

namespace {

constexpr std::size_t k_block = 1024 * 1024, k_worth_a_block = k_block / 2;
constexpr int k_level = 1;  // most payloads are packed by Redis already

std::string part_of(std::string const &path)
{
    return path + ".part";
}

std::string beginning_of(std::string const &path)
{
    if (!is_there(path)) return {};
    auto const file = open_file(path, O_RDONLY);
    std::string start(k_magic.size(), '\0');
    auto const got = ::read(file.get(), start.data(), start.size());
    start.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return start;
}

}  // namespace

DumpWriter::DumpWriter(std::string path, DumpHeader header, Fd file)
    : m_path(std::move(path)), m_part(part_of(m_path)), m_header(std::move(header)), m_file(std::move(file)),
      m_packer(std::make_unique<zstd::Packer>(k_level))
{
    m_plain.reserve(k_block + k_block / 4);
}

DumpWriter::DumpWriter(std::string const &path, DumpHeader const &header)
    : DumpWriter(path, header, open_file(part_of(path), O_WRONLY | O_CREAT | O_TRUNC))
{
    write_all(m_file.get(), k_magic, m_part);
    m_bytes = k_magic.size();
    m_plain = to_json(m_header);
    flush(block::header);
}

DumpWriter::~DumpWriter() = default;

/// Cuts the file behind the last block that ends at a position, and stands there. nullptr: it has none.
std::unique_ptr<DumpWriter> DumpWriter::reopen(std::string path)
{
    auto const part = part_of(path);
    DumpReader whole{part, true};
    for (Record record; whole.next(record);) {}
    if (whole.m_position_at == 0) return nullptr;
    auto file = open_file(part, O_WRONLY);
    if (::ftruncate(file.get(), static_cast<off_t>(whole.m_position_at)) != 0)
        throw Error{Fault::failed, fmt::format("truncate {}: {}", part, system_message(errno))};
    ::lseek(file.get(), 0, SEEK_END);
    std::unique_ptr<DumpWriter> writer{new DumpWriter{std::move(path), whole.header(), std::move(file)}};
    writer->m_bytes = whole.m_position_at;
    writer->m_sum = whole.m_position_sum;
    writer->m_position = whole.m_position;
    return writer;
}

std::unique_ptr<DumpWriter> DumpWriter::resume(std::string path, std::function<void(Record const &)> const &seen)
{
    auto const part = part_of(path);
    auto const start = beginning_of(part);
    if (start.empty()) return nullptr;
    if (!k_magic.starts_with(start))
        throw Error{Fault::conflict, fmt::format("{}: is there and is no dump of omactl", part), "move it away"};
    std::unique_ptr<DumpWriter> writer;
    try {
        writer = reopen(std::move(path));
    } catch (Error const &e) {
        if (e.fault() != Fault::failed) throw;
        return nullptr;  // not even its header was written
    }
    if (!writer) return nullptr;
    DumpReader kept{part, true};
    for (Record record; kept.next(record);) {
        writer->m_tally.add(record);
        seen(record);
    }
    return writer;
}

void DumpWriter::flush(char kind)
{
    m_out.clear();
    m_packer->pack(m_plain, true, [this](std::string_view packed) { m_out += packed; });
    BlockHead head{kind, m_out.size(), m_plain.size()};
    head.sum = block_sum(m_sum, head, m_out);
    m_sum = head.sum;
    write_all(m_file.get(), head.to_bytes(), m_part);
    write_all(m_file.get(), m_out, m_part);
    m_bytes += BlockHead::k_size + m_out.size();
    if (m_plain.capacity() > 4 * k_block) std::string{}.swap(m_plain);
    if (m_out.capacity() > 4 * k_block) std::string{}.swap(m_out);
    m_plain.clear();
}

void DumpWriter::add(Record const &record)
{
    append_record(m_plain, record);
    m_tally.add(record);
    m_at_position = false;
    if (m_plain.size() >= k_block) flush(block::records);
}

void DumpWriter::mark(Position const &position)
{
    m_position = position;
    m_at_position = true;
    if (m_plain.size() < k_worth_a_block) return;
    append_position(m_plain, m_position);
    flush(block::position);
}

void DumpWriter::finish()
{
    append_position(m_plain, m_position);
    flush(m_at_position ? block::position : block::records);
    m_plain = to_json(m_tally);
    flush(block::trailer);
    sync_file(m_file.get(), m_part);
    m_file.close();
    rename_durably(m_part, m_path);
}

}  // namespace omactl::keyspace
