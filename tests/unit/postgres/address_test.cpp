#include "lib/core/error.hpp"
#include "lib/postgres/address.hpp"
#include "lib/postgres/conninfo.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <string>
#include <string_view>

using namespace omactl;
using postgres::Address;

namespace {

std::string refused(std::string_view url)
{
    try {
        Address::parse(url);
    } catch (Error const &error) {
        CHECK(error.fault() == Fault::usage);
        return error.message() + error.hint();
    }
    return "(taken)";
}

}  // namespace

TEST_CASE("all of a URL is taken")
{
    auto const address =
        Address::parse(" postgres://app:fake%40%2Fp@db.example:5433/sh%20op?sslmode=require&user=other ");
    CHECK(address.host == "db.example");
    CHECK(address.port == 5433);
    CHECK(address.user == "other");
    CHECK(address.password.reveal() == "fake@/p");
    CHECK(address.database == "sh op");
    REQUIRE(address.parameters.size() == 1);
    CHECK(address.parameters[0] == std::pair<std::string, std::string>{"sslmode", "require"});
    CHECK(address.server() == "db.example:5433");
    CHECK(address.describe() == "db.example:5433/sh op");
    CHECK_FALSE(address.is_loopback());
}

TEST_CASE("what a URL leaves out is libpq's default")
{
    auto const bare = Address::parse("postgresql://");
    CHECK(bare.host == "localhost");
    CHECK(bare.port == 5432);
    CHECK(bare.describe() == "localhost:5432");
    CHECK(bare.is_loopback());
    CHECK(Address::parse("postgresql://app@").describe() == "localhost:5432/app");
    CHECK(Address::parse("postgresql:///shop").describe() == "localhost:5432/shop");
}

TEST_CASE("sockets and IPv6 have their own forms")
{
    auto const socket = Address::parse("postgresql://app@/shop?host=/run/postgresql&port=5433");
    CHECK(socket.host == "/run/postgresql");
    CHECK(socket.describe() == "/run/postgresql:5433/shop");
    CHECK(socket.is_loopback());
    CHECK(Address::parse("postgresql://%2Frun%2Fpg:5433/shop").server() == "/run/pg:5433");
    CHECK(Address::parse("postgresql://[::1]:5433/shop").server() == "[::1]:5433");
    CHECK(Address::parse("postgresql://[2001:db8::1]/shop").server() == "[2001:db8::1]:5432");
    CHECK(Address::parse("postgresql://127.8.0.1").is_loopback());
}

TEST_CASE("what frameworks add to a URL is passed over")
{
    auto const address =
        Address::parse("postgres://h/shop?pool=5&prepared_statements=false&application_name=x&ssl=true");
    REQUIRE(address.parameters.size() == 1);
    CHECK(address.parameters[0].second == "require");
}

TEST_CASE("what can't be meant is refused, without the password")
{
    for (std::string const url :
         {"", "mysql://h/db", "h:5432/db", "postgres://h:0/db", "postgres://h:70000/db", "postgres://h:x/db",
          "postgres://a,b/db", "postgres://[::1/db", "postgres://[x]/db", "postgres://u:fake-secret%4@h/db",
          "postgres://h/db?sslmode", "postgres://h/db?service=x", "postgres://h/db?passfile=/x",
          "postgres://u:fake-secret/x@h/db", "postgres://h%00/db", "postgres://u:fake-secret@h/db?hots=x",
          "postgres://{{host}}/db"}) {
        CAPTURE(url);
        auto const text = refused(url);
        CHECK(text.starts_with("postgres address: "));
        CHECK(text.find("fake-secret") == std::string::npos);
    }
}

TEST_CASE("libpq is told every parameter, with its quotes kept")
{
    auto address = Address::parse("postgres://a'b:fake%5C%27@h/db?sslmode=verify-full");
    auto const text = postgres::conninfo(address, {}, "10.0.0.1");
    for (std::string const part : {R"(user='a\'b')", R"(password='fake\\\'')", "host='h'", "hostaddr='10.0.0.1'",
                                   "sslmode='verify-full'", "dbname='db'", "application_name='omactl'",
                                   "client_encoding='UTF8'", "options=''", "passfile='/dev/null/none'"}) {
        CAPTURE(part);
        CHECK(text.find(part + " ") != std::string::npos);
    }
    CHECK(fmt::format("{}", format_as(address.password)) == "***");
    auto const nobody = postgres::conninfo(Address::parse("postgres://h"), {}, "");
    CHECK(nobody.find("user='" + postgres::own_account() + "'") != std::string::npos);
}
