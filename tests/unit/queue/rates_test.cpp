#include "lib/queue/rates.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <deque>
#include <random>

using namespace omactl;
using namespace omactl::queue;

namespace {

Tail tail(std::int64_t length, std::vector<std::uint64_t> const &newest)
{
    Tail tail{length, {}};
    for (auto const n : newest) tail.newest.push_back({n, n});
    return tail;
}

Tail look_at(std::deque<std::uint64_t> const &queue)
{
    auto const shown = std::min<std::size_t>(queue.size(), 1'000);
    return tail(std::ssize(queue), {queue.end() - static_cast<std::ptrdiff_t>(shown), queue.end()});
}

}  // namespace

TEST_CASE("arrivals of jobs that all differ")
{
    CHECK(arrivals(tail(3, {1, 2, 3}), tail(3, {1, 2, 3})) == 0);
    CHECK(arrivals(tail(3, {1, 2, 3}), tail(5, {1, 2, 3, 4, 5})) == 2);
    CHECK(arrivals(tail(3, {1, 2, 3}), tail(3, {3, 4, 5})) == 2);  // two were popped
    CHECK(arrivals(tail(3, {1, 2, 3}), tail(1, {3})) == 0);
    CHECK(arrivals(tail(900, {7, 8, 9}), tail(905, {9, 10, 11})) == 2);
}

TEST_CASE("an empty queue's arrivals are what is there now")
{
    CHECK(arrivals(tail(0, {}), tail(0, {})) == 0);
    CHECK(arrivals(tail(0, {}), tail(3, {1, 2, 3})) == 3);
    CHECK(arrivals(tail(0, {}), look_at(std::deque<std::uint64_t>(1'001, 7))) == std::nullopt);
}

TEST_CASE("nothing of the first look is left: nobody can tell")
{
    CHECK(arrivals(tail(3, {1, 2, 3}), tail(3, {4, 5, 6})) == std::nullopt);
    CHECK(arrivals(tail(3, {1, 2, 3}), tail(0, {})) == std::nullopt);
}

TEST_CASE("equal jobs that allow two answers give none")
{
    CHECK(arrivals(tail(3, {7, 7, 7}), tail(4, {7, 7, 7, 7})) == std::nullopt);
    CHECK(arrivals(tail(2, {1, 2}), tail(4, {1, 2, 1, 2})) == std::nullopt);
    CHECK(arrivals(tail(3, {1, 7, 7}), tail(3, {7, 7, 7})) == std::nullopt);
}

TEST_CASE("equal jobs that allow one answer only give it")
{
    CHECK(arrivals(tail(4, {1, 2, 1, 2}), tail(5, {1, 2, 1, 2, 3})) == std::nullopt);  // or three of five arrived
    CHECK(arrivals(tail(4, {1, 1, 2, 3}), tail(6, {1, 1, 2, 3, 1, 1})) == 2);
    CHECK(arrivals(tail(3, {1, 1, 2}), tail(4, {1, 1, 2, 1})) == 1);
    CHECK(arrivals(tail(3, {1, 2, 3}), tail(5, {1, 2, 3, 9, 3})) == 2);
}

TEST_CASE("an answer is never wrong, whatever arrives and is popped")
{
    int told = 0, unique = 0;
    for (unsigned seed = 1; seed <= 2'000; ++seed) {
        std::mt19937 random{seed};
        auto const kinds = seed % 2 == 0 ? 1'000'000U : 2 + random() % 5;
        std::deque<std::uint64_t> queue;
        auto const push = [&](unsigned n) {
            for (; n > 0; --n) queue.push_back(random() % kinds);
        };
        push(random() % 40);
        auto const before = look_at(queue);
        auto const arrived = static_cast<std::int64_t>(random() % 20);
        push(static_cast<unsigned>(arrived));
        auto const popped = random() % (queue.size() + 1);
        queue.erase(queue.begin(), queue.begin() + static_cast<std::ptrdiff_t>(popped));
        auto const answer = arrivals(before, look_at(queue));
        bool const left = std::ssize(queue) > arrived;  // something of the first look is still there
        INFO("seed " << seed);
        if (kinds == 1'000'000 && left) {
            REQUIRE(answer == arrived);
            ++unique;
        }
        if (answer && left) {
            REQUIRE(*answer == arrived);
            ++told;
        }
    }
    CHECK(unique > 300);
    CHECK(told > unique);
}

TEST_CASE("the questions are for the newest end")
{
    auto const resque = tail_questions("q", true, 1'000);
    REQUIRE(resque.size() == 2);
    CHECK(resque[0].shown() == "LLEN q");
    CHECK(resque[1].shown() == "LRANGE q -1000 -1");
    CHECK(tail_questions("q", false, 50)[1].shown() == "LRANGE q 0 49");
}
