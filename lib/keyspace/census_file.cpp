#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/keyspace/census.hpp"
#include "lib/keyspace/elements.hpp"

#include <fcntl.h>
#include <fmt/format.h>

namespace omactl::keyspace {

namespace {

constexpr std::string_view k_magic = "OMACENS1";
constexpr std::size_t k_sum = 16;  // hex digits at the end

void append_key(std::string &out, Census const &census, CensusKey const &key)
{
    append_number(out, static_cast<std::uint64_t>(key.db));
    append_bytes(out, census.name(key));
    out += static_cast<char>(key.type);
    append_number(out, static_cast<std::uint64_t>(key.expiry));
    append_number(out, key.digest.high);
    append_number(out, key.digest.low);
}

void take_key(Taker &taker, Census &census)
{
    CensusKey key;
    key.db = static_cast<std::int32_t>(taker.number());
    auto const name = taker.bytes();
    key.name = census.names.size();
    key.name_size = static_cast<std::uint32_t>(name.size());
    census.names += name;
    key.type = static_cast<Type>(taker.byte() % k_types);
    key.expiry = static_cast<std::int64_t>(taker.number());
    key.digest.high = taker.number();
    key.digest.low = taker.number();
    ++census.counts[key.db][static_cast<std::size_t>(key.type)];
    if (key.expiry != 0) ++census.with_expiry;
    census.keys.push_back(key);
}

}  // namespace

void write_census(std::string const &path, Census const &census)
{
    std::string text{k_magic};
    append_number(text, census.seed);
    append_number(text, static_cast<std::uint64_t>(census.one_in));
    text += static_cast<char>(census.exact);
    append_bytes(text, census.run_id);
    append_number(text, census.keys.size());
    for (auto const &key : census.keys) append_key(text, census, key);
    text += fmt::format("{:016x}", checksum(text));
    auto const part = path + ".part";
    auto file = open_file(part, O_WRONLY | O_CREAT | O_TRUNC);
    write_all(file.get(), text, part);
    sync_file(file.get(), part);
    file.close();
    rename_durably(part, path);
}

Census read_census(std::string const &path)
{
    auto const text = read_file(path);
    auto const refuse = [&path](std::string_view what) -> Error {
        return {Fault::failed, fmt::format("{}: {}", path, what)};
    };
    if (!text.starts_with(k_magic)) throw refuse("no census of a Redis");
    if (text.size() < k_magic.size() + k_sum) throw refuse("it was cut off");
    auto const body = std::string_view{text}.substr(0, text.size() - k_sum);
    if (text.substr(body.size()) != fmt::format("{:016x}", checksum(body))) throw refuse("its checksum is wrong");
    Taker taker{body.substr(k_magic.size()), path};
    Census census{.seed = taker.number()};
    census.one_in = static_cast<int>(taker.number());
    census.exact = taker.byte() != 0;
    census.run_id = std::string(taker.bytes());
    for (auto left = taker.number(); left > 0; --left) take_key(taker, census);
    return census;
}

}  // namespace omactl::keyspace
