#include "lib/core/file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "session.hpp"

using namespace omactl;
using namespace omactl::tests;
using sandbox::PgBouncer;
using sandbox::PostgresServer;

TEST_CASE("values come and go as they are")
{
    PostgresServer const server;
    auto session = open(server.url());
    auto const rows =
        session.ask("select $1::text as text, null as nothing, $2::int8 as whole, 1.5::float8 as part, true as yes",
                    {"it's \x01 \xc3\xa9 $1", "-9007199254740993"});
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].text("text") == "it's \x01 \xc3\xa9 $1");
    CHECK(rows[0].is_null("nothing"));
    CHECK(rows[0].text("nothing").empty());
    CHECK(rows[0].integer("whole") == -9007199254740993);
    CHECK_FALSE(rows[0].integer_if("nothing"));
    CHECK(rows[0].number("part") == 1.5);
    CHECK(rows[0].flag("yes"));
    CHECK_FALSE(rows[0].flag("nothing"));
    CHECK(thrown([&] { rows[0].text("typo"); }).fault() == Fault::internal);
    CHECK(one(session.ask("select $1::text", {std::nullopt})) == "(null)");
    CHECK(session.ask("select 1 where false").empty());
}

TEST_CASE("a megabyte and a hundred thousand rows arrive whole")
{
    PostgresServer const server;
    auto session = open(server.url());
    std::string const big(1 << 20, 'x');
    CHECK(one(session.ask("select $1::text", {big})) == big);
    CHECK(one(session.ask("select /* " + big + " */ 1")) == "1");
    auto const rows = session.ask("select n from generate_series(1, 100000) n");
    CHECK(rows.size() == 100'000);
    CHECK(rows[99'999].integer("n") == 100'000);
}

TEST_CASE("a database without an encoding gives its bytes")
{
    PostgresServer const server;
    open(server.url()).change("create database raw encoding 'SQL_ASCII' locale 'C' template template0");
    auto session = open(server.url("postgres", "raw"));
    CHECK(one(session.ask("select convert_from('\\xff41'::bytea, 'SQL_ASCII')")) == "\xff"
                                                                                    "A");
}

TEST_CASE("what the server remarks is kept, and does not go to stderr")
{
    PostgresServer const server;
    auto session = open(server.url());
    sandbox::Folder const folder;
    auto const path = folder.path() + "/stderr";
    int const before = ::dup(STDERR_FILENO);
    {
        auto const file = open_file(path, O_WRONLY | O_CREAT);
        ::dup2(file.get(), STDERR_FILENO);
    }
    auto const rows = session.change("select pg_terminate_backend(99999999)");
    ::dup2(before, STDERR_FILENO);
    ::close(before);
    CHECK_FALSE(rows[0].flag("pg_terminate_backend"));
    REQUIRE(rows.notices.size() == 1);
    CHECK(contains(rows.notices[0], "PID 99999999 is not a PostgreSQL"));
    CHECK(read_file(path).empty());
}

TEST_CASE("nothing comes in from the environment")
{
    PostgresServer const server;
    for (auto const *variable : {"PGHOST=/nowhere", "PGHOSTADDR=192.0.2.1", "PGPORT=1", "PGDATABASE=nothing",
                                 "PGUSER=nobody", "PGPASSWORD=fake", "PGOPTIONS=-c work_mem=64kB", "PGSERVICE=none",
                                 "PGTZ=Asia/Tokyo", "PGSSLMODE=verify-full", "PGAPPNAME=other", "PGREQUIREPEER=nobody",
                                 "PGCLIENTENCODING=LATIN1", "PGTARGETSESSIONATTRS=standby", "PGCHANNELBINDING=require"})
        ::putenv(const_cast<char *>(variable));
    // The module forgets some when it is loaded, which it is in this process only once: a program of its own.
    auto session = open(server.url());
    CHECK(one(session.ask("select current_setting('application_name')")) == "omactl");
    CHECK(one(session.ask("select current_setting('client_encoding')")) == "UTF8");
    CHECK(one(session.ask("select current_setting('work_mem')")) == "4MB");
    for (auto const *name :
         {"PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "PGOPTIONS", "PGSERVICE", "PGTZ",
          "PGSSLMODE", "PGAPPNAME", "PGREQUIREPEER", "PGCLIENTENCODING", "PGTARGETSESSIONATTRS", "PGCHANNELBINDING"})
        ::unsetenv(name);
}

TEST_CASE("each statement is told as it is sent, and the password never")
{
    PostgresServer const server{{.passwords = true}};
    std::vector<std::string> lines;
    postgres::Settings settings;
    settings.trace = [&](std::string_view line) { lines.emplace_back(line); };
    auto session = open(server.url("app"), settings);
    session.ask("select $1::text,\n       $2::text", {"a\x1b", std::nullopt});
    REQUIRE(lines.size() == 2);
    CHECK(contains(lines[0], "set_config('lock_timeout', $1, false)"));
    CHECK(contains(lines[0], "$1 = '100'"));
    CHECK(lines[1] == "select $1::text, $2::text -- $1 = 'a\\x1b', $2 = NULL");
    for (auto const &line : lines) CHECK_FALSE(contains(line, "fake-app"));
}

TEST_CASE("behind pgbouncer nothing is left in sessions that others use")
{
    PostgresServer const server;
    PgBouncer const bouncer{server, {"default_pool_size=1"}};
    postgres::Settings settings;
    settings.reads_only = "this is a dry run";
    auto session = open(bouncer.url(), settings);
    session.connect();
    CHECK(session.pooled());
    CHECK(one(session.ask("show lock_timeout")) == "100ms");
    CHECK(one(session.ask("show transaction_read_only")) == "on");
    CHECK(thrown<postgres::Refused>([&] { session.ask("select nothing"); }).sqlstate() == "42703");
    CHECK(one(session.ask("select 1")) == "1");
    CHECK(thrown([&] { session.set("work_mem", "1MB"); }).fault() == Fault::declined);
    session.set_reads_only("");
    // The next user of the same server session:
    CHECK(one(session.change("show lock_timeout")) == "0");
    CHECK(one(session.change("show default_transaction_read_only")) == "off");
    session.change("create table through (n int)");
    CHECK(one(session.ask("select count(*) from through")) == "0");
}
