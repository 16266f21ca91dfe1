#pragma once

#include "lib/cli/context.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/table.hpp"
#include "lib/core/error.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace omactl::cli {

using Json = nlohmann::ordered_json;

/// What a reading command hands back: the complete data for scripts, and blocks for people.
/// Text blocks are whole lines and already safe for a terminal (core `printable`).
struct Report {
    Json data;                                             ///< a list is an array of objects, one thing an object
    std::vector<std::variant<std::string, Table>> blocks;  ///< a string is lines ending in "\n"
    Fault fault = Fault::ok;                               ///< ok, or found
};

/// Writes it to stdout as --output says. tsv: the tables only.
void show(Report const &report, Context &context);
/// Bytes as a JSON value: a string when UTF-8, else {"base64": …}.
Json json_bytes(std::string_view bytes);
/// Removes secrets from the texts in it: from the values alone, so that a password which is one of our own
/// words breaks no name.
void redact(Json &json, Secrets const &secrets);
/// Serialises with invalid UTF-8 replaced; never throws.
std::string dump(Json const &json, int indent = -1);

}  // namespace omactl::cli
