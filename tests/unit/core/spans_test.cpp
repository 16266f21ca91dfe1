#include "lib/core/spans.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <vector>

using namespace omactl;
using namespace std::string_literals;

namespace {

std::string const k_job =
    R"( {"class":"RefreshSite", "args":[1842,{"url":"http:\/\/x\u00e9","n":-1.5e+3,"ok":true}],"queue":null,"e":[],"o":{}} )";

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// The members of a document, and whether all of it was one object.
std::pair<Pairs, bool> members(std::string_view doc)
{
    Pairs found;
    Members walk{doc};
    while (auto const member = walk.next()) found.emplace_back(member->key, member->value);
    CHECK_FALSE(walk.next().has_value());
    return {found, walk.whole()};
}

std::pair<std::vector<std::string>, bool> elements(std::string_view doc)
{
    std::vector<std::string> found;
    Elements walk{doc};
    while (auto const element = walk.next()) found.emplace_back(*element);
    CHECK_FALSE(walk.next().has_value());
    return {found, walk.whole()};
}

std::string nested(std::size_t depth, char open = '[', char close = ']')
{
    return std::string(depth, open) + std::string(depth, close);
}

std::string objects(std::size_t depth)
{
    std::string doc = "1";
    for (std::size_t i = 0; i < depth; ++i) doc = "{\"k\":" + doc + "}";
    return doc;
}

std::string at(std::string_view doc, std::string_view pointer)
{
    return std::string{json_at(doc, pointer).value_or("(none)")};
}

}  // namespace

TEST_CASE("well-formed documents")
{
    auto const doc = GENERATE(as<std::string>{}, "0", "-0", "10", "-1.5", "1e5", "1E-5", "0.0e+0", "true", "false",
                              "null", R"("")", R"("a\"b\\\/\b\f\n\r\t\u00fF")", "[]", "{}", "[1,[2],{}]",
                              R"({"":0,"":1})", " \t\r\n1 ", R"({ "a" : [ 1 , 2 ] })", "\"\x7f\xff\"");
    CAPTURE(doc);
    CHECK(json_well_formed(doc));
    CHECK(json_value_end("," + doc + ",", 1) == doc.find_last_not_of(" \t\r\n") + 2);
}

TEST_CASE("malformed documents")
{
    auto const doc = GENERATE(as<std::string>{}, "", " ", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "1 2", "tru",
                              "nul", "True", "NaN", "Infinity", "'a'", "\"", "\"a", "\"\\", "\"\\\"", R"("\x")",
                              R"("\u12")", R"("\u12g4")", "\"\n\"", "\"\x1f\"", "[", "]", "[1", "[1,", "[1,]", "[,1]",
                              "[1 2]", "{", "{}}", R"({"a"})", R"({"a":})", R"({"a":1,})", R"({"a":1 "b":2})",
                              R"({a:1})", R"({1:1})", R"({,"a":1})", "[}", "{]", R"([1})", R"({"a":1])", "/**/1", "\v1",
                              "\xef\xbb\xbf"
                              "1");
    CAPTURE(doc);
    CHECK_FALSE(json_well_formed(doc));
    CHECK_FALSE(json_at(doc, "").has_value());
}

TEST_CASE("a byte of nought ends nothing")
{
    CHECK_FALSE(json_well_formed("1\0"s));
    CHECK_FALSE(json_well_formed("\"\0\""s));
    CHECK_FALSE(json_well_formed("\"\\\0\""s));
    CHECK_FALSE(json_well_formed("[\0]"s));
}

TEST_CASE("the members of an object, byte for byte and in their order")
{
    auto const [found, whole] = members(k_job);
    CHECK(whole);
    CHECK(found == Pairs{{"class", R"("RefreshSite")"},
                         {"args", R"([1842,{"url":"http:\/\/x\u00e9","n":-1.5e+3,"ok":true}])"},
                         {"queue", "null"},
                         {"e", "[]"},
                         {"o", "{}"}});
    CHECK(members("{}") == std::pair{Pairs{}, true});
    CHECK(members(R"({"a\"b" :  1 , "a\"b":2})") == std::pair{Pairs{{R"(a\"b)", "1"}, {R"(a\"b)", "2"}}, true});
}

TEST_CASE("an object that breaks off gives what came before, and is not whole")
{
    CHECK(members(R"({"a":1,"b")") == std::pair{Pairs{{"a", "1"}}, false});
    CHECK(members(R"({"a":1,})") == std::pair{Pairs{{"a", "1"}}, false});
    CHECK(members(R"({"a":1} x)") == std::pair{Pairs{{"a", "1"}}, false});
    CHECK(members(R"({"a":1]})") == std::pair{Pairs{{"a", "1"}}, false});
    for (auto const *doc : {"", "[1]", "1", "null", "{", "{,}", "{:1}"})
        CHECK(members(doc) == std::pair{Pairs{}, false});
}

TEST_CASE("the elements of an array")
{
    using Values = std::vector<std::string>;
    CHECK(elements(R"( [ 1 ,"a,b]", [2,[3]] ,{"x":[]} ] )") ==
          std::pair{Values{"1", R"("a,b]")", "[2,[3]]", R"({"x":[]})"}, true});
    CHECK(elements("[]") == std::pair{Values{}, true});
    CHECK(elements("[1,2") == std::pair{Values{"1", "2"}, false});
    CHECK(elements("[1,]") == std::pair{Values{"1"}, false});
    CHECK(elements("[1]]") == std::pair{Values{"1"}, false});
    for (auto const *doc : {"", "{}", "[", "[,]", "5"}) CHECK(elements(doc) == std::pair{Values{}, false});
}

TEST_CASE("a job that was cut anywhere is malformed, and nobody reads past its end")
{
    auto const whole = k_job.substr(1, k_job.size() - 2);
    REQUIRE(json_well_formed(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        // An allocation of just that size: the address sanitizer sees a read behind it.
        auto const bytes = std::make_unique<char[]>(size);
        whole.copy(bytes.get(), size);
        std::string_view const doc{bytes.get(), size};
        CAPTURE(size);
        CHECK_FALSE(json_well_formed(doc));
        CHECK_FALSE(members(doc).second);
        CHECK_FALSE(json_at(doc, "/class").has_value());
        for (std::size_t from = 0; from <= size; ++from) json_value_end(doc, from);
        CHECK(json_value_end(std::string_view{whole}.substr(0, size), 0) == std::string_view::npos);
    }
}

TEST_CASE("512 levels are read, 513 refused, by all alike")
{
    for (auto const &[doc, good] : {std::pair{nested(512), true},
                                    {nested(513), false},
                                    {objects(512), true},
                                    {objects(513), false},
                                    {"[" + objects(511) + "]", true},
                                    {"[" + objects(512) + "]", false}}) {
        CHECK(json_well_formed(doc) == good);
        CHECK((json_value_end(doc, 0) == doc.size()) == good);
        CHECK((doc[0] == '[' ? elements(doc).second : members(doc).second) == good);
    }
    CHECK_FALSE(json_well_formed(std::string(10'000'000, '[')));
    std::string mixed = "1";  // brackets of both kinds, so that each level's kind must be remembered
    for (int i = 0; i < 256; ++i) mixed = i % 3 == 0 ? "[{\"a\":" + mixed + "}]" : "{\"a\":[" + mixed + "]}";
    CHECK(json_well_formed(mixed));
    mixed[mixed.size() / 2 + 100] = '}';
    mixed[mixed.size() / 2 + 101] = '}';
    CHECK_FALSE(json_well_formed(mixed));
}

TEST_CASE("a string of 100 MB")
{
    std::string doc = "[\"" + std::string(100'000'000, 'x') + "\",1]";
    CHECK(at(doc, "/1") == "1");
    CHECK(json_at(doc, "/0")->size() == 100'000'002);
    doc[50'000'000] = '\n';
    CHECK_FALSE(json_well_formed(doc));
}

TEST_CASE("values by pointer")
{
    CHECK(at(k_job, "/class") == R"("RefreshSite")");
    CHECK(at(k_job, "/args/0") == "1842");
    CHECK(at(k_job, "/args/1/ok") == "true");
    CHECK(at(" [1] ", "") == "[1]");
    CHECK(at(R"({"a/b":1,"m~n":2,"~1":3,"":4,"x":{"":5}})", "/a~1b") == "1");
    CHECK(at(R"({"a/b":1,"m~n":2,"~1":3,"":4,"x":{"":5}})", "/m~0n") == "2");
    CHECK(at(R"({"a/b":1,"m~n":2,"~1":3,"":4,"x":{"":5}})", "/~01") == "3");
    CHECK(at(R"({"a/b":1,"m~n":2,"~1":3,"":4,"x":{"":5}})", "/") == "4");
    CHECK(at(R"({"a/b":1,"m~n":2,"~1":3,"":4,"x":{"":5}})", "/x/") == "5");
    CHECK(at(R"({"cl\u0061ss":1,"q\"":2})", "/class") == "1");
    CHECK(at(R"({"cl\u0061ss":1,"q\"":2})", "/q\"") == "2");
}

TEST_CASE("of a name that comes twice the last counts")
{
    CHECK(at(R"({"class":"A","class":"B"})", "/class") == R"("B")");
    CHECK(at(R"({"class":"A","cl\u0061ss":"B"})", "/class") == R"("B")");
    CHECK(at(R"({"a":{"x":1},"a":{"y":2}})", "/a/x") == "(none)");
}

TEST_CASE("pointers to nothing")
{
    for (auto const *pointer :
         {"/none", "class", "/args/2", "/args/01", "/args/-", "/args/-1", "/args/+0", "/args/", "/args/x", "/class/0",
          "/args/1/url/0", "/~", "/~2", "/args/0x0", "/args/18446744073709551616"})
        CHECK(at(k_job, pointer) == "(none)");
    CHECK(at(R"({"a":1} x)", "/a") == "(none)");
    CHECK(at(R"({"a":1,"b":tru})", "/a") == "(none)");
    CHECK(at("", "/a") == "(none)");
    CHECK(json_value_end(std::string_view{"1 2 3"}.substr(0, 1), 2) == std::string_view::npos);
}

TEST_CASE("what a raw string stands for")
{
    CHECK(json_text(R"("")") == "");
    CHECK(json_text(R"("a\"\\\/\b\f\n\r\tz")") == "a\"\\/\b\f\n\r\tz");
    CHECK(json_text(R"("\u0041\u00e9\u6f22\u0000")") == "Aé漢\0"s);
    CHECK(json_text(R"("\ud83d\ude00\uD83D\uDE00")") == "😀😀");
    CHECK(json_text("\"\xff\"") == "\xff");
    // Half a pair is kept as three bytes; what follows it stands for itself.
    CHECK(json_text(R"("\ud83dx")") == "\xed\xa0\xbdx");
    CHECK(json_text(R"("\ud83d\u0041")") == "\xed\xa0\xbd"
                                            "A");
    CHECK(json_text(R"("\ude00")") == "\xed\xb8\x80");
    CHECK(json_text(R"("\u0041\ude00")") == "A\xed\xb8\x80");
    for (auto const *raw : {"", "a", "1", "\"", "\"a", "\"a\" ", " \"a\"", "\"a\"b\"", R"("\u12")", R"("\")", "\"\n\""})
        CHECK_FALSE(json_text(raw).has_value());
}

TEST_CASE("values that mean the same")
{
    CHECK(json_same("1", "1"));
    CHECK(json_same("0", "-0"));
    CHECK(json_same(R"("a\u0062\/")", R"("ab/")"));
    CHECK(json_same("[1, 2]", "[1,2]"));
    CHECK(json_same(R"({"a b" : [ 1 ]})", R"({"a b":[1]})"));
    CHECK(json_same(R"({"a\" b" : 1})", R"({"a\" b":1})"));
    CHECK(json_same("null", "null"));
}

TEST_CASE("values that do not")
{
    CHECK_FALSE(json_same("1", "2"));
    CHECK_FALSE(json_same("1", "-1"));
    CHECK_FALSE(json_same("1", R"("1")"));
    CHECK_FALSE(json_same("1", "1.0"));
    CHECK_FALSE(json_same("true", "false"));
    CHECK_FALSE(json_same(R"("a b")", R"("ab")"));
    CHECK_FALSE(json_same(R"(["a b"])", R"(["ab"])"));
    CHECK_FALSE(json_same(R"(["\" x"])", R"(["\"x"])"));
    CHECK_FALSE(json_same(R"("\ud83d")", R"("\ud83e")"));
    CHECK_FALSE(json_same("[1,2]", "[1,2,3]"));
    CHECK_FALSE(json_same("[1,2]", "[12]"));
    CHECK_FALSE(json_same(R"({"a":1,"b":2})", R"({"b":2,"a":1})"));  // bytes decide
}
