#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/sandbox/postgres_server.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <string>

using namespace omactl;
using sandbox::PgBouncer;
using sandbox::PostgresServer;

namespace {

std::string ask(std::string const &url, std::string const &sql)
{
    auto const ended = process::run({.argv = {"psql", "-X", "-A", "-t", "-q", "-c", sql, url}}, Millis{20'000});
    INFO(ended.err);
    REQUIRE(ended.status == 0);
    return std::string{trim(ended.out)};
}

template <class Holds> void eventually(Holds const &holds)
{
    SystemClock clock;
    auto const end = clock.ticks() + Millis{20'000};
    while (!holds() && clock.ticks() < end) clock.sleep(Millis{10});
    CHECK(holds());
}

bool runs(pid_t pid)
{
    auto const stat = read_if_there("/proc/" + std::to_string(pid) + "/stat");
    return stat && stat->find(") Z") == std::string::npos;
}

}  // namespace

TEST_CASE("a PostgreSQL answers as soon as it is made, and leaves nothing")
{
    pid_t pid = -1;
    std::string folder, backend;
    {
        PostgresServer server;
        pid = server.pid();
        folder = server.folder();
        CHECK(ask(server.url(), "select current_user, current_database()") == "postgres|shop");
        CHECK(ask(server.url("app"), "select current_user, pg_has_role('pg_monitor', 'member')") == "app|f");
        CHECK(ask(server.url("oncall", "postgres"), "select pg_has_role('pg_signal_backend', 'member')") == "t");
        CHECK(read_file("/proc/" + std::to_string(pid) + "/status").find("\nUid:\t0\t") == std::string::npos);
    }
    CHECK_FALSE(runs(pid));
    CHECK_FALSE(is_there(folder));
}

TEST_CASE("settings reach it, and a restart keeps folder, port and data")
{
    PostgresServer server{{.tcp = true, .log_statements = true, .settings = {"max_connections=17"}}};
    CHECK(server.port() > 1'024);
    CHECK(server.port() < 32'768);
    CHECK(ask(server.tcp_url(), "show max_connections") == "17");
    CHECK(server.log().find("psql[") != std::string::npos);
    CHECK(server.log().find("show max_connections") != std::string::npos);
    ask(server.url(), "create table kept as select 1");
    auto const port = server.port();
    server.restart({"max_connections=18"});
    CHECK(server.port() == port);
    CHECK(ask(server.tcp_url(), "show max_connections") == "18");
    server.crash();
    CHECK(server.pid() == -1);
    server.start();
    CHECK(ask(server.url(), "select count(*) from kept") == "1");
}

TEST_CASE("passwords and TLS are asked for when told so")
{
    PostgresServer server{{.tls_only = true, .passwords = true}};
    auto const tls = "?sslmode=verify-full&sslrootcert=" + server.certificate();
    CHECK(ask(server.tcp_url("app"), "select 1") == "1");
    CHECK(ask(server.tcp_url() + tls, "select ssl from pg_stat_ssl where pid = pg_backend_pid()") == "t");
    auto const refused = process::run(
        {.argv = {"psql", "-X", "-w", "-c", "select 1",
                  "postgresql://app@/shop?host=" + server.folder() + "&port=" + std::to_string(server.port())}},
        Millis{20'000});
    CHECK(refused.status == 2);
    CHECK(refused.err.find("no password supplied") != std::string::npos);
}

TEST_CASE("servers are one and the same system unless one wants an identity of its own")
{
    auto const identity = "select system_identifier from pg_control_system()";
    PostgresServer one, two, own{{.own_identity = true}};
    CHECK(ask(one.url(), identity) == ask(two.url(), identity));
    CHECK(ask(own.url(), identity) != ask(one.url(), identity));
    CHECK(ask(own.url("oncall"), "select current_user") == "oncall");
}

TEST_CASE("a standby follows its primary, and a walsender shows")
{
    PostgresServer primary;
    auto const standby = PostgresServer::standby_of(primary);
    ask(primary.url(), "create table followed as select 42 as n");
    eventually([&] { return ask(standby.url(), "select to_regclass('followed') is not null") == "t"; });
    CHECK(ask(standby.url(), "select n, pg_is_in_recovery() from followed") == "42|t");
    auto receiver = primary.start_walsender();
    eventually([&] {
        return ask(primary.url(), "select count(*) from pg_stat_activity where backend_type = 'walsender' and "
                                  "application_name = 'pg_receivewal'") == "1";
    });
    CHECK(receiver.running());
}

TEST_CASE("a pgbouncer stands in front of it")
{
    PostgresServer server;
    std::string folder;
    {
        PgBouncer const bouncer{server};
        folder = bouncer.folder();
        CHECK(ask(bouncer.url("app"), "select current_user") == "app");
        CHECK(ask(bouncer.url("postgres", "pgbouncer"), "show version").find("PgBouncer") == 0);
        CHECK(runs(bouncer.pid()));
    }
    CHECK_FALSE(is_there(folder));
}

TEST_CASE("a PostgreSQL that does not start shows its log")
{
    try {
        PostgresServer server{{.settings = {"max_connections=plenty"}}};
        FAIL("it started");
    } catch (Error const &error) {
        CHECK(error.fault() == Fault::failed);
        CHECK(error.message().find("invalid value for parameter \"max_connections\"") != std::string::npos);
    }
}

TEST_CASE("a frozen PostgreSQL with a busy session is gone with its owner all the same")
{
    PostgresServer server;
    process::Child sleeper{{.argv = {"psql", "-X", "-c", "select pg_sleep(60)", server.url()}}};
    eventually([&] {
        return ask(server.url(), "select count(*) from pg_stat_activity where query like '%pg_sleep(60)' and "
                                 "pid <> pg_backend_pid()") == "1";
    });
    ::kill(server.pid(), SIGSTOP);
    auto const pid = server.pid();
    server.stop();
    CHECK_FALSE(runs(pid));
}

TEST_CASE("a PostgreSQL does not outlive the program that made it, however that ends")
{
    std::array<int, 2> ends;
    REQUIRE(::pipe(ends.data()) == 0);
    auto const program = ::fork();
    REQUIRE(program >= 0);
    if (program == 0) {
        PostgresServer server;
        auto const pid = server.pid();
        if (::write(ends[1], &pid, sizeof pid) == sizeof pid) ::pause();
        ::_exit(1);
    }
    pid_t pid = -1;
    REQUIRE(::read(ends[0], &pid, sizeof pid) == sizeof pid);
    auto const data = std::filesystem::read_symlink("/proc/" + std::to_string(pid) + "/cwd");
    auto const children = read_file("/proc/" + std::to_string(pid) + "/task/" + std::to_string(pid) + "/children");
    REQUIRE_FALSE(trim(children).empty());
    ::kill(program, SIGKILL);
    ::waitpid(program, nullptr, 0);
    eventually([&] { return !runs(pid); });
    for (auto const child : split(trim(children), ' ')) CHECK_FALSE(runs(std::stoi(std::string{child})));
    std::filesystem::remove_all(data.parent_path());
}
