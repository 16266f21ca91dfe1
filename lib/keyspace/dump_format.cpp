#include "lib/keyspace/dump_format.hpp"

#include "lib/core/fingerprint.hpp"
#include "lib/keyspace/elements.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace omactl::keyspace {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view k_block_mark = "blk";
constexpr unsigned char k_position = 7;  // behind the kinds of Record
enum Has : unsigned char { has_expiry = 1, has_freq = 2, has_idle = 4, has_count = 8, has_payload = 16 };

void append_fixed(std::string &out, std::uint64_t n)
{
    for (unsigned i = 0; i < 8; ++i) out += static_cast<char>(n >> (8 * i));
}

std::uint64_t fixed(std::string_view bytes)
{
    std::uint64_t n = 0;
    for (std::size_t i = 8; i-- > 0;) n = (n << 8) | static_cast<unsigned char>(bytes[i]);
    return n;
}

unsigned char parts_of(Record const &record)
{
    return static_cast<unsigned char>((record.expiry ? has_expiry : 0) | (record.freq ? has_freq : 0) |
                                      (record.idle ? has_idle : 0) | (record.count != 0 ? has_count : 0) |
                                      (record.payload.empty() ? 0 : has_payload));
}

Record record_from(Taker &taker, unsigned char kind)
{
    Record record;
    record.kind = static_cast<Record::Kind>(kind);
    auto const parts = taker.byte();
    record.type = static_cast<Type>(taker.byte() % k_types);
    record.db = static_cast<int>(taker.number());
    record.key = taker.bytes();
    if (parts & has_expiry) record.expiry = static_cast<std::int64_t>(taker.number());
    if (parts & has_freq) record.freq = static_cast<std::uint32_t>(taker.number());
    if (parts & has_idle) record.idle = static_cast<std::uint32_t>(taker.number());
    if (parts & has_count) record.count = taker.number();
    if (parts & has_payload) record.payload = taker.bytes();
    return record;
}

Position position_from(Taker &taker)
{
    Position position;
    position.db = static_cast<int>(taker.number()) - 1;
    position.cursor = std::string(taker.bytes());
    position.db_done = taker.byte() != 0;
    position.functions_done = taker.byte() != 0;
    return position;
}

}  // namespace

std::string BlockHead::to_bytes() const
{
    std::string out{k_block_mark};
    out += kind;
    append_fixed(out, packed);
    append_fixed(out, plain);
    append_fixed(out, sum);
    return out;
}

bool BlockHead::from_bytes(std::string_view bytes, BlockHead &head)
{
    if (bytes.size() != k_size || !bytes.starts_with(k_block_mark)) return false;
    head = {bytes[3], fixed(bytes.substr(4)), fixed(bytes.substr(12)), fixed(bytes.substr(20))};
    return true;
}

std::uint64_t block_sum(std::uint64_t before, BlockHead const &head, std::string_view packed)
{
    std::string start;
    append_fixed(start, before);
    start += head.to_bytes().substr(0, BlockHead::k_summed);
    Checksum checksum;
    checksum.add(start);
    checksum.add(packed);
    return checksum.value();
}

void append_record(std::string &out, Record const &record)
{
    out += static_cast<char>(record.kind);
    out += static_cast<char>(parts_of(record));
    out += static_cast<char>(record.type);
    append_number(out, static_cast<std::uint64_t>(record.db));
    append_bytes(out, record.key);
    if (record.expiry) append_number(out, static_cast<std::uint64_t>(*record.expiry));
    if (record.freq) append_number(out, *record.freq);
    if (record.idle) append_number(out, *record.idle);
    if (record.count != 0) append_number(out, record.count);
    if (!record.payload.empty()) append_bytes(out, record.payload);
}

void append_position(std::string &out, Position const &position)
{
    out += static_cast<char>(k_position);
    append_number(out, static_cast<std::uint64_t>(position.db) + 1);  // -1 is before the first
    append_bytes(out, position.cursor);
    out += static_cast<char>(position.db_done);
    out += static_cast<char>(position.functions_done);
}

Taken take_record(std::string_view bytes, std::string_view subject)
{
    Taker taker{bytes, subject};
    Taken taken;
    auto const kind = taker.byte();
    taken.is_position = kind == k_position;
    if (taken.is_position)
        taken.position = position_from(taker);
    else if (kind >= 1 && kind < k_position)
        taken.record = record_from(taker, kind);
    else
        throw Error{Fault::failed,
                    fmt::format("{}: a record of kind {}, which this version doesn't know", subject, kind)};
    taken.size = bytes.size() - taker.left().size();
    return taken;
}

std::string to_json(DumpHeader const &header)
{
    Json databases = Json::object();
    for (auto const &[db, keys] : header.databases) databases[std::to_string(db)] = keys;
    return Json{{"omactl", "keys"},
                {"v", 1},
                {"server", header.server},
                {"redis_version", header.version},
                {"rdb_version", header.rdb_version},
                {"run_id", header.run_id},
                {"at", header.at.time_since_epoch().count()},
                {"databases", databases}}
        .dump();
}

std::string to_json(Tally const &tally)
{
    Json keys = Json::object();
    for (auto const &[db, types] : tally.keys)
        for (std::size_t i = 0; i < types.size(); ++i)
            if (types[i] != 0) keys[std::to_string(db)][std::string(name_of(static_cast<Type>(i)))] = types[i];
    return Json{{"keys", keys},
                {"with_expiry", tally.with_expiry},
                {"in_pieces", tally.in_pieces},
                {"abandoned", tally.abandoned},
                {"payload_bytes", tally.payload_bytes},
                {"functions", tally.functions}}
        .dump();
}

DumpHeader header_from_json(std::string_view text, std::string_view subject)
try {
    auto const json = Json::parse(text);
    DumpHeader header{.server = json.at("server"),
                      .version = json.at("redis_version"),
                      .rdb_version = json.at("rdb_version"),
                      .run_id = json.at("run_id"),
                      .at = Instant{Millis{json.at("at").get<std::int64_t>()}}};
    for (auto const &[db, keys] : json.at("databases").items()) header.databases[std::stoi(db)] = keys;
    return header;
} catch (std::exception const &) {
    throw Error{Fault::failed, fmt::format("{}: the header is broken", subject)};
}

}  // namespace omactl::keyspace
