#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/operation/archive.hpp"

#include <fmt/format.h>

namespace omactl::op {

namespace {

constexpr char k_unfinished[] = ".part";

std::unique_ptr<LineFile> archive_file(std::string const &path)
{
    make_folders(path.substr(0, path.rfind('/')));
    return std::make_unique<LineFile>(path, path + k_unfinished, true);
}

}  // namespace

ArchiveWriter::ArchiveWriter(std::string const &path, Json const &header) : ArchiveWriter(archive_file(path), header) {}

ArchiveWriter::ArchiveWriter(std::unique_ptr<LineFile> file, Json const &header)
    : m_file(std::move(file)), m_digest(openssl::module().sha256())
{
    m_file->pending() += cli::dump(header) + "\n";
}

ArchiveWriter::~ArchiveWriter() = default;

void ArchiveWriter::add(std::string_view record, std::string_view score)
{
    auto &lines = m_file->pending();
    fmt::format_to(std::back_inserter(lines), R"({{"n":{},)", m_count++);
    if (!score.empty()) fmt::format_to(std::back_inserter(lines), R"("score":"{}",)", score);
    lines += R"("job":)";
    if (is_utf8(record))
        append_json_string(lines, record);
    else
        fmt::format_to(std::back_inserter(lines), R"({{"base64":"{}"}})", base64(record));
    lines += "}\n";
    if (!m_file->is_due()) return;
    m_digest->add(lines);
    m_file->flush();
}

void discard_unfinished(std::string const &path)
{
    remove_if_there(path + k_unfinished);
}

void ArchiveWriter::finish()
{
    auto &lines = m_file->pending();
    m_digest->add(lines);
    lines += fmt::format(R"({{"count":{},"sha256":"{}"}})", m_count, hex(m_digest->finish())) + "\n";
    m_file->finish();
}

}  // namespace omactl::op
