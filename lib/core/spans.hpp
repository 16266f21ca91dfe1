#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace omactl {

/// Finds where JSON values stand in bytes, without decoding or re-encoding them. A job's payload
/// is moved as the bytes that came (facts: resque-scheduler and node-resque match by bytes).
/// Grammar of RFC 8259 except that bytes ≥ 0x80 in strings pass unchecked (payloads with invalid
/// UTF-8 exist); depth at most `k_max_depth`; no recursion, no allocation.
constexpr std::size_t k_max_depth = 512;

struct Member {
    std::string_view key;    ///< raw, without its quotes, escapes untouched
    std::string_view value;  ///< raw: `"text"` with quotes, `[1,2]`, `null`, …
};

/// Steps through the members of one JSON object, in their order.
///     for (Members walk{doc}; auto member = walk.next();) …
/// `doc` must outlive it. After the last member `whole()` tells whether the entire document was
/// one well-formed object with nothing but white space around it.
class Members {
public:
    explicit Members(std::string_view doc);
    std::optional<Member> next();
    bool whole() const { return m_state == State::done; }

private:
    enum class State { begin, inside, done, broken };
    std::string_view m_doc;
    std::size_t m_at = 0;
    State m_state = State::begin;
};

/// The same for the elements of one JSON array.
class Elements {
public:
    explicit Elements(std::string_view doc);
    std::optional<std::string_view> next();
    bool whole() const { return m_state == State::done; }

private:
    enum class State { begin, inside, done, broken };
    std::string_view m_doc;
    std::size_t m_at = 0;
    State m_state = State::begin;
};

/// Is the whole document one well-formed JSON value (white space around it allowed)?
bool json_well_formed(std::string_view doc);
/// The end of the value that begins at `at` (white space skipped before), or npos when malformed.
std::size_t json_value_end(std::string_view doc, std::size_t at);
/// The raw span of the value at an RFC 6901 pointer ("/args/0", "" is the whole), without the
/// white space around it. nullopt: not there, or malformed on the way. Of a name that comes twice
/// the last counts, as in Ruby's and JavaScript's parsers.
std::optional<std::string_view> json_at(std::string_view doc, std::string_view pointer);
/// The bytes that a raw JSON string (with quotes) stands for; nullopt when it is not one. Half a
/// surrogate pair is kept as three bytes, so the result need not be UTF-8.
std::optional<std::string> json_text(std::string_view raw);
/// The same behind what `text` holds already; false, and `text` as it was, when it is not one.
bool append_json_text(std::string &text, std::string_view raw);
/// Do two raw values mean the same? Numbers by value when both are integers, strings by their
/// decoded bytes, arrays and objects by their bytes with insignificant white space removed. Both
/// must be well-formed (what the functions above have found is).
bool json_same(std::string_view a, std::string_view b);

}  // namespace omactl
