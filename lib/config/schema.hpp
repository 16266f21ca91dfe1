#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::config {

/// What a key's value must be.
enum class Type {
    text,
    boolean,
    count,    ///< a whole number ≥ 0
    texts,    ///< one text or a list of them
    argv,     ///< a list of texts: a program and its arguments
    number,   ///< a threshold: a number, or text with a unit ("5m", "2GiB")
    source,   ///< text, { env = … }, { file = … } or { command = […] }
    sources,  ///< a list of those
    means,    ///< a list of names or tables with command = […]: ways to let workers rest
    table,    ///< a section of its own, with the key as its name
    named,    ///< a table of tables whose names the user chooses
    tables,   ///< [[…]]: any number of sections
};

/// One key that a configuration may have. Sections are paths with "*" for a name of the user's.
struct Key {
    std::string_view section;
    std::string_view name;
    Type type;
    std::string_view example;       ///< the line as one would write it
    std::string_view choices = {};  ///< the only texts allowed, separated by '|'
    bool required = false;
    bool used = false;  ///< does this version act on it?
};

/// The whole contract of the configuration file, also what only later versions act on: a file
/// written for them is valid today.
std::span<Key const> schema();
Key const *find_key(std::string_view section, std::string_view name);  ///< nullptr: no such key
std::vector<std::string> key_names(std::string_view section);
/// The sections that have a key of this name, in the order of the schema.
std::vector<std::string_view> sections_with(std::string_view name);
/// "true or false": what a type wants, in a message.
std::string_view wanted(Type type);

}  // namespace omactl::config
