#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::settings {

/// Each setting's default, by name.
using Defaults = std::map<std::string, std::string, std::less<>>;

/// A TOML file of `name = value` lines: text as it stands, numbers and true or false as the application would write
/// them, `{ base64 = "…" }` for bytes. A name with a point may be written with or without quotes; a table's names
/// continue its own ("mail.from"). Throws usage ("PATH:LINE: …") on lists and dates, not_found when there is no file.
Defaults read_defaults(std::string const &path);
Defaults parse_defaults(std::string_view text, std::string const &path);

/// What a literal in Ruby would be as a setting: 'text' and "text" without interpolation, :symbol, numbers, true and
/// false. nullopt: not a literal (nil is none either).
std::optional<std::string> literal_value(std::string_view expression);

}  // namespace omactl::settings
