#include "lib/pg/sql_token.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>

using namespace omactl::pg;

namespace {

SqlToken::Kind kind(std::string_view sql)
{
    return sql_token(sql, 0).kind;
}

std::string_view first(std::string_view sql)
{
    return sql_token(sql, 0).text;
}

}  // namespace

TEST_CASE("the kinds of tokens")
{
    CHECK(kind("") == SqlToken::end);
    CHECK(kind(" \n\tx") == SqlToken::space);
    CHECK(kind("-- a\nb") == SqlToken::comment);
    CHECK(kind("/* a */ b") == SqlToken::comment);
    CHECK(kind("select") == SqlToken::word);
    CHECK(kind("straße") == SqlToken::word);
    CHECK(kind("\"Select\"") == SqlToken::quoted_name);
    CHECK(kind("'a'") == SqlToken::string);
    CHECK(kind("$$a$$") == SqlToken::string);
    CHECK(kind("$12") == SqlToken::parameter);
    CHECK(kind(".5") == SqlToken::number);
    CHECK(kind("-5") == SqlToken::symbol);
}

TEST_CASE("where a token ends")
{
    CHECK(first("-- a\nb") == "-- a");
    CHECK(first("/* a /* b */ c */ d") == "/* a /* b */ c */");
    CHECK(first("'it''s' x") == "'it''s'");
    CHECK(first("'a\\' x") == "'a\\'");
    CHECK(first("E'a\\' x' y") == "E'a\\' x'");
    CHECK(first("U&'a' y") == "U&'a'");
    CHECK(first("\"a\"\"b\".c") == "\"a\"\"b\"");
    CHECK(first("$q$ $$ ; $q$ x") == "$q$ $$ ; $q$");
    CHECK(first("1.5e-3+2") == "1.5e-3");
    CHECK(first("1..5") == "1");
    CHECK(first("a$b c") == "a$b");
    CHECK(first("$1x") == "$1");
}

TEST_CASE("what is unfinished reaches to the end")
{
    for (std::string_view const sql : {"'abc", "\"abc", "/* abc", "$x$abc", "E'abc\\", "-- abc", "/* /* */", "U&'"}) {
        CAPTURE(sql);
        CHECK(first(sql) == sql);
    }
}

TEST_CASE("tokens of any bytes are these bytes")
{
    std::mt19937 random{4711};
    constexpr std::string_view k_bytes = "'\"$/*-\\ab1.e+E \n(),;:\xff\xc3\0";
    for (int round = 0; round < 20'000; ++round) {
        std::string sql;
        for (auto length = random() % 40; length > 0; --length) sql += k_bytes[random() % k_bytes.size()];
        std::string together;
        for (std::size_t at = 0; at < sql.size();) {
            auto const token = sql_token(sql, at);
            REQUIRE(!token.text.empty());
            together += token.text;
            at += token.text.size();
        }
        REQUIRE(together == sql);
    }
}
