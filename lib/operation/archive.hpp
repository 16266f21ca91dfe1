#pragma once

#include "lib/core/file.hpp"
#include "lib/core/fingerprint.hpp"
#include "lib/operation/plan.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace omactl::openssl {
class Digest;
}

namespace omactl::op {

struct FreeZstd {
    void operator()(ZSTD_CCtx_s *context) const;
    void operator()(ZSTD_DCtx_s *context) const;
};

/// The file in which an operation keeps what it removes: zstd over JSON lines (`zstdcat` reads it):
///     {"omactl":"archive","v":1,"id":…,"operation":…,"key":…,"server":…,"predicate":…,"at":…}
///     {"n":0,"job":"…"}  or, when the bytes are not UTF-8,  {"n":0,"job":{"base64":"…"}}
///     {"count":N,"sha256":"…"}      over all lines before this one
/// Without its trailer it is no archive. Written under a temporary name, mode 0600, fsynced, then
/// renamed. Memory: a few buffers plus one record.
class ArchiveWriter {
public:
    ArchiveWriter(std::string path, Json const &header);
    ~ArchiveWriter();  ///< removes the temporary file unless finish() came to its end
    ArchiveWriter(ArchiveWriter const &) = delete;
    ArchiveWriter &operator=(ArchiveWriter const &) = delete;

    void add(std::string_view record);
    std::int64_t count() const { return m_count; }
    /// Trailer, fsync, rename, fsync of the folder.
    void finish();
    /// Of the finished file's bytes: what archive_checksum() says of it as long as it is intact.
    std::string checksum() const;

private:
    void line(std::string_view text);
    void flush(bool end);
    std::string m_path, m_temporary;
    Fd m_file;
    std::unique_ptr<ZSTD_CCtx_s, FreeZstd> m_zstd;
    std::unique_ptr<openssl::Digest> m_digest;
    Checksum m_checksum;
    std::string m_lines, m_packed;
    std::int64_t m_count = 0;
    bool m_finished = false;
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
    std::optional<std::string_view> line();
    bool fill();
    bool take_record(std::string_view raw);
    void check_trailer(std::string_view text);
    std::string m_path;
    Fd m_file;
    std::unique_ptr<ZSTD_DCtx_s, FreeZstd> m_zstd;
    std::unique_ptr<openssl::Digest> m_digest;
    std::string m_packed, m_plain, m_head, m_record;
    std::size_t m_at = 0, m_packed_at = 0;
    Json m_header;
    std::int64_t m_next = 0;
    bool m_end = false, m_whole_frame = false;
};

/// XXH3 of the file as it lies on disk, in hex: much faster than unpacking it.
std::string archive_checksum(std::string const &path);

/// Is there a complete archive at this path? (header and trailer, checked to the end)
std::optional<ArchiveFacts> check_archive(std::string const &path);

}  // namespace omactl::op
