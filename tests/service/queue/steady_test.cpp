#include "lib/queue/steady.hpp"

#include "stand.hpp"

using namespace omactl;
using namespace omactl::tests;

namespace {

/// Reads the list; after so many elements `meanwhile` happens, once for each of them.
Strings read(Stand &stand, std::map<std::size_t, std::function<void()>> const &meanwhile = {})
{
    Strings seen;
    auto reader = open(stand.server.url());
    auto const length = stand.length(stand.list);
    queue::read_list_steadily(reader, stand.list, stand.layout.oldest_left(), length, [&](std::string_view job) {
        seen.emplace_back(job);
        if (auto const now = meanwhile.find(seen.size()); now != meanwhile.end()) now->second();
        return true;
    });
    return seen;
}

void take(Stand &stand, int jobs)
{
    for (int n = 0; n < jobs; ++n) stand.pop(stand.list);
}

}  // namespace

TEST_CASE("a list at rest is read whole, whatever its size")
{
    for (bool const left : {true, false})
        for (int const size : {0, 1, 15, 16, 17, 64, 65, 1'000, 5'000}) {
            Stand stand{left};
            auto const all = numbered(size);
            stand.push(stand.list, all);
            CHECK(read(stand) == all);
        }
}

TEST_CASE("what workers take meanwhile shifts nothing")
{
    for (bool const left : {true, false})
        for (int const taken : {1, 16, 63, 64, 65, 900}) {
            Stand stand{left};
            auto const all = numbered(3'000);
            stand.push(stand.list, all);
            INFO(taken << " taken, " << (left ? "oldest left" : "oldest right"));
            CHECK(read(stand, {{1'064, [&] { take(stand, taken); }}}) == all);
        }
}

TEST_CASE("workers that overtake the reader take what it can't have")
{
    Stand stand;
    auto const all = numbered(3'000);
    stand.push(stand.list, all);
    auto const seen = read(stand, {{64, [&] { take(stand, 2'000); }}});
    Strings expected{all.begin(), all.begin() + 64};
    expected.insert(expected.end(), all.begin() + 2'000, all.end());
    CHECK(seen == expected);
}

TEST_CASE("what arrives meanwhile is not given")
{
    for (bool const left : {true, false}) {
        Stand stand{left};
        auto const all = numbered(2'500);
        stand.push(stand.list, all);
        CHECK(read(stand, {{64, [&] { stand.push(stand.list, numbered(100, "new ")); }},
                           {1'064, [&] { take(stand, 30); }}}) == all);
    }
}

TEST_CASE("jobs that are all alike are counted right")
{
    Stand stand;
    stand.push(stand.list, Strings(2'000, "same"));
    CHECK(read(stand).size() == 2'000);
    auto const seen = read(stand, {{64, [&] { take(stand, 10); }}}).size();
    CHECK(seen >= 1'990);
    CHECK(seen <= 2'000);
}

TEST_CASE("what others remove from the middle is missed by nobody")
{
    Stand stand;
    auto const all = numbered(2'000);
    stand.push(stand.list, all);
    auto const seen = read(stand, {{64, [&] {
                                        stand.redis.call({"LREM", stand.list, "1", "job 63"});
                                        stand.redis.call({"LREM", stand.list, "1", "job 50"});
                                        stand.redis.call({"LREM", stand.list, "1", "job 1500"});
                                    }}});
    Strings expected = all;
    expected.erase(expected.begin() + 1'500);
    CHECK(seen == expected);
}

TEST_CASE("a reader that has enough is left alone")
{
    Stand stand;
    stand.push(stand.list, numbered(500));
    int seen = 0;
    CHECK(queue::read_list_steadily(stand.redis, stand.list, true, 500,
                                    [&](std::string_view) { return ++seen < 100; }) == 100);
    CHECK(stand.length(stand.list) == 500);
}
