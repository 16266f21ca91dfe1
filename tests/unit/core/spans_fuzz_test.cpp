#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <map>
#include <random>

using namespace omactl;
using nlohmann::json;

namespace {

constexpr unsigned k_seed = 20'261'123;

/// Writes random documents with all that the grammar allows: white space anywhere, every escape,
/// names that come twice, every shape of number.
class Writer {
public:
    explicit Writer(std::mt19937 &random) : m_random(random) {}

    std::string document()
    {
        m_out.clear();
        value(4);
        return m_out;
    }

private:
    std::size_t pick(std::size_t n) { return m_random() % n; }
    void blank()
    {
        if (pick(6) == 0) m_out += std::string_view{" \t\r\n"}[pick(4)];
    }
    void value(int depth)
    {
        blank();
        switch (pick(depth > 0 ? 8 : 5)) {
        case 0: m_out += std::array{"true", "false", "null"}[pick(3)]; break;
        case 1:
        case 2: number(); break;
        case 3:
        case 4: string(); break;
        case 5: list('[', ']', depth, false); break;
        default: list('{', '}', depth, true);
        }
        blank();
    }
    void list(char open, char close, int depth, bool named)
    {
        m_out += open;
        auto const count = pick(4);
        if (count == 0) blank();
        for (std::size_t i = 0; i < count; ++i) {
            if (i > 0) m_out += ',';
            if (named) {
                blank();
                string();
                blank();
                m_out += ':';
            }
            value(depth - 1);
        }
        m_out += close;
    }
    void number()
    {
        if (pick(3) == 0) m_out += '-';
        m_out += std::to_string(pick(4) == 0 ? 0 : pick(100'000));
        if (pick(4) == 0) m_out += "." + std::to_string(pick(1'000));
        if (pick(4) == 0) m_out += std::array{"e", "E", "e+", "E-"}[pick(4)] + std::to_string(pick(30));
    }
    void string()
    {
        static constexpr std::array k_pieces{"a", "b",     "\\n", "\\\"", "\\\\",           "\\/", "ü", "漢",
                                             "😀", "\\u00", "x y", "/",    "\\ud83d\\ude00", "~",   "{", "]"};
        m_out += '"';
        for (auto left = pick(pick(5) == 0 ? 12 : 3); left > 0; --left) {
            std::string_view const piece = k_pieces[pick(k_pieces.size())];
            m_out += piece;
            if (piece == "\\u00") m_out += hex(std::string_view{"\x07\x7e\x22\xe9"}.substr(pick(4), 1));
        }
        m_out += '"';
    }

    std::mt19937 &m_random;
    std::string m_out;
};

void mutate(std::string &doc, std::mt19937 &random)
{
    static constexpr std::string_view k_bytes = "{}[]\",:\\/u0123456789-+.eEtrfalsn \t\n\x01\x1f\x7f";
    for (auto edits = 1 + random() % 3; edits > 0 && !doc.empty(); --edits) {
        auto const at = random() % doc.size();
        char const byte = random() % 8 == 0 ? static_cast<char>(random()) : k_bytes[random() % k_bytes.size()];
        switch (random() % 4) {
        case 0: doc.erase(at, 1); break;
        case 1: doc.insert(at, 1, byte); break;
        case 2: doc[at] = byte; break;
        default: doc.resize(at);
        }
    }
}

/// Does the other parser refuse it for a reason that ours leaves alone: numbers too large for a
/// double, half surrogate pairs, bytes that are not UTF-8?
bool refused_beyond_grammar(std::string const &doc)
{
    try {
        return json::parse(doc).is_discarded();
    } catch (json::out_of_range const &) {
        return true;
    } catch (json::parse_error const &e) {
        return std::string_view{e.what()}.find("surrogate") != std::string_view::npos || !is_utf8(doc);
    }
}

/// Does the other parser accept it by a liberty of its own: a byte order mark, an end at a nought?
bool accepted_beyond_grammar(std::string const &doc)
{
    return doc.starts_with("\xef\xbb\xbf") || doc.find('\0') != std::string::npos;
}

/// Do the spans of a value, and of all within it, stand for what the other parser found?
bool same_tree(std::string_view raw, json const &wanted)
{
    if (json::parse(raw) != wanted) return false;
    if (wanted.is_string()) return json_text(raw) == wanted.get<std::string>();
    if (wanted.is_array()) {
        Elements walk{raw};
        for (auto const &value : wanted) {
            auto const element = walk.next();
            if (!element || !same_tree(*element, value)) return false;
        }
        return !walk.next() && walk.whole();
    }
    if (!wanted.is_object()) return true;
    std::map<std::string, std::string_view> last;
    Members walk{raw};
    while (auto const member = walk.next())
        last[json_text("\"" + std::string{member->key} + "\"").value()] = member->value;
    if (!walk.whole() || last.size() != wanted.size()) return false;
    for (auto const &[name, value] : last)
        if (!wanted.contains(name) || !same_tree(value, wanted[name])) return false;
    return true;
}

/// Is each leaf found by its pointer?
bool same_by_pointer(std::string_view doc, json const &wanted)
{
    auto const leaves = wanted.flatten();
    for (auto const &[pointer, value] : leaves.items()) {
        auto const found = json_at(doc, pointer);
        if (wanted.is_structured() && !wanted.empty() &&
            (!found || json::parse(*found) != wanted.at(json::json_pointer(pointer))))
            return false;
    }
    return true;
}

}  // namespace

TEST_CASE("random documents, whole and damaged: the same verdict as another parser's")
{
    std::mt19937 random{k_seed};
    Writer writer{random};
    std::string base;
    int accepted = 0, refused = 0;
    for (int round = 0; round < 200'000; ++round) {
        if (round % 8 == 0) base = writer.document();
        auto doc = base;
        if (round % 8 != 0) mutate(doc, random);
        bool const ours = json_well_formed(doc), theirs = json::accept(doc);
        ++(ours ? accepted : refused);
        if (ours == theirs) continue;
        if (ours ? refused_beyond_grammar(doc) : accepted_beyond_grammar(doc)) continue;
        FAIL("seed " << k_seed << ", round " << round << ", ours " << ours << ", theirs " << theirs << ":\n" << doc);
    }
    CHECK(accepted > 40'000);
    CHECK(refused > 40'000);
}

TEST_CASE("random documents: each span stands for what another parser found there")
{
    std::mt19937 random{k_seed + 1};
    Writer writer{random};
    for (int round = 0; round < 10'000; ++round) {
        auto const doc = writer.document();
        auto const whole = json_at(doc, "");
        if (!whole) FAIL("seed " << k_seed + 1 << ", round " << round << ", refused:\n" << doc);
        auto const wanted = json::parse(doc);
        if (!same_tree(*whole, wanted) || !same_by_pointer(doc, wanted))
            FAIL("seed " << k_seed + 1 << ", round " << round << ":\n" << doc);
    }
}

TEST_CASE("random documents: white space does not matter, all else does")
{
    std::mt19937 random{k_seed + 2};
    Writer writer{random};
    int different = 0;
    for (int round = 0; round < 5'000; ++round) {
        auto const doc = json::parse(writer.document()), other = json::parse(writer.document());
        if (!json_same(doc.dump(), doc.dump(3))) FAIL("seed " << k_seed + 2 << ", round " << round << ":\n" << doc);
        if (doc.dump() == other.dump() || (doc.is_number() && other.is_number())) continue;
        ++different;
        if (json_same(doc.dump(1), other.dump())) FAIL("seed " << k_seed + 2 << ":\n" << doc << "\n" << other);
    }
    CHECK(different > 1'000);
}
