// kill -9 at random times while producers push and workers pop: every job runs once or waits once.
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <atomic>
#include <random>
#include <thread>

namespace {

using namespace omactl;
using namespace omactl::faults;

constexpr char k_queue[] = "resque:queue:sites";

std::string job(int n)
{
    return fmt::format(R"({{"class":"{}","args":[{}]}})", n % 3 == 0 ? "Mail" : "RefreshSite", n);
}

/// An application at work: pushes jobs that are all different, pops the oldest, and remembers both.
class Application {
public:
    /// Numbers its jobs from `next`; those from `first` on wait already.
    Application(Ground &ground, int first, int next)
        : m_address(redis::Address::parse(ground.server.url())), m_sidekiq(ground.speaks_sidekiq()), m_first(first),
          m_pushed(next), m_producer([this] { produce(); }), m_worker([this] { work(); })
    {
    }
    ~Application() { stop(); }
    Application(Application const &) = delete;
    Application &operator=(Application const &) = delete;

    void stop()
    {
        m_over = true;
        if (m_producer.joinable()) m_producer.join();
        if (m_worker.joinable()) m_worker.join();
    }
    /// All that were ever in the queue, with those that were there before.
    std::vector<std::string> jobs() const
    {
        std::vector<std::string> jobs;
        for (int n = m_first; n < m_pushed; ++n) jobs.push_back(job(n));
        return jobs;
    }
    std::vector<std::string> const &done() const { return m_done; }

private:
    void produce()
    {
        redis::Connection redis{m_address, {}, m_clock};
        redis.call({"CLIENT", "SETNAME", "application"});
        while (!m_over) {
            redis.call({m_sidekiq ? "LPUSH" : "RPUSH", k_queue, job(m_pushed)});
            ++m_pushed;
            m_clock.sleep(Millis{1});
        }
    }
    void work()
    {
        redis::Connection redis{m_address, {}, m_clock};
        redis.call({"CLIENT", "SETNAME", "application"});
        while (!m_over) {
            auto const taken = redis.call({m_sidekiq ? "RPOP" : "LPOP", k_queue});
            if (!taken.is_nil()) m_done.push_back(identity(std::string{taken.text()}));
            m_clock.sleep(Millis{1});
        }
    }

    SystemClock m_clock;
    redis::Address m_address;
    bool m_sidekiq;
    std::atomic<bool> m_over = false;
    int m_first;
    std::atomic<int> m_pushed;
    std::vector<std::string> m_done;  // the worker's alone until it has ended
    std::thread m_producer, m_worker;
};

void fill(Ground &ground, int jobs)
{
    std::vector<std::string> words{"RPUSH", k_queue};
    for (int n = 0; n < jobs; ++n) words.push_back(job(n));
    ground.redis.call(redis::Command{std::span<std::string const>{words}});
    ground.redis.call({"SADD", "resque:queues", "sites"});
}

/// Runs omactl and kills it after a while; false: it was faster.
bool killed_after(Ground &ground, std::string const &words, Millis span)
{
    auto held = ground.laptop.hold(words, 1);
    held.signal(SIGCONT);
    ground.clock.sleep(span);
    held.signal(SIGKILL);
    bool const killed = held.finish().status == 128 + SIGKILL;
    ground.bury();
    return killed;
}

void one_round(Ground &ground, unsigned seed, int jobs)
{
    CAPTURE(seed);
    std::minstd_rand random{seed};
    ground.wipe();
    fill(ground, jobs);
    Application application{ground, 0, jobs};
    killed_after(ground, "queue clear sites --yes --class RefreshSite", Millis{random() % 60});
    if (auto const entry = ground.laptop.last("queue.clear")) {
        auto const *verb = seed % 3 == 0 ? "undo --yes " : "resume ";
        if (seed % 3 == 1) killed_after(ground, "resume " + entry->id, Millis{random() % 30});
        check_run(ground.laptop, verb + entry->id, 0);
    }
    application.stop();

    auto now = places(ground, ground.laptop);
    for (auto const &done : application.done()) ++now.waiting[done];
    CHECK(lost(application.jobs(), now).empty());
    CHECK(doubled(now).empty());
    check_settled(ground);
}

TEST_CASE("killed at random times under traffic, no job is lost and none doubled")
{
    Ground ground;
    for (unsigned seed = 1; seed <= 12; ++seed) one_round(ground, seed, 4'000);
}

TEST_CASE("killed at many random times under traffic", "[long]")
{
    Ground ground;
    for (unsigned seed = 100; seed < 400; ++seed) one_round(ground, seed, 20'000);
}

TEST_CASE("each operation leaves the jobs that come and go meanwhile alone")
{
    Ground ground;
    for (auto const &scenario : scenarios()) {
        if (scenario.operation == "queue.push" || scenario.forgets > 0) continue;
        CAPTURE(scenario.name);
        ground.wipe();
        auto const ready = scenario.prepare(ground);
        auto const start = jobs_in(ground.lists());
        Application application{ground, 1'000, 1'000};
        auto const outcome = ground.omactl(ready.words);
        application.stop();
        CAPTURE(outcome.ended.err);
        // 9: an undo says which jobs workers had taken by then.
        bool const expected = outcome.ended.status == 0 || (scenario.reverses && outcome.ended.status == 9);
        CHECK(expected);
        auto now = places(ground, ground.laptop);
        for (auto const &done : application.done()) ++now.waiting[done];
        CHECK(lost(start, now).empty());
        CHECK(lost(application.jobs(), now).empty());
        CHECK(doubled(now).empty());
        check_settled(ground);
    }
}

}  // namespace
