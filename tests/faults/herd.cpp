#include "tests/faults/herd.hpp"

#include <fmt/format.h>

namespace omactl::faults {

namespace {

std::vector<std::string> const k_queues{"sites", "mail", "a:b", "high"};
std::vector<std::string> const k_classes{"RefreshSite", "Mail::Digest", "Alexa::Load"};
std::vector<std::string> const k_errors{"Timeout", "NoMethodError", "PG::ConnectionBad"};

}  // namespace

Herd::Herd(Ground &ground, Kind kind, unsigned seed) : m_ground(ground), m_kind(kind), m_random(seed + 1) {}

std::string const &Herd::one_of(std::vector<std::string> const &words)
{
    return words[static_cast<std::size_t>(upto(static_cast<int>(words.size()) - 1))];
}

std::string Herd::job(std::string const &queue)
{
    ++m_jobs;
    if (perhaps(3)) return perhaps(50) ? fmt::format("\xff\xfe {}", upto(5)) : "";
    auto const args =
        fmt::format("[{}{}]", upto(9), perhaps(20) ? fmt::format(R"(,"{}")", std::string(2'000, 'x')) : "");
    if (m_kind == Kind::resque) return fmt::format(R"({{"class":"{}","args":{}}})", one_of(k_classes), args);
    return fmt::format(
        R"({{"retry":true,"queue":"{}","class":"{}","args":{},"jid":"{:024x}","created_at":1700000000.25,)"
        R"("enqueued_at":1700000000.5}})",
        queue, one_of(k_classes), args, m_jobs);
}

std::string Herd::failed_job(std::string const &queue)
{
    auto text = job(queue);
    if (!text.ends_with('}')) return text;
    text.pop_back();
    return text +
           fmt::format(R"(,"error_class":"{}","error_message":"gave up","failed_at":17000{:05}.5,"retry_count":{}}})",
                       one_of(k_errors), upto(9'999), upto(9));
}

std::string Herd::failure()
{
    if (perhaps(3)) return "";
    return fmt::format(
        R"({{"failed_at":"2026/11/{:02} 03:00:00 UTC","payload":{{"class":"{}","args":[{}]}},"exception":"{}",)"
        R"("error":"gave up","backtrace":["a.rb:{}"],"worker":"w1:1:*","queue":"{}"}})",
        1 + upto(20), one_of(k_classes), upto(9), one_of(k_errors), upto(3), one_of(k_queues));
}

void Herd::fill_resque()
{
    for (int n = upto(120); n > 0; --n) m_ground.redis.call({"RPUSH", "resque:failed", failure()});
    for (int n = upto(60); n > 0; --n) {
        auto const epoch = std::to_string(4'100'000'000 + upto(8));
        auto const later =
            fmt::format(R"({{"class":"{}","args":[{}],"queue":"{}"}})", one_of(k_classes), upto(4), one_of(k_queues));
        m_ground.redis.call({"RPUSH", "resque:delayed:" + epoch, later});
        m_ground.redis.call({"ZADD", "resque:delayed_queue_schedule", epoch, epoch});
        m_ground.redis.call({"SADD", "resque:timestamps:" + later, "delayed:" + epoch});
    }
}

void Herd::fill_sidekiq()
{
    m_ground.speak_sidekiq();
    for (std::string const set : {"retry", "dead", "schedule"})
        for (int n = upto(60); n > 0; --n)
            m_ground.redis.call({"ZADD", "resque:" + set, fmt::format("19000{:05}.125", upto(40)),
                                 set == "schedule" ? job(one_of(k_queues)) : failed_job(one_of(k_queues))});
}

void Herd::fill()
{
    for (auto const &queue : k_queues) {
        m_ground.redis.call({"SADD", "resque:queues", queue});
        for (int n = upto(300) * upto(1); n > 0; --n)
            m_ground.redis.call({m_kind == Kind::resque ? "RPUSH" : "LPUSH", "resque:queue:" + queue, job(queue)});
    }
    if (m_kind == Kind::resque)
        fill_resque();
    else
        fill_sidekiq();
}

std::string Herd::clear()
{
    if (perhaps(30)) {
        std::string words = "queue failed clear --yes";
        if (m_kind == Kind::sidekiq && perhaps(50)) words += " --from retry";
        if (perhaps(20)) return words + " --malformed";
        if (perhaps(40)) words += " --error " + one_of(k_errors);
        if (perhaps(30)) words += " --queue " + one_of(k_queues);
        if (perhaps(30)) words += " --class " + one_of(k_classes);
        return words;
    }
    if (perhaps(25)) {
        std::string words = "queue clear --from schedule --yes";
        if (perhaps(50)) words += " " + one_of(k_queues);
        if (perhaps(50)) words += " --class " + one_of(k_classes);
        return words;
    }
    auto words = "queue clear --yes " + one_of(k_queues);
    if (perhaps(40)) words += " --class " + one_of(k_classes);
    if (perhaps(40)) words += " --duplicates";
    if (perhaps(20)) words += fmt::format(" --where /args/0={}", upto(9));
    if (perhaps(20)) words += fmt::format(" --keep-newest {}", upto(50));
    if (perhaps(10)) words += " --malformed";
    return words;
}

std::string Herd::requeue(std::vector<std::string> const &cleared)
{
    std::string words = "queue requeue --yes ";
    if (!cleared.empty() && perhaps(40)) {
        words += one_of(k_queues) + " --from archive:" + one_of(cleared);
    } else {
        words += perhaps(30) ? "--all" : one_of(k_queues);
        words += " --from " + (m_kind == Kind::resque ? "failed" : one_of({"retry", "dead", "schedule"}));
        if (perhaps(30)) words += " --to " + one_of(k_queues);
    }
    if (perhaps(30)) words += " --class " + one_of(k_classes);
    if (perhaps(30)) words += " --unique";
    if (perhaps(30)) words += fmt::format(" --first {}", 1 + upto(20));
    return words;
}

std::string Herd::move()
{
    auto const from = one_of(k_queues), to = one_of(k_queues);
    if (from == to) return move();
    auto words = fmt::format("queue move --yes {} {}", from, to);
    if (perhaps(40)) words += " --class " + one_of(k_classes);
    if (perhaps(30)) words += " --duplicates";
    if (perhaps(30)) words += fmt::format(" --first {}", 1 + upto(40));
    return words;
}

std::string Herd::change(std::vector<std::string> const &cleared)
{
    if (perhaps(20)) return move();
    return perhaps(50) ? clear() : requeue(cleared);
}

}  // namespace omactl::faults
