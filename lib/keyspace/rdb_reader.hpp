#pragma once

#include "lib/core/file.hpp"
#include "lib/keyspace/record.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace omactl::keyspace {

/// Bytes of an RDB file as they come, with their CRC-64.
class RdbInput {
public:
    explicit RdbInput(std::string path);
    unsigned char byte();
    std::string_view raw(std::uint64_t size);  ///< lives until the next call, unless kept
    void skip(std::uint64_t size);
    /// From here on everything read stays, until kept() is asked for it.
    void keep();
    std::string_view kept();
    std::uint64_t at() const { return m_begin + m_next; }
    std::uint64_t size() const { return m_size; }
    std::uint64_t crc();  ///< of all bytes before at()
    [[noreturn]] void refuse(std::string_view what) const;

private:
    void need(std::uint64_t size);
    void drop();
    std::string m_path, m_buffer;
    Fd m_file;
    std::uint64_t m_begin = 0, m_size = 0;  // where the buffer begins in the file
    std::size_t m_next = 0, m_summed = 0, m_kept = 0;
    bool m_keeps = false;
    std::uint64_t m_crc = 0;
};

/// Reads an RDB file of version 1 to 11 (up to Redis 7.2, Valkey 8) as `whole` and `functions` records. Modules'
/// values and newer versions are refused by name. The footer is checked when the end is reached. Memory: the
/// largest value.
class RdbReader : public Source {
public:
    explicit RdbReader(std::string path);  ///< not_found when there is none, failed when it is no RDB
    bool next(Record &record) override;
    int rdb_version() const override { return m_version; }
    std::uint64_t done() const override { return m_in.at(); }
    std::uint64_t total() const override { return m_in.size(); }
    /// What the file says of itself, so far as read: "redis-ver", "ctime", "used-mem", "aof-base" …
    std::map<std::string, std::string> const &aux() const { return m_aux; }
    bool had_checksum() const { return m_had_checksum; }  ///< false: rdbchecksum no

private:
    bool opcode(unsigned char op, Record &record);
    void take_aux();
    void take_functions(Record &record);
    void take_key(unsigned char rdb_type, Record &record);
    void take_footer();
    RdbInput m_in;
    int m_version = 0, m_db = 0;
    std::map<std::string, std::string> m_aux;
    std::string m_key, m_payload;
    bool m_end = false, m_had_checksum = true;
};

}  // namespace omactl::keyspace
