#include "lib/keyspace/rdb_reader.hpp"

#include "lib/core/error.hpp"
#include "lib/keyspace/payload.hpp"
#include "lib/keyspace/rdb_value.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace omactl::keyspace {

namespace {

constexpr std::string_view k_redis = "REDIS";
constexpr int k_newest = 11, k_with_checksum = 5;

namespace op {
constexpr unsigned char function = 0xf5, module_aux = 0xf7, idle = 0xf8, freq = 0xf9, aux = 0xfa, resize = 0xfb,
                        expiry_ms = 0xfc, expiry_s = 0xfd, select = 0xfe, end = 0xff, least = 0xf4;
}

std::uint64_t little_endian(std::string_view bytes)
{
    std::uint64_t n = 0;
    for (auto i = bytes.size(); i-- > 0;) n = n << 8 | static_cast<unsigned char>(bytes[i]);
    return n;
}

/// Redis keeps no expiry of 0: "none" is another thing.
std::optional<std::int64_t> expiry_from(std::uint64_t ms)
{
    auto const at = static_cast<std::int64_t>(ms);
    return at > 0 ? at : 1;
}

}  // namespace

RdbReader::RdbReader(std::string path) : m_in(std::move(path))
{
    if (m_in.size() < k_redis.size() + 4) m_in.refuse("too short for an RDB file");
    auto const start = std::string(m_in.raw(k_redis.size() + 4));
    if (!start.starts_with(k_redis)) m_in.refuse("not an RDB file of Redis");
    std::from_chars(start.data() + k_redis.size(), start.data() + start.size(), m_version);
    if (m_version < 1) m_in.refuse("not an RDB file of Redis");
    if (m_version > k_newest)
        throw Error{
            Fault::failed,
            fmt::format("RDB version {}, of a server newer than Redis 7.2, which this omactl can't read", m_version),
            "dump key by key, or let that server's own redis-check-rdb and redis-server read it"};
}

void RdbReader::take_aux()
{
    auto name = read_text(m_in);
    m_aux[std::move(name)] = read_text(m_in);
}

/// As FUNCTION DUMP has one library: the opcode, its code, a footer.
void RdbReader::take_functions(Record &record)
{
    m_in.keep();
    skip_text(m_in);
    m_payload = to_payload(op::function, m_in.kept(), m_version);
    record = {.kind = Record::Kind::functions, .payload = m_payload};
}

void RdbReader::take_key(unsigned char rdb_type, Record &record)
{
    m_key = read_text(m_in);
    m_in.keep();
    skip_value(m_in, rdb_type);
    m_payload = to_payload(rdb_type, m_in.kept(), m_version);
    record.kind = Record::Kind::whole;
    record.db = m_db;
    record.key = m_key;
    record.type = type_of_rdb(rdb_type);
    record.payload = m_payload;
}

void RdbReader::take_footer()
{
    m_end = true;
    if (m_version >= k_with_checksum) {
        auto const computed = m_in.crc();
        auto const stated = little_endian(m_in.raw(8));
        m_had_checksum = stated != 0;
        if (m_had_checksum && stated != computed) m_in.refuse("the checksum at its end is wrong");
    }
    if (m_in.at() != m_in.size()) m_in.refuse("it does not end behind its last record");
}

/// What stands before keys. True: `record` is one.
bool RdbReader::opcode(unsigned char code, Record &record)
{
    switch (code) {
    case op::function: take_functions(record); return true;
    case op::module_aux:
        for (int i = 0; i < 3; ++i) read_length(m_in);  // the module's id, and when it is read
        skip_module(m_in);
        break;
    case op::idle: record.idle = static_cast<std::uint32_t>(read_length(m_in)); break;
    case op::freq: record.freq = m_in.byte(); break;
    case op::aux: take_aux(); break;
    case op::resize:
        read_length(m_in);
        read_length(m_in);
        break;
    case op::expiry_ms: record.expiry = expiry_from(little_endian(m_in.raw(8))); break;
    case op::expiry_s: record.expiry = expiry_from(little_endian(m_in.raw(4)) * 1'000); break;
    case op::select: m_db = static_cast<int>(read_length(m_in)); break;
    case op::end: take_footer(); break;
    default: m_in.refuse(fmt::format("an unknown record 0x{:02x}", code));
    }
    return false;
}

bool RdbReader::next(Record &record)
{
    record = {};
    while (!m_end) {
        auto const code = m_in.byte();
        if (code < op::least) {
            take_key(code, record);
            return true;
        }
        if (opcode(code, record)) return true;
    }
    return false;
}

}  // namespace omactl::keyspace
