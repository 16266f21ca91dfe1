#include <csignal>
#include <thread>

#include "session.hpp"

using namespace omactl;
using namespace omactl::tests;
using postgres::Lost;
using postgres::Refused;
using sandbox::PostgresServer;

namespace {

auto const k_sleepers =
    "select count(*) from pg_stat_activity where query like '%pg_sleep(60)%' and pid <> pg_backend_pid()";

/// Stops the server once a session sleeps in it.
std::thread stopper(PostgresServer &server)
{
    return std::thread{[&server] {
        {
            auto watch = open(server.url());
            eventually([&] { return one(watch.ask(k_sleepers)) == "1"; });
        }
        server.stop();
    }};
}

}  // namespace

TEST_CASE("a server that stops midway leaves a question unanswered and a change unknown")
{
    PostgresServer server;
    auto session = open(server.url());
    session.connect();
    auto stops = stopper(server);
    auto const question = thrown<Lost>([&] { session.ask("select pg_sleep(60)"); });
    stops.join();
    CHECK(question.fault() == Fault::unreachable);
    CHECK_FALSE(session.connected());

    server.start();
    auto other = open(server.url());
    other.connect();
    auto stops_again = stopper(server);
    auto const change = thrown<Lost>([&] { other.change("select pg_sleep(60)"); });
    stops_again.join();
    CHECK(change.fault() == Fault::unknown);
    CHECK(contains(change.message(), "the statement was sent, outcome unknown"));
    CHECK(contains(change.message(), "terminating connection due to administrator command"));
}

TEST_CASE("a crash is the same")
{
    PostgresServer server;
    auto session = open(server.url());
    session.connect();
    std::thread crashes{[&] {
        auto watch = open(server.url());
        eventually([&] { return one(watch.ask(k_sleepers)) == "1"; });
        server.crash();
    }};
    CHECK(thrown<Lost>([&] { session.change("select pg_sleep(60)"); }).fault() == Fault::unknown);
    crashes.join();
}

TEST_CASE("a connection that was ended while idle is not opened anew by itself")
{
    PostgresServer server;
    auto session = open(server.url());
    auto other = open(server.url());
    session.connect();
    other.change("select pg_terminate_backend($1, 5000)", {std::to_string(session.backend_pid())});
    auto const lost = thrown<Lost>([&] { session.change("create table never (n int)"); });
    CHECK(lost.fault() == Fault::unreachable);  // noticed before it was sent
    CHECK(contains(lost.message(), "terminating connection due to administrator command"));
    CHECK(session.writes() == 0);
    CHECK(thrown<Lost>([&] { session.ask("select 1"); }).fault() == Fault::unreachable);
    session.connect();
    CHECK(one(session.ask("select to_regclass('never') is null")) == "t");
}

TEST_CASE("each wait has an end")
{
    PostgresServer const server;
    postgres::Settings quick;
    quick.call_limit = Millis{300};
    auto session = open(server.url(), quick);
    auto const by_server = thrown<Refused>([&] { session.ask("select pg_sleep(60)"); });
    CHECK(by_server.sqlstate() == "57014");
    CHECK(by_server.fault() == Fault::unreachable);
    auto const change = thrown<Refused>([&] { session.change("select pg_sleep(60)"); });
    CHECK(change.fault() == Fault::failed);  // the server itself says that it was ended

    auto hurried = open(server.url());
    hurried.connect();
    hurried.set_deadline(k_clock.ticks() + Millis{200});
    auto const by_us = thrown<Lost>([&] { hurried.ask("select pg_sleep(60)"); });
    CHECK(by_us.fault() == Fault::unreachable);
    CHECK(contains(by_us.message(), "all that --timeout left"));
    auto doubtful = open(server.url());
    doubtful.connect();
    doubtful.set_deadline(k_clock.ticks() + Millis{200});
    CHECK(thrown<Lost>([&] { doubtful.change("select pg_sleep(60)"); }).fault() == Fault::unknown);
}

TEST_CASE("a frozen server is given up within the limit")
{
    PostgresServer const server;
    ::kill(server.pid(), SIGSTOP);
    postgres::Settings quick;
    quick.connect_limit = Millis{300};
    auto const start = k_clock.ticks();
    auto const lost = thrown<Lost>([&] { open(server.url(), quick).connect(); });
    CHECK(lost.fault() == Fault::unreachable);
    CHECK(contains(lost.message(), "no login within 0.3 s"));
    CHECK(k_clock.ticks() - start < Millis{5'000});
    ::kill(server.pid(), SIGCONT);
}

TEST_CASE("it stands in nobody's way")
{
    PostgresServer const server;
    auto holder = open(server.url());
    holder.change("create table busy (n int)");
    holder.change("begin");
    holder.change("lock table busy in access exclusive mode");
    auto session = open(server.url());
    auto const locked = thrown<Refused>([&] { session.ask("select * from busy"); });
    CHECK(locked.sqlstate() == "55P03");
    CHECK(locked.fault() == Fault::failed);
    holder.change("rollback");
    CHECK(session.ask("select * from busy").empty());
}
