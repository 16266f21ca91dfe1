#include <vector>

#include "session.hpp"

using namespace omactl;
using namespace omactl::tests;
using postgres::Lost;
using postgres::Refused;
using sandbox::PostgresServer;

namespace {

Refused refused(std::string const &url)
{
    return thrown<Refused>([&] { open(url).connect(); });
}

std::string with(std::string url, std::string_view from, std::string_view to)
{
    auto const at = url.find(from);
    REQUIRE(at != std::string::npos);
    return url.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a refused login says why, and what to do")
{
    PostgresServer const server{{.tls = true, .passwords = true}};
    auto const place = "127.0.0.1:" + std::to_string(server.port());

    auto const password = refused(with(server.tcp_url("app"), "fake-app", "fake-secret"));
    CHECK(password.sqlstate() == "28P01");
    CHECK(password.fault() == Fault::denied);
    CHECK(password.message() == "postgres " + place + "/shop: password authentication failed for user \"app\"");
    CHECK(contains(password.hint(), "psql -h 127.0.0.1 -p " + std::to_string(server.port()) + " -U app shop"));

    auto const database = refused(server.tcp_url("app", "shpo"));
    CHECK(database.sqlstate() == "3D000");
    CHECK(database.fault() == Fault::not_found);
    CHECK(contains(database.hint(), " -l"));

    auto const none = thrown([&] { open("postgresql://app@" + place + "/shop").connect(); });
    CHECK(none.fault() == Fault::denied);
    CHECK(contains(none.message(), "no password supplied"));
}

TEST_CASE("TLS that one side wants and the other does not")
{
    PostgresServer const plain{{.tcp = true}}, only{{.tls_only = true}};
    auto const missing = thrown<Lost>([&] { open(plain.tcp_url() + "?sslmode=require").connect(); });
    CHECK(missing.fault() == Fault::unreachable);
    CHECK(contains(missing.message(), "does not support SSL"));
    CHECK(contains(missing.hint(), "sslmode=disable"));

    auto const wanted = refused(only.tcp_url() + "?sslmode=disable");
    CHECK(wanted.sqlstate() == "28000");
    CHECK(wanted.fault() == Fault::denied);
    CHECK(contains(wanted.hint(), "sslmode=require"));

    auto const stranger =
        thrown([&] { open(only.tcp_url() + "?sslmode=verify-ca&sslrootcert=" + plain.folder()).connect(); });
    CHECK(stranger.fault() != Fault::unreachable);
    auto const named = thrown([&] {
        open(with(only.tcp_url(), "127.0.0.1", "127.0.0.2") + "?sslmode=verify-full&sslrootcert=" + only.certificate())
            .connect();
    });
    CHECK(named.fault() != Fault::ok);
    auto const nowhere = thrown([&] { open(only.tcp_url() + "?sslmode=verify-full&sslrootcert=/nowhere").connect(); });
    CHECK(nowhere.fault() == Fault::usage);
    CHECK(contains(nowhere.message(), "/nowhere"));
}

TEST_CASE("no slot is left")
{
    PostgresServer const server{{.settings = {"max_connections=4", "superuser_reserved_connections=1"}}};
    std::vector<std::unique_ptr<postgres::Connection>> taken;
    for (int i = 0; i < 3; ++i) {
        taken.push_back(std::make_unique<postgres::Connection>(postgres::Address::parse(server.url("app")),
                                                               postgres::Settings{}, k_clock));
        taken.back()->connect();
    }
    auto const full = refused(server.url("app"));
    CHECK(full.sqlstate() == "53300");
    CHECK(full.fault() == Fault::unreachable);
    CHECK(contains(full.message(), "superuser"));
    // Whom it refuses takes a slot until it is gone.
    std::string answer;
    eventually([&] {
        try {
            if (answer.empty()) answer = one(open(server.url()).ask("select 1"));
        } catch (postgres::Refused const &) {
        }
        return answer == "1";
    });
}

TEST_CASE("nobody listens, or in vain")
{
    std::string url;
    {
        PostgresServer const gone{{.tcp = true}};
        url = gone.tcp_url();
        CHECK(one(open(url).ask("select 1")) == "1");
    }
    auto const refused = thrown<Lost>([&] { open(url).connect(); });
    CHECK(refused.fault() == Fault::unreachable);
    CHECK(contains(refused.message(), ": connection refused"));
    auto const no_socket = thrown<Lost>([&] { open("postgresql://app@/shop?host=/nowhere").connect(); });
    CHECK(contains(no_socket.message(), "postgres /nowhere:5432/shop: no such file or directory"));
    auto const unknown = thrown<Lost>([&] { open("postgresql://db.invalid/shop").connect(); });
    CHECK(contains(unknown.message(), "the name 'db.invalid' can't be resolved"));
}

TEST_CASE("a refused statement leaves the connection usable")
{
    PostgresServer const server;
    auto app = open(server.url("app"));
    auto const pid = one(app.ask("select pg_backend_pid()"));
    auto super = open(server.url());
    auto const target = one(super.ask("select pg_backend_pid()"));
    auto const denied = thrown<Refused>([&] { app.change("select pg_terminate_backend($1)", {target}); });
    CHECK(denied.sqlstate() == "42501");
    CHECK(denied.fault() == Fault::denied);
    CHECK(contains(denied.hint(), "grant pg_monitor, pg_signal_backend"));
    auto const wrong = thrown<Refused>([&] { app.ask("select nothing"); });
    CHECK(wrong.sqlstate() == "42703");
    CHECK(wrong.fault() == Fault::failed);
    CHECK(thrown<Refused>([&] { app.change("select 1; select 2"); }).sqlstate() == "42601");
    CHECK(one(app.ask("select pg_backend_pid()")) == pid);
    CHECK(app.writes() == 2);
}

TEST_CASE("while reads only, nothing else passes, here or there")
{
    PostgresServer const server;
    auto session = open(server.url());
    session.set_reads_only("this is a dry run");
    auto const refused = thrown([&] { session.change("create table t (n int)"); });
    CHECK(refused.fault() == Fault::declined);
    CHECK(contains(refused.message(), ": this is a dry run"));
    CHECK(thrown([&] { session.ask("create table t (n int)"); }).fault() == Fault::declined);
    CHECK(one(session.ask("show default_transaction_read_only")) == "on");
    session.set("work_mem", "1MB");
    CHECK(one(session.ask("show work_mem")) == "1MB");
    CHECK(session.writes() == 0);
    session.set_reads_only("");
    session.change("create table t (n int)");
    CHECK(one(session.ask("show default_transaction_read_only")) == "off");
    CHECK(session.writes() == 1);
}
