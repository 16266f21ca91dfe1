#pragma once

#include <span>
#include <string>
#include <string_view>

namespace omactl::cli {

/// Wiki pages and chat programs mangle command lines: `--` becomes a dash, spaces no-break spaces,
/// quotes curly, and `{{name}}` is left standing. Such a word is a usage error whose hint says what
/// to type, never a value.

/// Options that don't look like one any more: a word that begins with a typographic dash, an
/// option's name with such characters in it. Needs no command; throws Fault::usage.
void refuse_mangled_options(std::span<std::string const> words);

/// A value: empty, `{{name}}`; unless `verbatim` also dashes at its start, invisible characters,
/// odd spaces, curly quotes. `owner` is what it is for: "QUEUE", "--class". Throws Fault::usage.
void refuse_mangled_value(std::string_view owner, std::string_view value, bool verbatim);

/// Every word as a value that isn't verbatim, for a line that makes no sense: the mangled word is
/// the likelier reason.
void refuse_mangled_words(std::span<std::string const> words);

}  // namespace omactl::cli
