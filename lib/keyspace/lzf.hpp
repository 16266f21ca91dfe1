#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::keyspace {

/// Unpacks LZF, in which Redis stores strings over 20 bytes. nullopt: it is broken, or gives another size.
std::optional<std::string> unpack_lzf(std::string_view packed, std::size_t size);

}  // namespace omactl::keyspace
