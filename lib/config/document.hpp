#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::config {

struct Member;

/// A TOML document as plain data, members in the order of the file, so that one source file alone
/// knows the TOML library.
struct Node {
    enum class Kind { table, array, text, integer, real, boolean, time } kind = Kind::table;
    unsigned line = 0;  ///< counted from 1
    std::string text;
    std::int64_t integer = 0;
    double real = 0;
    bool boolean = false;
    std::vector<Member> members;  ///< of a table
    std::vector<Node> elements;   ///< of an array

    Node const *find(std::string_view key) const;  ///< nullptr: no such member
};

struct Member {
    std::string key;
    unsigned line = 0;  ///< where the key stands
    Node value;
};

/// "a table", "text", "a whole number": what a value is, in a message.
std::string_view kind_name(Node::Kind kind);

/// Throws Fault::usage ("PATH:LINE: …") when it is not TOML.
Node parse_document(std::string_view bytes, std::string const &path);

}  // namespace omactl::config
