#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/operation/archive.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <zstd.h>

namespace omactl::op {

namespace {

constexpr std::size_t k_block = 256 * 1024;  // lines gathered before they are packed
constexpr int k_level = 1;                   // payloads of one queue are alike: higher levels gain little
constexpr char k_unfinished[] = ".part";

}  // namespace

ArchiveWriter::ArchiveWriter(std::string path, Json const &header)
    : m_path(std::move(path)), m_temporary(m_path + k_unfinished), m_digest(openssl::module().sha256())
{
    make_folders(m_path.substr(0, m_path.rfind('/')));
    m_file = open_file(m_temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
    m_zstd.reset(ZSTD_createCCtx());
    ZSTD_CCtx_setParameter(m_zstd.get(), ZSTD_c_compressionLevel, k_level);
    ZSTD_CCtx_setParameter(m_zstd.get(), ZSTD_c_checksumFlag, 1);
    m_lines.reserve(k_block + k_block / 4);
    m_packed.resize(ZSTD_CStreamOutSize());
    line(cli::dump(header));
}

void FreeZstd::operator()(ZSTD_CCtx_s *context) const
{
    ZSTD_freeCCtx(context);
}

ArchiveWriter::~ArchiveWriter()
{
    if (m_finished) return;
    try {
        remove_if_there(m_temporary);
    } catch (std::exception const &) {
        // A leftover without a trailer is no archive; the next run with this id overwrites it.
    }
}

void ArchiveWriter::line(std::string_view text)
{
    m_lines += text;
    m_lines += '\n';
}

void ArchiveWriter::add(std::string_view record)
{
    fmt::format_to(std::back_inserter(m_lines), R"({{"n":{},"job":)", m_count++);
    if (is_utf8(record))
        append_json_string(m_lines, record);
    else
        fmt::format_to(std::back_inserter(m_lines), R"({{"base64":"{}"}})", base64(record));
    m_lines += "}\n";
    if (m_lines.size() >= k_block) flush(false);
}

void ArchiveWriter::flush(bool end)
{
    m_digest->add(m_lines);
    if (end) line(fmt::format(R"({{"count":{},"sha256":"{}"}})", m_count, hex(m_digest->finish())));
    ZSTD_inBuffer in{m_lines.data(), m_lines.size(), 0};
    for (std::size_t left = 1; left != 0;) {
        ZSTD_outBuffer out{m_packed.data(), m_packed.size(), 0};
        left = ZSTD_compressStream2(m_zstd.get(), &out, &in, end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left)) throw Error{Fault::internal, fmt::format("zstd: {}", ZSTD_getErrorName(left))};
        if (!end) left = in.size - in.pos;
        auto const packed = std::string_view{m_packed}.substr(0, out.pos);
        write_all(m_file.get(), packed, m_temporary);
        m_checksum.add(packed);
    }
    m_lines.clear();
}

void discard_unfinished(std::string const &path)
{
    remove_if_there(path + k_unfinished);
}

void ArchiveWriter::finish()
{
    flush(true);
    sync_file(m_file.get(), m_temporary);
    m_file.close();
    rename_durably(m_temporary, m_path);
    m_finished = true;
}

std::string ArchiveWriter::checksum() const
{
    return fmt::format("{:016x}", m_checksum.value());
}

}  // namespace omactl::op
