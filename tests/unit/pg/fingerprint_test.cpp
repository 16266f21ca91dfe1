#include "lib/pg/fingerprint.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <string>

using namespace omactl::pg;

namespace {

std::string shape(std::string_view query)
{
    return fingerprint(query).text;
}

}  // namespace

TEST_CASE("constants go, names stay")
{
    CHECK(shape("SELECT * FROM sites WHERE id = 42 AND host = 'x.com'") ==
          "select * from sites where id = ? and host = ?");
    CHECK(shape("select a1, \"B\" from t2 where c=$1") == "select a1, \"B\" from t2 where c = ?");
    CHECK(shape("select E'a\\'b', $$ x $$, 1.5e-3, 0x1F") == "select ?");
    CHECK(shape("select f(1) from s.t limit 10 offset 20;") == "select f (?) from s.t limit ? offset ?");
    CHECK(shape("select x::int, y >= 5, z <> -1") == "select x::int, y >= ?, z <> ?");
    CHECK(shape("select a - 1 from t") == "select a - ? from t");
}

TEST_CASE("lists of any length are one")
{
    auto const one = fingerprint("select * from t where id in (1)");
    CHECK(fingerprint("select * from t where id in (1, 2,3 ,4)").id == one.id);
    CHECK(fingerprint("SELECT *\nFROM t\tWHERE id IN ($1,$2)").id == one.id);
    CHECK(fingerprint("select * from t where id in (select 1)").id != one.id);
    CHECK(shape("select * from t where id = any(array[1,-2,3])") == "select * from t where id = any (array[?])");
    CHECK(shape("insert into t (a, b) values (1,'x'), (2,'y'),(3,'z')") == "insert into t (a, b) values (?)");
}

TEST_CASE("comments are tags, not shape")
{
    auto const tagged = fingerprint("/*controller:sites,action:show*/ select 1 -- by hand\n");
    CHECK(tagged.text == "select ?");
    CHECK(tagged.tags == std::vector<std::string>{"controller:sites,action:show", "by hand"});
    CHECK(tagged.id == fingerprint("select 2").id);
    CHECK(shape("select '/* no comment */' from t") == "select ? from t");
}

TEST_CASE("an id is the same everywhere")
{
    CHECK(fingerprint("select 1").hex() == fingerprint("SELECT   'x'").hex());
    CHECK(fingerprint("select 1").hex().size() == 16);
    CHECK(fingerprint("select 1").id != fingerprint("select a").id);
    CHECK(fingerprint("").text.empty());
}

TEST_CASE("a text of 1 MB costs no more than its beginning")
{
    std::string long_list = "select * from t where id in (1";
    while (long_list.size() < 1'000'000) long_list += ", 123456";
    auto const print = fingerprint(long_list + ")");
    CHECK(print.text == "select * from t where id in (?");
    for (auto const *more : {"1)", ", 2)", ", 3, 4, 5)"}) CHECK(fingerprint(long_list + more).id == print.id);
    CHECK(fingerprint("  " + long_list).id == print.id);
}

TEST_CASE("no bytes upset it")
{
    std::mt19937 random{42};
    for (int round = 0; round < 20'000; ++round) {
        std::string bytes;
        for (auto length = random() % 60; length > 0; --length) bytes += static_cast<char>(random() % 256);
        auto const print = fingerprint(bytes);
        REQUIRE(fingerprint(bytes).id == print.id);
    }
}
