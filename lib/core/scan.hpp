#pragma once

#include <cstddef>

/// The grammar of RFC 8259 over a stretch of bytes, for spans.cpp and json_value.cpp alone.
/// Each function gets a place and the end of the bytes, and answers with the place behind what it
/// has read, or nullptr when that is malformed or cut short.
namespace omactl::scan {

using Place = char const *;

Place space(Place at, Place end);   ///< never nullptr
Place string(Place at, Place end);  ///< `at` stands on the opening quote (or anything else: malformed)
Place number(Place at, Place end);
/// Any value, with its arrays and objects at most `depth` deep; white space before it is skipped.
Place value(Place at, Place end, std::size_t depth);
/// An object's name and its colon: white space, string, white space, colon.
struct Name {
    Place begin = nullptr;  ///< the opening quote
    Place end = nullptr;    ///< behind the closing quote
    Place value = nullptr;  ///< behind the colon; nullptr when malformed
};
Name name(Place at, Place end);

}  // namespace omactl::scan
