#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/dump_file.hpp"
#include "lib/keyspace/payload.hpp"
#include "lib/keyspace/rdb_reader.hpp"

#include <fmt/format.h>

namespace omactl::keyspace {

namespace {

[[noreturn]] void refuse(std::string const &path, Record const &record, std::string_view what)
{
    throw Error{Fault::failed, fmt::format("{}: the payload of '{}' in database {}: {}", path, printable(record.key),
                                           record.db, what)};
}

/// Keys in pieces: begin, pieces, end, in this order and of one key.
class PieceOrder {
public:
    explicit PieceOrder(std::string const &path) : m_path(path) {}
    void see(Record const &record)
    {
        using enum Record::Kind;
        bool const inside = record.kind == piece || record.kind == end || record.kind == abandoned;
        if (inside != m_open) refuse(m_path, record, "its pieces are not whole");
        m_open = record.kind == begin || record.kind == piece;
    }
    bool open() const { return m_open; }

private:
    std::string const &m_path;
    bool m_open = false;
};

void check_payload(std::string const &path, Record const &record, int rdb_version)
{
    if (auto const wrong = what_is_wrong(record.payload); !wrong.empty()) refuse(path, record, wrong);
    auto const version = payload_version(record.payload);
    if (version > rdb_version)
        refuse(path, record, fmt::format("RDB version {}, the file is of version {}", version, rdb_version));
}

void check_dump(std::string const &path, DumpReader &reader, Checked &checked)
{
    PieceOrder order{path};
    Record record;
    while (reader.next(record)) {
        order.see(record);
        if (record.kind == Record::Kind::whole || record.kind == Record::Kind::functions)
            check_payload(path, record, reader.rdb_version());
    }
    if (order.open()) refuse(path, record, "its pieces are not whole");
    checked.tally = reader.tally();
    checked.version = reader.header().version;
}

void check_rdb(std::string const &path, RdbReader &reader, Checked &checked)
{
    Record record;
    while (reader.next(record)) checked.tally.add(record);
    checked.rdb = true;
    auto const version = reader.aux().find("redis-ver");
    if (version != reader.aux().end()) checked.version = version->second;
    if (!reader.had_checksum())
        checked.warnings.push_back(fmt::format("{}: it was written without a checksum (rdbchecksum no)", path));
}

}  // namespace

Checked check_file(std::string const &path)
{
    auto const source = open_source(path);
    Checked checked;
    if (auto *dump = dynamic_cast<DumpReader *>(source.get()))
        check_dump(path, *dump, checked);
    else if (auto *rdb = dynamic_cast<RdbReader *>(source.get()))
        check_rdb(path, *rdb, checked);
    checked.rdb_version = source->rdb_version();
    return checked;
}

}  // namespace omactl::keyspace
