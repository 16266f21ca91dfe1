#include "lib/operation/lines.hpp"
#include "lib/zstd/zstd_stream.hpp"

#include <fcntl.h>
#include <fmt/format.h>

namespace omactl::op {

namespace {

constexpr std::size_t k_block = 256 * 1024;
constexpr int k_level = 1;  // payloads of one queue are alike: higher levels gain little

}  // namespace

LineFile::LineFile(std::string path, std::string temporary, bool packed)
    : m_path(std::move(path)), m_temporary(std::move(temporary)),
      m_file(open_file(m_temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC))
{
    m_pending.reserve(k_block + k_block / 4);
    if (packed) m_packer = std::make_unique<zstd::Packer>(k_level);
}

LineFile::LineFile(Sink sink) : m_sink(std::move(sink)) {}

LineFile::~LineFile()
{
    if (m_finished || m_temporary.empty()) return;
    try {
        remove_if_there(m_temporary);
    } catch (std::exception const &) {
        // A leftover without a trailer is no archive; the next run with this name overwrites it.
    }
}

bool LineFile::is_due() const
{
    return m_pending.size() >= k_block;
}

void LineFile::put(std::string_view bytes)
{
    if (m_sink)
        m_sink(bytes);
    else
        write_all(m_file.get(), bytes, m_temporary);
    m_checksum.add(bytes);
    m_bytes += bytes.size();
}

void LineFile::pass_on(bool end)
{
    if (m_packer)
        m_packer->pack(m_pending, end, [this](std::string_view packed) { put(packed); });
    else
        put(m_pending);
    m_pending.clear();
}

void LineFile::finish()
{
    pass_on(true);
    if (!m_sink) {
        sync_file(m_file.get(), m_temporary);
        m_file.close();
        rename_durably(m_temporary, m_path);
    }
    m_finished = true;
}

std::string LineFile::checksum() const
{
    return fmt::format("{:016x}", m_checksum.value());
}

}  // namespace omactl::op
