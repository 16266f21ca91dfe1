#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::redis {
class Connection;
}

namespace omactl::keyspace {

/// What TYPE answers.
enum class Type : std::uint8_t { none, string, list, set, zset, hash, stream, module };
constexpr int k_types = 8;
std::string_view name_of(Type type);
/// "none" is none, and every word that Redis itself does not know is a module's.
Type type_of(std::string_view name);
/// Of the first byte of a DUMP payload, which is an RDB type.
Type type_of_rdb(unsigned char rdb_type);

/// One piece of what a file holds. The views live until the source's next().
struct Record {
    enum class Kind : std::uint8_t {
        whole = 1,  ///< a key; `payload` is what DUMP gave
        begin,      ///< a big key that comes in pieces: then `piece`s, then `end` or `abandoned`
        piece,      ///< `payload`: bytes of the string, or elements (see elements.hpp)
        end,        ///< `count` elements (bytes of a string) were in the pieces
        abandoned,  ///< it changed or went while it was read: forget its pieces
        functions,  ///< `payload` is what FUNCTION DUMP gave; no key
    };
    Kind kind = Kind::whole;
    int db = 0;
    std::string_view key;
    std::optional<std::int64_t> expiry;  ///< absolute, in ms since 1970; never 0
    Type type = Type::none;
    std::optional<std::uint32_t> freq, idle;  ///< of LFU, of LRU in seconds
    std::uint64_t count = 0;
    std::string_view payload;
};

/// Where a restore takes its keys from.
class Source {
public:
    virtual ~Source() = default;
    /// False after the last. Throws Fault::failed on damage.
    virtual bool next(Record &record) = 0;
    virtual int rdb_version() const = 0;
    /// Bytes of the file read so far, and of the whole file.
    virtual std::uint64_t done() const = 0;
    virtual std::uint64_t total() const = 0;
};

/// A dump of ours or an RDB, told by how it begins; throws Fault::failed when it is neither.
std::unique_ptr<Source> open_source(std::string const &path);

/// Opens a new connection whose database is `db`. (A connection that was lost comes back in the database of
/// its address, so nothing here sends SELECT.)
using Connect = std::function<std::unique_ptr<redis::Connection>(int db)>;
/// Which keys to leave out (omactl's own, pauses).
using Exclude = std::function<bool(int db, std::string_view key)>;

}  // namespace omactl::keyspace
