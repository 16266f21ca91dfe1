#include "tests/demo/incident.hpp"

#include "tests/demo/failures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace omactl::demo {

namespace {

using Words = std::vector<std::string>;

constexpr int k_sites = 1'204, k_hosts = 2'400, k_workers = 48;

/// The same on every machine (the distributions of the standard library are not).
class Dice {
public:
    int below(int n) { return static_cast<int>(m_engine() % static_cast<unsigned>(n)); }
    /// Small numbers come more often, as some sites are refreshed more than others.
    int skewed(int n) { return std::min({below(n), below(n), below(n)}); }

private:
    std::mt19937 m_engine{20261123};
};

std::string host(int n)
{
    static char const *const words[] = {"garden",  "bakery", "harbour", "lantern",
                                        "orchard", "quarry", "meadow",  "mill"};
    static char const *const ends[] = {"com", "net", "org", "de", "co.uk", "fr"};
    return fmt::format("{}-{}.example.{}", words[n % 8], n, ends[n % 6]);
}

Words refreshes(std::int64_t count, Dice &dice)
{
    Words all;
    for (std::int64_t i = 0; i < count; ++i) {
        auto const site = i < k_sites ? i : dice.skewed(k_sites);
        all.push_back(fmt::format(R"({{"class":"RefreshSite","args":[{}]}})", 1'000 + site));
    }
    return all;
}

Words alexa_loads(std::int64_t count, Dice &dice)
{
    Words all;
    for (std::int64_t i = 0; i < count; ++i)
        all.push_back(
            fmt::format(R"({{"class":"Alexa::Load","args":["{}",{{"days":1}}]}})", host(dice.below(k_hosts))));
    return all;
}

Words digests(std::int64_t count)
{
    Words all;
    for (std::int64_t i = 0; i < count; ++i)
        all.push_back(fmt::format(R"({{"class":"Mail::Digest","args":[{},"weekly"]}})", 70'000 + i));
    return all;
}

/// What a producer leaves that was killed while writing, or that speaks another format.
Words malformed(std::int64_t count)
{
    using namespace std::string_literals;
    Words const kinds = {R"({"class":"RefreshSite","args":[18)",
                         "",
                         "RefreshSite 1842",
                         "{\"class\":\"Mail::Digest\",\"args\":[\"caf\xe9\"]",
                         R"({"args":[1842]})",
                         "\x04\b{\a:\vclass\0I"s};
    Words all;
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) all.push_back(kinds[i % kinds.size()]);
    return all;
}

/// As they came in: mixed, most of one kind.
Words sites_queue(Sizes const &sizes)
{
    Dice dice;
    Words all = refreshes(sizes.refreshes, dice);
    for (auto &&part : {alexa_loads(sizes.alexa, dice), digests(sizes.digests), malformed(sizes.malformed)})
        std::move(part.begin(), part.end(), std::back_inserter(all));
    for (auto i = static_cast<int>(all.size()); i > 1; --i)
        std::swap(all[static_cast<std::size_t>(i - 1)], all[static_cast<std::size_t>(dice.below(i))]);
    return all;
}

void push(redis::Connection &redis, std::string const &queue, Words const &jobs)
{
    constexpr std::size_t at_once = 1'000;
    redis.call({"SADD", "resque:queues", queue});
    for (std::size_t from = 0; from < jobs.size(); from += at_once) {
        Words words = {"RPUSH", "resque:queue:" + queue};
        auto const begin = jobs.begin() + static_cast<std::ptrdiff_t>(from);
        words.insert(words.end(), begin, begin + static_cast<std::ptrdiff_t>(std::min(at_once, jobs.size() - from)));
        redis.call(redis::Command{words});
    }
}

void other_queues(redis::Connection &redis)
{
    Words mails, imports;
    for (int i = 0; i < 34; ++i) mails.push_back(fmt::format(R"({{"class":"Mail::Welcome","args":[{}]}})", 91'200 + i));
    for (int i = 0; i < 7; ++i)
        imports.push_back(fmt::format(R"({{"class":"Import::Csv","args":["uploads/2026-11-22/{}.csv"]}})", 4'400 + i));
    push(redis, "mailers", mails);
    push(redis, "imports", imports);
    redis.call({"SADD", "resque:queues", "critical"});
}

/// 48 workers on four hosts; two hold a job since long and have stopped to report.
void workers(redis::Connection &redis, Instant now)
{
    std::vector<redis::Command> all;
    for (int i = 0; i < k_workers; ++i) {
        bool const stuck = i == 17 || i == 31;
        auto const id = fmt::format("worker-{}:{}:critical,mailers,sites", 1 + i / 12, 2'100 + 37 * i);
        auto const since = now - std::chrono::minutes{stuck ? 14 : 0};
        all.push_back({"SADD", "resque:workers", id});
        all.push_back({"SET", "resque:worker:" + id + ":started", rfc3339(now - std::chrono::hours{31})});
        all.push_back({"HSET", "resque:workers:heartbeat", id, rfc3339(since)});
        all.push_back({"SET", "resque:stat:processed:" + id, std::to_string(8'000 + 91 * i)});
        if (stuck)
            all.push_back(
                {"SET", "resque:worker:" + id,
                 fmt::format(R"({{"queue":"sites","run_at":"{}","payload":{{"class":"RefreshSite","args":[{}]}}}})",
                             rfc3339(since), 1'800 + i)});
    }
    redis.pipeline(all);
}

}  // namespace

void fill(redis::Connection &redis, Sizes const &sizes, Instant now)
{
    push(redis, "sites", sites_queue(sizes));
    other_queues(redis);
    workers(redis, now);
    for (auto const &record : failures(sizes.failures, now)) redis.call({"RPUSH", "resque:failed", record});
    redis.call({"SET", "resque:stat:processed", "14882113"});
    redis.call({"SET", "resque:stat:failed", std::to_string(20'000 + sizes.failures)});
}

}  // namespace omactl::demo
