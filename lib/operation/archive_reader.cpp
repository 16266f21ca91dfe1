#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/operation/archive.hpp"

#include <fcntl.h>
#include <fmt/compile.h>
#include <fmt/format.h>
#include <unistd.h>

namespace omactl::op {

namespace {

constexpr char k_hint[] = "zstdcat shows what is left of it";

[[noreturn]] void throw_damaged(std::string const &path, std::string_view what)
{
    throw Error{Fault::failed, fmt::format("archive {}: {}", path, what), k_hint};
}

}  // namespace

ArchiveReader::ArchiveReader(std::string path)
    : m_path(std::move(path)),
      m_lines(m_path, LineReader::Form::packed, {Fault::failed, fmt::format("archive {}", m_path), k_hint}),
      m_digest(openssl::module().sha256())
{
    auto const first = m_lines.line();
    if (!first) throw_damaged(m_path, "empty");
    m_header = Json::parse(*first, nullptr, false);
    if (!m_header.is_object() || !m_header.contains("omactl") || m_header["omactl"] != "archive")
        throw_damaged(m_path, "not an omactl archive");
    m_digest->add({first->data(), first->size() + 1});
}

ArchiveReader::~ArchiveReader() = default;

std::optional<std::string_view> ArchiveReader::next()
{
    if (m_end) return std::nullopt;
    auto const text = m_lines.line();
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
    if (!read_job_value(m_record, raw)) throw_damaged(m_path, fmt::format("record {} is broken", m_next));
    ++m_next;
    return m_record;
}

bool read_job_value(std::string &bytes, std::string_view raw)
{
    bytes.clear();
    if (raw.starts_with('"')) return append_json_text(bytes, raw);
    auto const packed = json_at(raw, "/base64");
    auto const inner = packed ? json_text(*packed) : std::nullopt;
    auto decoded = inner ? from_base64(*inner) : std::nullopt;
    if (decoded) bytes = std::move(*decoded);
    return decoded.has_value();
}

void ArchiveReader::check_trailer(std::string_view text)
{
    auto const trailer = Json::parse(text, nullptr, false);
    if (!trailer.contains("sha256")) throw_damaged(m_path, "the trailer is broken");
    if (trailer["count"] != m_next) throw_damaged(m_path, "the trailer counts other records");
    if (trailer["sha256"] != hex(m_digest->finish())) throw_damaged(m_path, "the checksum is wrong");
    if (m_lines.line() || !m_lines.rest().empty() || !m_lines.is_whole())
        throw_damaged(m_path, "it does not end behind its trailer");
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
