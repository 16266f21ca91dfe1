#include "drill/ground.hpp"

#include "lib/core/error.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/workers.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace omactl::drill {

namespace {

namespace fs = std::filesystem;

constexpr Millis k_look_again{20};
constexpr Millis k_worker_limit{20'000};
constexpr Millis k_still{3'000};  // who has done nothing for so long will not begin
constexpr std::size_t k_at_once = 1'000;

void write_file(std::string const &path, std::string const &text)
{
    write_all(open_file(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC).get(), text, path);
}

std::string toml_string(std::string_view text)
{
    std::string quoted;
    append_json_string(quoted, text);
    return quoted;
}

}  // namespace

Ground::Ground(std::string omactl, std::vector<std::string> const &folders, std::vector<std::string> const &services,
               Environ const &variables, Clock &clock)
    : m_clock(clock), m_environ(variables), m_omactl(std::move(omactl))
{
    sandbox::set_root(folder());
    for (auto const &service : services)
        if (service != "redis")
            throw Error{Fault::usage, fmt::format("the sandbox has no {} yet", service), "omactl drill ls"};
    // It must survive its own restart.
    m_server.emplace(sandbox::RedisOptions{.arguments = {"--appendonly", "yes", "--appendfsync", "always"}});
    m_redis.emplace(redis::Address::parse(m_server->url()), redis::Settings{}, clock);
    m_books.done_file = folder() + "/done";
    m_books.archive_folder = folder() + "/state/omactl/archive";
    write_config(folders);
    fs::create_directories(folder() + "/bin");
    fs::create_symlink(m_omactl, folder() + "/bin/omactl");
}

void Ground::write_config(std::vector<std::string> const &folders)
{
    std::string text = "default = \"sandbox\"\n";
    if (!folders.empty()) text += fmt::format("runbooks = {}\n", toml_string(folders.front()));
    text += fmt::format("\n[env.sandbox]\nprotected = false\n\n[env.sandbox.redis]\nurl = {}\n"
                        "\n[env.sandbox.queue]\nkind = \"resque\"\nnamespace = \"{}\"\n",
                        toml_string(m_server->url()), m_layout.nspace);
    write_file(config_path(), text);
}

std::vector<std::string> Ground::variables() const
{
    std::vector<std::string> all{
        "HOME=" + folder(),
        "XDG_STATE_HOME=" + folder() + "/state",
        "XDG_CONFIG_HOME=" + folder(),
        "OMACTL_CONFIG=" + config_path(),
        "OMACTL_ENV=sandbox",
        "OMACTL_REHEARSAL=" + folder(),
        fmt::format("PATH={}/bin:{}", folder(), m_environ.get("PATH").value_or("/usr/bin:/bin"))};
    for (auto const *name :
         {"TERM", "NO_COLOR", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "PAGER", "COLUMNS", "ASAN_OPTIONS"})
        if (auto const value = m_environ.get(name)) all.push_back(fmt::format("{}={}", name, *value));
    return all;
}

process::Start Ground::omactl(std::vector<std::string> const &words) const
{
    process::Start start;
    start.argv = {"setpriv", "--pdeathsig", "KILL", m_omactl};
    start.argv.insert(start.argv.end(), words.begin(), words.end());
    start.environment = variables();
    return start;
}

void Ground::restart(std::string const &service)
{
    if (service != "redis") throw Error{Fault::usage, fmt::format("the sandbox has no {}", service)};
    m_redis->disconnect();
    m_server->restart();
}

void Ground::sleep(Millis span)
{
    m_clock.sleep(span);
    throw_if_interrupted();
}

template <class Condition> bool Ground::await(Condition const &holds, Millis limit)
{
    auto const end = m_clock.ticks() + limit;
    while (!holds()) {
        if (m_clock.ticks() >= end) return false;
        sleep(k_look_again);
    }
    return true;
}

void Ground::push(std::string const &queue, std::vector<std::string> const &payloads)
{
    m_redis->call({"SADD", m_layout.queues(), queue});
    for (std::size_t from = 0; from < payloads.size(); from += k_at_once) {
        std::vector<std::string> words{"RPUSH", m_layout.queue(queue)};
        auto const to = std::min(payloads.size(), from + k_at_once);
        words.insert(words.end(), payloads.begin() + static_cast<std::ptrdiff_t>(from),
                     payloads.begin() + static_cast<std::ptrdiff_t>(to));
        m_redis->call(redis::Command{words});
    }
    for (auto const &payload : payloads) ++m_books.pushed[payload];
}

WorkerOrder Ground::worker_order(std::vector<std::string> queues) const
{
    WorkerOrder order;
    order.socket = m_server->socket();
    order.done = m_books.done_file;
    order.queues = std::move(queues);
    return order;
}

std::string Ground::worker_id(process::Child const &worker)
{
    auto const ids = m_redis->call({"SMEMBERS", m_layout.workers()});
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (ids[i].text().find(fmt::format(":{}:", worker.pid())) != std::string_view::npos)
            return std::string(ids[i].text());
    return {};
}

process::Child &Ground::hire(WorkerOrder const &order)
{
    process::Start start;
    start.argv = {"setpriv", "--pdeathsig", "KILL", fs::read_symlink("/proc/self/exe").string(),
                  "worker",  written(order)};
    start.environment = variables();
    start.own_group = true;
    start.log = folder() + "/workers.log";
    auto &worker = m_workers.emplace_back(start);
    if (!await([&] { return !worker_id(worker).empty(); }, k_worker_limit))
        throw Error{Fault::failed, "sandbox: a worker did not come up", "cat " + *start.log};
    return worker;
}

void Ground::kill(process::Child &worker, Millis ago)
{
    auto const id = worker_id(worker);
    auto const holds_one = [&] { return m_redis->call({"EXISTS", m_layout.worker(id)}).integer() == 1; };
    if (!await(holds_one, k_worker_limit))
        throw Error{Fault::failed, fmt::format("sandbox: worker {} took no job", id)};
    worker.signal(SIGKILL);
    worker.wait(k_worker_limit);
    m_redis->call({"HSET", queue::heartbeats(m_layout), id, rfc3339(m_clock.now() - ago)});
}

std::uintmax_t Ground::done_bytes() const
{
    std::error_code none_yet;
    auto const size = fs::file_size(m_books.done_file, none_yet);
    return none_yet ? 0 : size;
}

Accounts Ground::accounts()
{
    return settle(m_books, *m_redis, m_layout);
}

void Ground::await_rest(Millis limit)
{
    auto const end = m_clock.ticks() + limit;
    auto moved = m_clock.ticks();
    auto done = done_bytes();
    for (auto now = accounts(); now.waiting + now.held > 0; now = accounts()) {
        sleep(Millis{200});
        if (done_bytes() != done) moved = m_clock.ticks();
        done = done_bytes();
        if (m_clock.ticks() >= end || m_clock.ticks() - moved > k_still) return;
    }
}

}  // namespace omactl::drill
