#include "lib/keyspace/record.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/keyspace/dump_file.hpp"
#include "lib/keyspace/rdb_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace omactl::keyspace {

namespace {

constexpr std::array<std::string_view, k_types> k_names{"none", "string", "list",   "set",
                                                        "zset", "hash",   "stream", "module"};

std::string beginning_of(std::string const &path)
{
    auto const file = open_file(path, O_RDONLY);
    std::string start(8, '\0');
    auto const got = ::read(file.get(), start.data(), start.size());
    start.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return start;
}

}  // namespace

std::string_view name_of(Type type)
{
    return k_names[static_cast<std::size_t>(type)];
}

Type type_of(std::string_view name)
{
    auto const found = std::ranges::find(k_names, name);
    return found == k_names.end() ? Type::module : static_cast<Type>(found - k_names.begin());
}

Type type_of_rdb(unsigned char rdb_type)
{
    switch (rdb_type) {
    case 0: return Type::string;
    case 1:
    case 10:
    case 14:
    case 18: return Type::list;
    case 2:
    case 11:
    case 20: return Type::set;
    case 3:
    case 5:
    case 12:
    case 17: return Type::zset;
    case 4:
    case 9:
    case 13:
    case 16:
    case 22:
    case 23:
    case 24:
    case 25: return Type::hash;
    case 15:
    case 19:
    case 21: return Type::stream;
    default: return Type::module;
    }
}

std::unique_ptr<Source> open_source(std::string const &path)
{
    auto const start = beginning_of(path);
    if (start.starts_with("OMAKEYS")) return std::make_unique<DumpReader>(path);
    if (start.starts_with("REDIS") || start.starts_with("VALKEY")) return std::make_unique<RdbReader>(path);
    throw Error{Fault::failed, fmt::format("{}: neither a dump of omactl nor an RDB file", path),
                start.starts_with("*") ? "it may be an AOF or a file for redis-cli --pipe" : ""};
}

}  // namespace omactl::keyspace
