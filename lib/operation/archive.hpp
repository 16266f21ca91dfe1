#pragma once

#include "lib/operation/lines.hpp"
#include "lib/operation/plan.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::openssl {
class Digest;
}

namespace omactl::op {

/// The file in which an operation keeps what it removes: zstd over JSON lines (`zstdcat` reads it):
///     {"omactl":"archive","v":1,"id":…,"operation":…,"key":…,"server":…,"predicate":…,"at":…}
///     {"n":0,"job":"…"}  or, when the bytes are not UTF-8,  {"n":0,"job":{"base64":"…"}}
///     {"count":N,"sha256":"…"}      over all lines before this one
/// Without its trailer it is no archive. Written under a temporary name, mode 0600, fsynced, then
/// renamed. Memory: a few buffers plus one record.
class ArchiveWriter {
public:
    ArchiveWriter(std::string const &path, Json const &header);
    /// The same lines elsewhere: `queue export` writes them, with a header of its own.
    ArchiveWriter(std::unique_ptr<LineFile> file, Json const &header);
    ~ArchiveWriter();  ///< removes the temporary file unless finish() came to its end
    ArchiveWriter(ArchiveWriter const &) = delete;
    ArchiveWriter &operator=(ArchiveWriter const &) = delete;

    void add(std::string_view record) { add(record, {}); }
    /// With the score that it had in a sorted set: {"n":0,"score":"1700000000.25","job":"…"}
    void add(std::string_view record, std::string_view score);
    std::int64_t count() const { return m_count; }
    /// Trailer, fsync, rename, fsync of the folder.
    void finish();
    /// Of the finished file's bytes: what archive_checksum() says of it as long as it is intact.
    std::string checksum() const { return m_file->checksum(); }
    std::uint64_t bytes() const { return m_file->bytes(); }

private:
    std::unique_ptr<LineFile> m_file;
    std::unique_ptr<openssl::Digest> m_digest;
    std::int64_t m_count = 0;
};

/// Removes what a writer that was killed has left of an archive.
void discard_unfinished(std::string const &path);

struct ArchiveFacts {
    Json header;
    std::int64_t count = 0;
};

/// Reads an archive from its beginning. Throws Fault::failed when it is damaged.
class ArchiveReader {
public:
    explicit ArchiveReader(std::string path);  ///< not_found when there is none
    ~ArchiveReader();
    ArchiveReader(ArchiveReader const &) = delete;
    ArchiveReader &operator=(ArchiveReader const &) = delete;

    Json const &header() const { return m_header; }
    /// The bytes of the next record; nullopt after the last. The view lives until the next call.
    std::optional<std::string_view> next();
    std::int64_t position() const { return m_next; }  ///< number of the record that next() gives next
    /// Known once next() gave nullopt: the trailer, already compared with what was read.
    std::int64_t count() const { return m_next; }

private:
    void check_trailer(std::string_view text);
    std::string m_path;
    LineReader m_lines;
    std::unique_ptr<openssl::Digest> m_digest;
    std::string m_head, m_record;
    Json m_header;
    std::int64_t m_next = 0;
    bool m_end = false;
};

/// The bytes that the JSON value of "job" stands for, in place of what `bytes` held. False: it is none.
bool read_job_value(std::string &bytes, std::string_view raw);

/// XXH3 of the file as it lies on disk, in hex: much faster than unpacking it.
std::string archive_checksum(std::string const &path);

/// Is there a complete archive at this path? (header and trailer, checked to the end)
std::optional<ArchiveFacts> check_archive(std::string const &path);

}  // namespace omactl::op
