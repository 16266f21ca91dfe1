#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/operation/archive.hpp"

#include <fcntl.h>
#include <fmt/compile.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zstd.h>

namespace omactl::op {

namespace {

[[noreturn]] void throw_damaged(std::string const &path, std::string_view what)
{
    throw Error{Fault::failed, fmt::format("archive {}: {}", path, what), "zstdcat shows what is left of it"};
}

}  // namespace

ArchiveReader::ArchiveReader(std::string path)
    : m_path(std::move(path)), m_file(open_file(m_path, O_RDONLY | O_CLOEXEC)), m_zstd(ZSTD_createDCtx()),
      m_digest(openssl::module().sha256())
{
    auto const first = line();
    if (!first) throw_damaged(m_path, "empty");
    m_header = Json::parse(*first, nullptr, false);
    if (!m_header.is_object() || !m_header.contains("omactl") || m_header["omactl"] != "archive")
        throw_damaged(m_path, "not an omactl archive");
    m_digest->add({first->data(), first->size() + 1});
}

ArchiveReader::~ArchiveReader() = default;

void FreeZstd::operator()(ZSTD_DCtx_s *context) const
{
    ZSTD_freeDCtx(context);
}

// Unpacks more behind what has not been read yet.
bool ArchiveReader::fill()
{
    if (m_packed_at == m_packed.size()) {
        m_packed.resize(ZSTD_DStreamInSize());
        auto const got = ::read(m_file.get(), m_packed.data(), m_packed.size());
        if (got < 0) throw_damaged(m_path, "cannot be read");
        m_packed.resize(static_cast<std::size_t>(got));
        m_packed_at = 0;
        if (got == 0) return false;
    }
    m_plain.erase(0, m_at);
    m_at = 0;
    auto const before = m_plain.size();
    m_plain.resize(before + ZSTD_DStreamOutSize());
    ZSTD_inBuffer in{m_packed.data(), m_packed.size(), m_packed_at};
    ZSTD_outBuffer out{m_plain.data() + before, m_plain.size() - before, 0};
    auto const left = ZSTD_decompressStream(m_zstd.get(), &out, &in);
    if (ZSTD_isError(left)) throw_damaged(m_path, ZSTD_getErrorName(left));
    m_whole_frame = left == 0;
    m_packed_at = in.pos;
    m_plain.resize(before + out.pos);
    return true;
}

std::optional<std::string_view> ArchiveReader::line()
{
    for (std::size_t from = m_at;;) {
        if (auto const end = m_plain.find('\n', from); end != std::string::npos) {
            auto const text = std::string_view{m_plain}.substr(m_at, end - m_at);
            m_at = end + 1;
            return text;
        }
        from = m_plain.size() - m_at;
        if (!fill()) return std::nullopt;
    }
}

std::optional<std::string_view> ArchiveReader::next()
{
    if (m_end) return std::nullopt;
    auto const text = line();
    if (!text) throw_damaged(m_path, "it ends without a trailer");
    if (text->starts_with(R"({"count":)")) {
        check_trailer(*text);
        m_end = true;
        return std::nullopt;
    }
    m_digest->add({text->data(), text->size() + 1});  // with its newline, which stands behind it
    m_head.clear();
    fmt::format_to(std::back_inserter(m_head), FMT_COMPILE(R"({{"n":{},"job":)"), m_next);
    if (!text->starts_with(m_head) || !text->ends_with('}'))
        throw_damaged(m_path, fmt::format("record {} is broken", m_next));
    auto const raw = text->substr(m_head.size(), text->size() - m_head.size() - 1);
    if (!take_record(raw)) throw_damaged(m_path, fmt::format("record {} is broken", m_next));
    ++m_next;
    return m_record;
}

bool ArchiveReader::take_record(std::string_view raw)
{
    m_record.clear();
    if (raw.starts_with('"')) return append_json_text(m_record, raw);
    auto const packed = json_at(raw, "/base64");
    auto const inner = packed ? json_text(*packed) : std::nullopt;
    auto bytes = inner ? from_base64(*inner) : std::nullopt;
    if (bytes) m_record = std::move(*bytes);
    return bytes.has_value();
}

void ArchiveReader::check_trailer(std::string_view text)
{
    auto const trailer = Json::parse(text, nullptr, false);
    if (!trailer.contains("sha256")) throw_damaged(m_path, "the trailer is broken");
    if (trailer["count"] != m_next) throw_damaged(m_path, "the trailer counts other records");
    if (trailer["sha256"] != hex(m_digest->finish())) throw_damaged(m_path, "the checksum is wrong");
    if (line() || m_at < m_plain.size() || !m_whole_frame) throw_damaged(m_path, "it does not end behind its trailer");
}

std::string archive_checksum(std::string const &path)
{
    auto const file = open_file(path, O_RDONLY | O_CLOEXEC);
    Checksum checksum;
    std::string block(256 * 1024, '\0');
    for (;;) {
        auto const got = ::read(file.get(), block.data(), block.size());
        if (got < 0) throw_damaged(path, "cannot be read");
        if (got == 0) return fmt::format("{:016x}", checksum.value());
        checksum.add({block.data(), static_cast<std::size_t>(got)});
    }
}

std::optional<ArchiveFacts> check_archive(std::string const &path)
{
    if (!is_there(path)) return std::nullopt;
    ArchiveReader reader{path};
    while (reader.next()) {}
    return ArchiveFacts{reader.header(), reader.count()};
}

}  // namespace omactl::op
