#pragma once

#include "lib/keyspace/rdb_reader.hpp"

#include <cstdint>
#include <string>

namespace omactl::keyspace {

/// A length of an RDB file that is no encoded string's.
std::uint64_t read_length(RdbInput &in);
/// A string, whatever its encoding (integers as text, LZF unpacked).
std::string read_text(RdbInput &in);
void skip_text(RdbInput &in);
/// Moves behind the value of such a type; refuses what it does not know.
void skip_value(RdbInput &in, unsigned char rdb_type);
/// Moves behind what a module has written of itself.
void skip_module(RdbInput &in);

}  // namespace omactl::keyspace
