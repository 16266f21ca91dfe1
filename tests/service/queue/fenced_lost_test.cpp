#include "lib/redis/fenced.hpp"
#include "tests/faults/proxy.hpp"

#include <csignal>

#include "stand.hpp"

// Steps whose answers are lost on the way: done once, whatever breaks.

using namespace omactl;
using namespace omactl::tests;
using faults::Cut;
using redis::Fenced;
using redis::Lost;
using redis::Script;

namespace {

Script const k_add{"lost-add", "return redis.call('RPUSH', K[1], A[1])"};

std::string add(Fenced &guard, std::string const &job)
{
    return guard.run(k_add, {"data"}, {job});
}

/// Stops a server in its tracks, and lets it go on.
struct Frozen {
    pid_t pid;
    explicit Frozen(pid_t frozen) : pid(frozen) { ::kill(pid, SIGSTOP); }
    ~Frozen() { ::kill(pid, SIGCONT); }
};

}  // namespace

TEST_CASE("an answer lost after the step was done: it is asked after, and not repeated")
{
    Stand stand;
    faults::Proxy proxy{stand.server.socket()};
    auto redis = open(proxy.url());
    auto guard = stand.guard_over(redis);
    guard->take(Millis{0});
    for (int n = 1; n <= 5; ++n) {
        proxy.cut({.pattern = "EVALSHA", .deliver = true});
        CHECK(add(*guard, "job " + std::to_string(n)) == std::to_string(n));
        CHECK(proxy.cuts() == n);
    }
    CHECK(stand.jobs("data").size() == 5);
    CHECK(stand.record().seq == 5);
    CHECK(guard->writes() == 5);
}

TEST_CASE("a step that never arrived is sent again, once")
{
    Stand stand;
    faults::Proxy proxy{stand.server.socket()};
    auto redis = open(proxy.url());
    auto guard = stand.guard_over(redis);
    guard->take(Millis{0});
    for (int n = 1; n <= 5; ++n) {
        proxy.cut({.pattern = "EVALSHA", .deliver = false});
        CHECK(add(*guard, "job " + std::to_string(n)) == std::to_string(n));
        CHECK(proxy.cuts() == n);
    }
    CHECK(stand.jobs("data").size() == 5);
    CHECK(stand.record().seq == 5);
}

TEST_CASE("an answer cut at any byte")
{
    Stand stand;
    faults::Proxy proxy{stand.server.socket()};
    auto redis = open(proxy.url());
    auto guard = stand.guard_over(redis);
    guard->take(Millis{0});
    add(*guard, "x");
    for (int n = 2; n <= 5; ++n) {  // the answer is ":N" or "$1\r\nN\r\n"
        redis.disconnect();
        redis.connect();  // a fresh count of bytes: greeting first
        proxy.cut({.from = Cut::From::server, .after_bytes = static_cast<std::size_t>(n), .only_once = true});
        add(*guard, "x");
    }
    CHECK(stand.jobs("data").size() == 5);
    CHECK(stand.record().seq == 5);
}

TEST_CASE("started and finished apart, the line breaks between")
{
    Stand stand;
    faults::Proxy proxy{stand.server.socket()};
    auto redis = open(proxy.url());
    auto guard = stand.guard_over(redis);
    guard->take(Millis{0});
    add(*guard, "x");
    proxy.cut({.pattern = "EVALSHA", .deliver = true});
    guard->start(k_add, {"data"}, {"y"});
    eventually([&] { return proxy.cuts() == 1; });
    CHECK(guard->finish() == "2");
    CHECK(stand.jobs("data") == Strings{"x", "y"});
}

TEST_CASE("a line that breaks at this step every time is given up, with nothing done")
{
    Stand stand;
    faults::Proxy proxy{stand.server.socket()};
    auto redis = open(proxy.url());
    auto guard = stand.guard_over(redis);
    guard->take(Millis{0});
    proxy.cut({.pattern = "EVALSHA", .deliver = false, .only_once = false});
    auto const error = thrown<Lost>([&] { add(*guard, "x"); });
    CHECK(error.fault() == Fault::unreachable);
    CHECK(proxy.cuts() < 20);
    CHECK_FALSE(stand.there("data"));
    CHECK(guard->writes() == 0);
}

TEST_CASE("a server that stays silent: unknown, and the record tells later")
{
    Stand stand;
    auto redis = open(stand.server.url());
    auto guard = stand.guard_over(redis);
    guard->take(Millis{0});
    add(*guard, "one");
    {
        Frozen const frozen{stand.server.pid()};
        redis.set_deadline(real_clock().ticks());  // what is sent is sent, and no answer is waited for
        auto const error = thrown<Lost>([&] { add(*guard, "two"); });
        CHECK(error.fault() == Fault::unknown);
        CHECK(guard->writes() == 2);  // it may have been done
    }
    eventually([&] { return stand.jobs("data").size() == 2; });         // it was, when the server woke
    stand.redis.call({"DEL", stand.layout.side(stand.list, "lease")});  // it ran out
    auto heir = stand.guard();
    heir->adopt(Millis{0});
    CHECK(add(*heir, "three") == "3");
    CHECK(stand.jobs("data") == Strings{"one", "two", "three"});
}

TEST_CASE("a server that is gone before a step: unreachable, nothing was sent")
{
    Stand stand;
    auto guard = stand.leased();
    add(*guard, "one");
    stand.server.stop();
    auto const error = thrown<Lost>([&] { add(*guard, "two"); });
    CHECK(error.fault() == Fault::unreachable);
    CHECK(guard->writes() == 1);
    CHECK(stand.clock.slept > 0);
}

TEST_CASE("a server that forgot its scripts gets them again")
{
    Stand stand;
    auto guard = stand.leased();
    add(*guard, "one");
    stand.redis.call({"SCRIPT", "FLUSH"});
    CHECK(add(*guard, "two") == "2");
    stand.redis.call({"SCRIPT", "FLUSH"});
    guard->start(k_add, {"data"}, {"three"});
    CHECK(guard->finish() == "3");
    CHECK(stand.jobs("data") == Strings{"one", "two", "three"});
}

TEST_CASE("a server that forgot everything: the old owner is fenced off")
{
    Stand stand;
    auto guard = stand.leased();
    add(*guard, "one");
    stand.start_over();
    CHECK(thrown([&] { add(*guard, "two"); }).fault() == Fault::conflict);
    CHECK_FALSE(stand.there("data"));
}
