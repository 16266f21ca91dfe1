#include "lib/queue/bitmap.hpp"
#include "lib/queue/sorted.hpp"

#include <fmt/format.h>

#include <set>

#include "stand.hpp"

// Sidekiq's sorted sets: read in pieces, and members leave them in the step that pushes their jobs.

using namespace omactl;
using namespace omactl::tests;
using queue::Drawn;
using queue::Returned;

namespace {

struct Ward : Stand {
    Ward() : Stand(false, "") {}
    std::unique_ptr<redis::Fenced> lease = leased();
    std::string retry = layout.retry();

    void add(std::string const &score, std::string const &member) { redis.call({"ZADD", retry, score, member}); }
    /// "score member", lowest score first.
    Strings members()
    {
        auto const reply = redis.call({"ZRANGE", retry, "0", "-1", "WITHSCORES"});
        Strings all;
        for (std::size_t i = 0; i < reply.size(); i += 2)
            all.push_back(fmt::format("{} {}", reply[i + 1].text(), reply[i].text()));
        return all;
    }
    Returned take(Drawn drawn)
    {
        drawn.own = {0, std::string(64, '\0')};
        for (auto const &one : drawn.members) queue::set_bit(drawn.own.bytes, one.n);
        queue::start_take_sorted(*lease, layout, op_id(), drawn);
        return queue::finish_taking(*lease, moved);
    }
    std::int64_t moved = -1;
};

Drawn draw(std::vector<Drawn::One> members)
{
    Drawn drawn{"retry", std::move(members), {}, 0, 0};
    drawn.next = drawn.members.back().n + 1;
    return drawn;
}

Strings all_of(Stand &stand, std::string const &key, std::int64_t count)
{
    Strings all;
    queue::read_sorted(stand.redis, key, count, [&](std::string_view score, std::string_view member) {
        all.push_back(fmt::format("{} {}", score, member));
        return true;
    });
    return all;
}

}  // namespace

TEST_CASE("a sorted set is read from its lowest score on, each member once")
{
    Ward ward;
    Strings wanted;
    for (int n = 0; n < 3'000; ++n) {
        auto const member = fmt::format("m{:04}", n);
        ward.add(std::to_string(n / 700), member);
        wanted.push_back(fmt::format("{} {}", n / 700, member));
    }
    CHECK(all_of(ward, ward.retry, 10'000) == wanted);
    CHECK(all_of(ward, ward.retry, 100) == Strings(wanted.begin(), wanted.begin() + 100));
    CHECK(all_of(ward, "none", 100).empty());
}

TEST_CASE("what others take meanwhile hides nothing that stays")
{
    Ward ward;
    for (int n = 0; n < 2'000; ++n) ward.add(std::to_string(n), fmt::format("m{:04}", n));
    std::set<std::string> seen;
    queue::read_sorted(ward.redis, ward.retry, 2'000, [&](std::string_view, std::string_view member) {
        seen.emplace(member);
        if (seen.size() == 64) ward.redis.call({"ZREMRANGEBYSCORE", ward.retry, "0", "50"});
        return true;
    });
    CHECK(seen.size() == 2'000);
}

TEST_CASE("reading ends when it is told to")
{
    Ward ward;
    for (int n = 0; n < 100; ++n) ward.add(std::to_string(n), std::to_string(n));
    int seen = 0;
    CHECK(queue::read_sorted(ward.redis, ward.retry, 100, [&](auto, auto) { return ++seen < 7; }) == 7);
    CHECK(seen == 7);
}

TEST_CASE("members leave and their jobs are in their queues, newest last")
{
    Ward ward;
    ward.push(ward.list, {"old"});
    ward.add("1.5", "a");
    ward.add("2.5", "b");
    ward.add("3.5", "c");
    CHECK(
        ward.take(draw({{0, "1.5", "a", "A", "sites"}, {2, "3.5", "c", "C", "mail"}, {3, "2.5", "b", "B", "sites"}})) ==
        Returned::pushed);
    CHECK(ward.moved == 3);
    CHECK(ward.members().empty());
    CHECK(ward.jobs() == Strings{"old", "A", "B"});
    CHECK(ward.jobs(ward.layout.queue("mail")) == Strings{"C"});
    CHECK(ward.redis.call({"SISMEMBER", "queues", "mail"}).integer() == 1);
    CHECK(ward.bits(ward.layout.pushed(op_id()), 5) == "10110");
    CHECK(ward.field("pushed") == "3");
    CHECK(ward.field("at") == "4");
}

TEST_CASE("a member that is gone, or has another score, is somebody else's")
{
    Ward ward;
    ward.add("1.5", "a");
    ward.add("7", "b");
    CHECK(
        ward.take(draw({{0, "1.5", "a", "A", "sites"}, {1, "2.5", "b", "B", "sites"}, {2, "3", "c", "C", "sites"}})) ==
        Returned::pushed);
    CHECK(ward.moved == 1);
    CHECK(ward.members() == Strings{"7 b"});
    CHECK(ward.jobs() == Strings{"A"});
    CHECK(ward.bits(ward.layout.pushed(op_id()), 3) == "100");
}

TEST_CASE("a score that the server wrote is that score, with all its digits")
{
    Ward ward;
    ward.add("1795403527.1234567", "a");
    auto const text = ward.members().front();
    CHECK(ward.take(draw({{0, text.substr(0, text.find(' ')), "a", "A", "sites"}})) == Returned::pushed);
    CHECK(ward.moved == 1);
}

TEST_CASE("longer than allowed, or to what is no list: nothing moves")
{
    Ward ward;
    ward.push(ward.list, {"old"});
    ward.add("1", "a");
    ward.add("2", "b");
    auto drawn = draw({{0, "1", "a", "A", "sites"}, {1, "2", "b", "B", "sites"}});
    drawn.max_length = 2;
    CHECK(ward.take(drawn) == Returned::too_long);
    drawn.members[1].queue = "bad";
    ward.redis.call({"SET", "queue:bad", "x"});
    CHECK(thrown<Error>([&] { ward.take(drawn); }).fault() == Fault::failed);
    CHECK(ward.members() == Strings{"1 a", "2 b"});
    CHECK(ward.jobs() == Strings{"old"});
    CHECK_FALSE(ward.there(ward.layout.pushed(op_id())));
}

TEST_CASE("a full Redis lets members go back to work")
{
    Ward ward;
    ward.add("1", "a");
    ward.make_full();
    CHECK(ward.take(draw({{0, "1", "a", "A", "sites"}})) == Returned::pushed);
    CHECK(ward.jobs() == Strings{"A"});
}

TEST_CASE("what is taken back goes into its set again, with its score")
{
    Ward ward;
    ward.add("1.25", "a");
    ward.add("2.5", "b");
    REQUIRE(ward.take(draw({{0, "1.25", "a", "A", "sites"}, {1, "2.5", "b", "B", "sites"}})) == Returned::pushed);
    ward.lease->release();
    auto undo = ward.guard('B');
    undo->take(Millis{0});
    REQUIRE(queue::stage(*undo, ward.layout, ward.list) == 2);
    queue::Untake chunk{ward.list, "10", op_id(), "", {0}, {}, ward.retry, {{"1.25", "a"}}};
    queue::untake(*undo, ward.layout, chunk);
    CHECK(ward.members() == Strings{"1.25 a"});
    CHECK(ward.jobs(ward.layout.kept(ward.list)) == Strings{"B"});
    CHECK(ward.bits(ward.layout.pushed(op_id()), 2) == "01");
}
