#include "drill/redis_worker.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/layout.hpp"
#include "lib/queue/workers.hpp"
#include "lib/redis/connection.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <optional>

#include "drill/part.hpp"

namespace omactl::drill {

namespace {

using Json = nlohmann::json;

constexpr Millis k_look_again{100};
constexpr Millis k_beat{1'000};

struct Job {
    std::string queue, payload;
};

class Worker {
public:
    Worker(WorkerOrder const &order, Clock &clock)
        : m_order(order), m_clock(clock), m_redis(redis::Address::parse("unix://" + order.socket), {}, clock),
          m_done(open_file(order.done, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC)),
          m_id(fmt::format("{}:{}:{}", order.host, ::getpid(), fmt::join(order.queues, ",")))
    {
    }

    void live()
    {
        while (interrupt_signal() == 0) {
            try {
                greet();
                while (interrupt_signal() == 0) once();
                leave();
            } catch (redis::Lost const &lost) {
                if (m_job) m_failed.push_back(failure(*m_job, lost.message()));
                m_job.reset();
                m_redis.disconnect();
                m_clock.sleep(k_look_again);
            } catch (redis::Refused const &) {
                m_clock.sleep(k_look_again);  // loading
            }
        }
    }

private:
    void greet()
    {
        m_redis.call({"SADD", m_layout.workers(), m_id});
        m_redis.call({"SET", m_layout.worker(m_id) + ":started", rfc3339(m_clock.now())});
        for (; !m_failed.empty(); m_failed.pop_back()) m_redis.call({"RPUSH", m_layout.failed(), m_failed.back()});
        beat();
    }
    void leave()
    {
        m_redis.call({"SREM", m_layout.workers(), m_id});
        m_redis.call({"HDEL", queue::heartbeats(m_layout), m_id});
        m_redis.call({"DEL", m_layout.worker(m_id), m_layout.worker(m_id) + ":started"});
    }
    void beat()
    {
        if (m_beat && m_clock.ticks() < *m_beat + k_beat) return;
        m_redis.call({"HSET", queue::heartbeats(m_layout), m_id, rfc3339(m_clock.now())});
        m_beat = m_clock.ticks();
    }

    void once()
    {
        beat();
        m_job = is_paused() ? std::nullopt : reserve();
        if (!m_job) return m_clock.sleep(k_look_again);
        m_redis.call({"SET", m_layout.worker(m_id),
                      fmt::format(R"({{"queue":"{}","run_at":"{}","payload":{}}})", m_job->queue,
                                  rfc3339(m_clock.now()), m_job->payload)});
        while (m_order.hangs && interrupt_signal() == 0) m_clock.sleep(k_beat);
        m_clock.sleep(m_order.pace);
        note_done();
        m_redis.call({"INCR", m_layout.key("stat:processed")});
        m_redis.call({"DEL", m_layout.worker(m_id)});
        m_job.reset();
    }
    bool is_paused()
    {
        if (is_there(m_order.intermission)) return true;
        auto const said = m_redis.call({"GET", m_layout.key("pause-all-workers")});
        return !said.is_nil() && said.text() == "true";
    }
    std::optional<Job> reserve()
    {
        for (auto const &queue : m_order.queues) {
            auto const got = m_redis.call({"LPOP", m_layout.queue(queue)});
            if (!got.is_nil()) return Job{queue, std::string(got.text())};
        }
        return std::nullopt;
    }
    void note_done()
    {
        auto const n = ++m_count;
        if (n == m_order.forgets) return;
        for (int times = n == m_order.repeats ? 2 : 1; times > 0; --times)
            write_all(m_done.get(), m_job->payload + "\n", m_order.done);
    }
    std::string failure(Job const &job, std::string const &why) const
    {
        std::string error;
        append_json_string(error, why);
        return fmt::format(R"({{"failed_at":"{}","payload":{},"exception":"Redis::CannotConnectError","error":{},)"
                           R"("backtrace":[],"worker":"{}","queue":"{}"}})",
                           rfc3339(m_clock.now()), job.payload, error, m_id, job.queue);
    }

    WorkerOrder const &m_order;
    Clock &m_clock;
    queue::Layout m_layout;
    redis::Connection m_redis;
    Fd m_done;
    std::string m_id;
    std::optional<Ticks> m_beat;
    std::optional<Job> m_job;
    std::vector<std::string> m_failed;
    std::int64_t m_count = 0;
};

WorkerOrder read_order(std::string_view json)
{
    auto const all = Json::parse(json);
    return {all.at("socket"),
            all.at("host"),
            all.at("done"),
            all.at("queues").get<std::vector<std::string>>(),
            Millis{all.at("pace_ms").get<std::int64_t>()},
            all.at("intermission"),
            all.at("hangs"),
            all.at("forgets"),
            all.at("repeats")};
}

int work(std::string_view order, Clock &clock)
{
    auto const wanted = read_order(order);
    Worker{wanted, clock}.live();
    return 0;
}
Part const g_worker{k_worker_part, work};

}  // namespace

std::string written(WorkerOrder const &order)
{
    return Json{{"socket", order.socket},
                {"host", order.host},
                {"done", order.done},
                {"queues", order.queues},
                {"pace_ms", order.pace.count()},
                {"intermission", order.intermission},
                {"hangs", order.hangs},
                {"forgets", order.forgets},
                {"repeats", order.repeats}}
        .dump();
}

}  // namespace omactl::drill
