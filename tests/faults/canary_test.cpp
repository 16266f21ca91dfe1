// kill -9 while a few failed jobs go first: whoever resumes looks at them again, and every job runs once.
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <atomic>
#include <thread>

namespace {

using namespace omactl;
using namespace omactl::faults;

constexpr int k_failures = 60;
constexpr char k_words[] = "queue failed requeue --canary 7 --yes";

/// Takes the oldest job of two queues until it is told to stop, and does it.
class Worker {
public:
    explicit Worker(Ground &ground)
        : m_address(redis::Address::parse(ground.server.url())), m_thread([this] { work(); })
    {
    }
    ~Worker() { stop(); }
    Worker(Worker const &) = delete;
    Worker &operator=(Worker const &) = delete;
    std::vector<std::string> stop()
    {
        m_over = true;
        if (m_thread.joinable()) m_thread.join();
        return m_done;
    }

private:
    void work()
    {
        redis::Connection redis{m_address, {}, m_clock};
        redis.call({"CLIENT", "SETNAME", "application"});
        for (bool idle = false; !m_over || !idle;) {
            idle = true;
            for (auto const *queue : {"resque:queue:sites", "resque:queue:mail"}) {
                auto const taken = redis.call({"LPOP", queue});
                if (taken.is_nil()) continue;
                m_done.emplace_back(taken.text());
                idle = false;
            }
            m_clock.sleep(Millis{1});
        }
    }

    SystemClock m_clock;
    redis::Address m_address;
    std::atomic<bool> m_over = false;
    std::vector<std::string> m_done;  // the thread's alone until it has ended
    std::thread m_thread;
};

/// One undisturbed run, with a worker; returns its trace.
std::vector<std::string> trace_of(Ground &ground)
{
    ground.wipe();
    fill_failed(ground, k_failures);
    Worker worker{ground};
    return check_run(ground.laptop, k_words, 0).trace;
}

void kill_and_resume(Ground &ground, int k)
{
    CAPTURE(k);
    ground.wipe();
    fill_failed(ground, k_failures);
    auto const wanted = jobs_in(ground.lists());
    Worker worker{ground};
    auto const outcome = ground.omactl(k_words, {.kill_at = k});
    ground.bury();
    CHECK((outcome.killed || outcome.ended.status == 0));
    auto const entry = ground.laptop.last("queue.requeue");
    bool const begun = entry && ground.has_record(entry->id);
    if (begun) check_run(ground.laptop, "resume " + entry->id, 0);
    auto done = worker.stop();
    std::sort(done.begin(), done.end());
    auto expected = begun ? wanted : std::vector<std::string>{};
    std::sort(expected.begin(), expected.end());
    CHECK(done == expected);
    CHECK(ground.redis.call({"LLEN", "resque:failed"}).integer() == (begun ? 0 : k_failures));
    check_settled(ground);
}

std::vector<int> steps_in(std::vector<std::string> const &trace)
{
    std::vector<int> calls;
    for (auto const &line : trace)
        if (line.ends_with(" socket EVALSHA")) calls.push_back(std::stoi(line));
    REQUIRE(calls.size() >= 6);
    return calls;
}

TEST_CASE("killed before and after its steps, a requeue with canaries is resumed")
{
    Ground ground;
    auto const steps = steps_in(trace_of(ground));
    for (std::size_t i = 0; i < steps.size(); i += std::max<std::size_t>(steps.size() / 6, 1))
        kill_and_resume(ground, 2 * steps[i] - static_cast<int>(i % 2));
}

TEST_CASE("killed at any step, a requeue with canaries is resumed", "[long]")
{
    Ground ground;
    for (auto const step : steps_in(trace_of(ground)))
        for (auto const k : {2 * step - 1, 2 * step}) kill_and_resume(ground, k);
}

}  // namespace
