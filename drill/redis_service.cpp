#include "drill/redis_service.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/workers.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <utility>

namespace omactl::drill {

namespace {

constexpr Millis k_worker_limit{20'000};
constexpr Millis k_rest_limit{60'000};
constexpr Millis k_still{3'000};  // who has done nothing for so long will not begin
constexpr Millis k_between{200};
constexpr Millis k_arrival_limit{3'000};
constexpr std::size_t k_at_once = 1'000;
constexpr char k_reload_queue[] = "alexa", k_reload_class[] = "ReloadAlexa1m";
constexpr char k_defaults[] = "limit_1 = \"10\"\n";

ServiceKind const g_redis{RedisService::k_name,
                          [](Site &site) -> std::unique_ptr<Service> { return std::make_unique<RedisService>(site); }};

/// While it lives the workers begin nothing.
class Intermission {
public:
    explicit Intermission(std::string path) : m_path(std::move(path))
    {
        static_cast<void>(open_file(m_path, O_WRONLY | O_CREAT | O_CLOEXEC));
    }
    Intermission(Intermission const &) = delete;
    Intermission &operator=(Intermission const &) = delete;
    ~Intermission()
    {
        std::error_code ignored;
        std::filesystem::remove(m_path, ignored);
    }

private:
    std::string m_path;
};

}  // namespace

RedisService::RedisService(Site &site)
    : m_site(site), m_keeper(site),
      m_redis(redis::Address::parse("unix://" + m_keeper.socket()), redis::Settings{}, site.clock()), m_marks(m_redis)
{
    m_books.done_file = site.folder() + "/done";
    m_books.archive_folder = site.archive_folder();
    write_all(open_file(site.folder() + "/settings.toml", O_WRONLY | O_CREAT | O_CLOEXEC).get(), k_defaults,
              "settings.toml");
}

std::string RedisService::tables() const
{
    return fmt::format("\n[env.sandbox.redis]\nurl = {}\nrestart = {}\nstart = {}\ndir = {}\n"
                       "\n[env.sandbox.queue]\nkind = \"resque\"\nnamespace = {}\n"
                       "\n[env.sandbox.settings]\nstore = \"redis-hash:{}\"\ndefaults = \"settings.toml\"\n"
                       "after_restore = [\"queue push {} {}\"]\n",
                       toml_string("unix://" + m_keeper.socket()), toml_words(m_keeper.words("restart")),
                       toml_words(m_keeper.words("start")), toml_string(m_keeper.folder()),
                       toml_string(m_layout.nspace), RedisMarks::k_settings, k_reload_queue, k_reload_class);
}

void RedisService::restart()
{
    m_redis.disconnect();
    m_keeper.have("restart");
}

void RedisService::crash()
{
    Intermission const nobody_begins{intermission()};
    m_site.await([&] { return account(m_books, m_redis, m_layout).held == 0; }, k_worker_limit);
    m_redis.disconnect();
    m_keeper.have("crash");
}

void RedisService::empty()
{
    m_redis.disconnect();
    m_keeper.have("empty");
}

void RedisService::set_settings(std::int64_t count)
{
    m_marks.set_settings(count);
    auto const ended = process::run(m_site.omactl({"settings", "snapshot"}), k_worker_limit);
    if (ended.status != 0) throw Error{Fault::failed, "sandbox: no snapshot of the settings: " + ended.err};
    ++m_books.pushed[fmt::format(R"({{"class":"{}","args":[]}})", k_reload_class)];
}

std::uintmax_t RedisService::work() const
{
    std::error_code none_yet;
    auto const size = std::filesystem::file_size(m_books.done_file, none_yet);
    return none_yet ? 0 : size;
}

void RedisService::push(std::string const &queue, std::vector<std::string> const &payloads)
{
    m_redis.call({"SADD", m_layout.queues(), queue});
    for (std::size_t from = 0; from < payloads.size(); from += k_at_once) {
        std::vector<std::string> words{"RPUSH", m_layout.queue(queue)};
        auto const to = std::min(payloads.size(), from + k_at_once);
        words.insert(words.end(), payloads.begin() + static_cast<std::ptrdiff_t>(from),
                     payloads.begin() + static_cast<std::ptrdiff_t>(to));
        m_redis.call(redis::Command{words});
    }
    for (auto const &payload : payloads) ++m_books.pushed[payload];
}

WorkerOrder RedisService::worker_order(std::vector<std::string> queues) const
{
    WorkerOrder order;
    order.socket = m_keeper.socket();
    order.done = m_books.done_file;
    order.queues = std::move(queues);
    order.intermission = intermission();
    return order;
}

std::string RedisService::worker_id(process::Child const &worker)
{
    auto const ids = m_redis.call({"SMEMBERS", m_layout.workers()});
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (ids[i].text().find(fmt::format(":{}:", worker.pid())) != std::string_view::npos)
            return std::string(ids[i].text());
    return {};
}

process::Child &RedisService::hire(WorkerOrder const &order)
{
    auto const start = m_site.part(k_worker_part, written(order));
    auto &worker = m_workers.emplace_back(start);
    if (!m_site.await([&] { return !worker_id(worker).empty(); }, k_worker_limit))
        throw Error{Fault::failed, "sandbox: a worker did not come up", "cat " + *start.log};
    return worker;
}

void RedisService::kill(process::Child &worker, Millis ago)
{
    auto const id = worker_id(worker);
    auto const holds_one = [&] { return m_redis.call({"EXISTS", m_layout.worker(id)}).integer() == 1; };
    if (!m_site.await(holds_one, k_worker_limit))
        throw Error{Fault::failed, fmt::format("sandbox: worker {} took no job", id)};
    worker.signal(SIGKILL);
    worker.wait(k_worker_limit);
    m_redis.call({"HSET", queue::heartbeats(m_layout), id, rfc3339(m_site.clock().now() - ago)});
}

// Its file need not have what is deleted again.
std::int64_t RedisService::scatter(std::int64_t keys, std::int64_t keep)
{
    m_redis.call({"CONFIG", "SET", "appendonly", "no"});
    m_ballast.scatter(m_redis, keys, keep);
    m_redis.call({"CONFIG", "SET", "appendonly", "yes"});
    auto const written = [&] {
        auto const info = m_redis.call({"INFO", "persistence"});
        return info.text().find("aof_rewrite_in_progress:0") != std::string_view::npos;
    };
    if (!m_site.await(written, k_worker_limit))
        throw Error{Fault::failed, "sandbox: redis did not write its file anew in time", "look at its disk"};
    return m_ballast.kept();
}

void RedisService::come_to_rest()
{
    auto const end = m_site.clock().ticks() + k_rest_limit;
    auto moved = m_site.clock().ticks();
    auto done = work();
    for (;;) {
        auto const now = account(m_books, m_redis, m_layout);
        if (now.waiting + now.held == 0) return;
        if (m_site.clock().ticks() >= end || m_site.clock().ticks() - moved > k_still) return;
        m_site.sleep(k_between);
        if (work() != done) moved = m_site.clock().ticks();
        done = work();
    }
}

// Between two places a job is in a worker's hands only, and in both for a moment: nobody takes one while we
// count, and what was on its way may arrive.
JobAccounts RedisService::count()
{
    Intermission const nobody_begins{intermission()};
    JobAccounts now;
    m_site.await(
        [&] {
            now = account(m_books, m_redis, m_layout);
            return now.lost + now.repeated == 0;
        },
        k_arrival_limit);
    return now;
}

Accounts RedisService::settle()
{
    come_to_rest();
    auto const now = count();
    Check const rest{fmt::format("{} of {} were done, {} lie in an archive, {} failed, {} wait", with_commas(now.done),
                                 counted(now.pushed, "job"), with_commas(now.archived), with_commas(now.failed),
                                 with_commas(now.waiting + now.held)),
                     now.waiting + now.held + now.failed == 0};
    Check const whole{now.lost + now.repeated == 0
                          ? std::string{"none was lost, none was done twice"}
                          : fmt::format("{} lost, {} done twice, for example {}", with_commas(now.lost),
                                        with_commas(now.repeated), printable(now.example)),
                      now.lost + now.repeated == 0};
    auto checks = m_marks.checks();
    checks.insert(checks.end(), {rest, whole});
    if (!m_ballast.empty()) checks.push_back(m_ballast.check(m_redis));
    return {"jobs",
            {{"pushed", now.pushed},
             {"done", now.done},
             {"waiting", now.waiting},
             {"held", now.held},
             {"failed", now.failed},
             {"archived", now.archived},
             {"lost", now.lost},
             {"repeated", now.repeated}},
            std::move(checks)};
}

}  // namespace omactl::drill
