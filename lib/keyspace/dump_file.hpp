#pragma once

#include "lib/core/file.hpp"
#include "lib/core/time.hpp"
#include "lib/keyspace/record.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::zstd {
class Packer;
class Unpacker;
}  // namespace omactl::zstd

namespace omactl::keyspace {

/// What a dump says of itself at its beginning.
struct DumpHeader {
    std::string server;   ///< address, without the password
    std::string version;  ///< of the server
    int rdb_version = 0;
    std::string run_id;
    Instant at{};
    std::map<int, std::int64_t> databases;  ///< and how many keys each had then
};

/// How far a dump has come: everything before it is in the file.
struct Position {
    int db = -1;               ///< -1: before the first
    std::string cursor = "0";  ///< SCAN goes on here; "0" with `db_done`: the database is finished
    bool db_done = false;
    bool functions_done = false;
};

/// What a file holds in all.
struct Tally {
    std::map<int, std::array<std::int64_t, k_types>> keys;  ///< by database and type
    std::int64_t with_expiry = 0;
    std::int64_t in_pieces = 0;  ///< big keys among them
    std::int64_t abandoned = 0;
    std::uint64_t payload_bytes = 0;
    bool functions = false;
    std::int64_t count() const;
    std::int64_t count(int db) const;
    void add(Record const &record);
};

/// The file of `redis dump`. It begins with "OMAKEYS1"; then blocks, each with kind, sizes and a checksum that
/// goes on from that of the block before it (so none can be missing or stand elsewhere), packed with zstd:
/// one header, records, one trailer. Without its trailer it is incomplete. Written as PATH.part, mode 0600,
/// fsynced, then renamed. Memory: two blocks and the largest record.
class DumpWriter {
public:
    DumpWriter(std::string const &path, DumpHeader const &header);
    ~DumpWriter();  ///< leaves PATH.part in place, so that it can be continued
    DumpWriter(DumpWriter const &) = delete;
    DumpWriter &operator=(DumpWriter const &) = delete;

    /// Goes on with what a crash left in PATH.part: cut behind the last whole block that ends at a position.
    /// nullptr: there is none, or it holds no position. `seen` gets every record that stays.
    static std::unique_ptr<DumpWriter> resume(std::string path, std::function<void(Record const &)> const &seen);

    void add(Record const &record);
    /// All records of the keys up to here have been added.
    void mark(Position const &position);
    /// Trailer, fsync, rename, fsync of the folder.
    void finish();

    DumpHeader const &header() const { return m_header; }
    Position const &position() const { return m_position; }
    Tally const &tally() const { return m_tally; }
    std::uint64_t bytes() const { return m_bytes; }

private:
    DumpWriter(std::string path, DumpHeader header, Fd file);
    static std::unique_ptr<DumpWriter> reopen(std::string path);
    void flush(char kind);
    std::string m_path, m_part;
    DumpHeader m_header;
    Fd m_file;
    std::unique_ptr<zstd::Packer> m_packer;
    std::string m_plain, m_out;
    std::uint64_t m_sum = 0, m_bytes = 0;
    Position m_position;
    bool m_at_position = false;
    Tally m_tally;
};

/// Reads such a file. Every block's checksum is checked before anything of it is handed out.
class DumpReader : public Source {
public:
    /// not_found when there is none, failed when it is something else. `incomplete_too`: a file without a
    /// trailer ends where its last whole block ends.
    explicit DumpReader(std::string path, bool incomplete_too = false);
    ~DumpReader() override;

    DumpHeader const &header() const { return m_header; }
    bool next(Record &record) override;
    int rdb_version() const override { return m_header.rdb_version; }
    std::uint64_t done() const override { return m_at; }
    std::uint64_t total() const override { return m_size; }
    Tally const &tally() const { return m_tally; }
    /// After next() gave false: was there a trailer?
    bool complete() const { return m_complete; }

private:
    friend class DumpWriter;
    bool load();
    bool broken(std::string_view what);
    void take_trailer();
    std::string m_path;
    bool m_incomplete_too;
    Fd m_file;
    std::unique_ptr<zstd::Unpacker> m_unpacker;
    std::string m_packed, m_plain;
    std::size_t m_next = 0;
    char m_kind = 0;
    std::uint64_t m_sum = 0, m_at = 0, m_size = 0;
    DumpHeader m_header;
    Position m_position;              // of the last block that had one
    std::uint64_t m_position_at = 0;  // where that block ends; 0: none
    std::uint64_t m_position_sum = 0;
    bool m_complete = false;
    Tally m_tally;
};

/// Whether a file is what it says, read from end to end without a server: blocks, trailer, counts, and each
/// payload's own CRC-64 and RDB version.
struct Checked {
    bool rdb = false;  ///< else a dump of ours
    int rdb_version = 0;
    std::string version;  ///< of the server that wrote it, if it says
    Tally tally;
    std::vector<std::string> warnings;  ///< what is right but should be known
};
/// Of either kind. Throws Fault::failed naming the first thing that is wrong and where.
Checked check_file(std::string const &path);

}  // namespace omactl::keyspace
