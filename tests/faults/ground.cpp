#include "tests/faults/ground.hpp"

#include "lib/core/error.hpp"
#include "lib/core/secret.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/moment.hpp"
#include "lib/queue/workers.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace omactl::faults {

namespace {

std::vector<std::string> argv_of(std::string_view words)
{
    std::vector<std::string> argv{OMACTL_PROGRAM};
    for (auto const word : split(words, ' '))
        if (!word.empty()) argv.emplace_back(word);
    return argv;
}

}  // namespace

Machine::Machine(std::string redis_url) : Machine(Variables{{"REDIS_URL", std::move(redis_url)}}) {}

Machine::Machine(Variables services) : variables(std::move(services))
{
    variables.insert({{"HOME", m_folder.path()},
                      {"XDG_STATE_HOME", m_folder.path() + "/state"},
                      {"PATH", "/usr/bin:/bin"},
                      {"USER", "marta"}});
}

Outcome Machine::omactl(std::string_view words, Fault const &fault) const
{
    return run(argv_of(words), variables, fault, k_limit);
}

Held Machine::hold(std::string_view words, int at) const
{
    return {argv_of(words), variables, at, k_limit};
}

std::string Machine::archive_of(std::string_view id) const
{
    return state() + "/archive/" + std::string{id} + ".jsonl.zst";
}

std::vector<op::Entry> Machine::entries() const
{
    SystemClock const clock;
    Secrets const secrets;
    return op::Journal{state(), clock, secrets}.entries();
}

std::optional<op::Entry> Machine::last(std::string_view operation) const
{
    std::optional<op::Entry> last;
    for (auto &entry : entries())
        if (entry.plan.operation == operation) last = std::move(entry);
    return last;
}

void Machine::wipe()
{
    std::filesystem::remove_all(m_folder.path() + "/state");
}

Ground::Ground(sandbox::RedisOptions options)
    : server(std::move(options)), redis(redis::Address::parse(server.url()), {}, clock), laptop(server.url())
{
}

void Ground::wipe()
{
    redis.call({"FLUSHALL"});
    laptop.wipe();
    laptop.variables.erase("OMACTL_CONFIG");
    m_sidekiq = false;
    std::filesystem::remove(server.folder() + "/paused");
}

void Ground::speak_sidekiq()
{
    auto const path = server.folder() + "/sidekiq.toml";
    std::ofstream{path} << "[env.default.redis]\nurl = { env = \"REDIS_URL\" }\n"
                           "[env.default.queue]\nkind = \"sidekiq\"\nnamespace = \"resque\"\n";
    laptop.variables["OMACTL_CONFIG"] = path;
    m_sidekiq = true;
}

void Ground::pause_by_command()
{
    auto const path = server.folder() + "/command.toml", paused = server.folder() + "/paused";
    std::ofstream{path} << "[env.default.redis]\nurl = { env = \"REDIS_URL\" }\n[env.default.workers]\n"
                        << "pause = [{ command = [\"touch\", \"" << paused << "\"], resume = [\"rm\", \"-f\", \""
                        << paused << "\"], status = [\"test\", \"-e\", \"" << paused
                        << "\"], kill = [\"test\", \"-n\", \"{host}{pid}\"], settle = \"0s\" }]\n";
    laptop.variables["OMACTL_CONFIG"] = path;
}

std::string Ground::timeless(std::string job) const
{
    constexpr std::string_view k_name = "\"enqueued_at\":";
    auto const at = job.find(k_name);
    if (at == std::string::npos) return job;
    auto const from = at + k_name.size(), end = job.find_first_of(",}", from);
    auto const time = queue::instant_of(job.substr(from, end - from));
    if (time && clock.now() - *time < std::chrono::hours{1}) job.replace(from, end - from, "\"NOW\"");
    return job;
}

std::vector<std::string> Ground::keys(std::string_view pattern)
{
    auto const reply = redis.call({"KEYS", pattern});
    std::vector<std::string> found;
    for (std::size_t i = 0; i < reply.size(); ++i) found.emplace_back(reply[i].text());
    std::sort(found.begin(), found.end());
    return found;
}

Lists Ground::lists()
{
    Lists lists;
    auto names = keys("resque:queue:*");
    names.emplace_back("resque:failed");
    for (auto const &name : names) {
        auto const reply = redis.call({"LRANGE", name, "0", "-1"});
        for (std::size_t i = 0; i < reply.size(); ++i) lists[name].push_back(timeless(std::string{reply[i].text()}));
    }
    for (std::string const name : {"resque:retry", "resque:dead", "resque:schedule"}) {
        auto const reply = redis.call({"ZRANGE", name, "0", "-1", "WITHSCORES"});
        for (std::size_t i = 0; i + 1 < reply.size(); i += 2)
            lists[name].push_back(std::string{reply[i + 1].text()} + " " + std::string{reply[i].text()});
    }
    for (auto const &name : keys("resque:delayed:[0-9]*")) {
        auto const reply = redis.call({"LRANGE", name, "0", "-1"});
        for (std::size_t i = 0; i < reply.size(); ++i) lists[name].emplace_back(reply[i].text());
    }
    for (auto const &name : keys("resque:timestamps:*")) {
        auto const reply = redis.call({"SORT", name, "ALPHA"});
        for (std::size_t i = 0; i < reply.size(); ++i) lists[name].emplace_back(reply[i].text());
    }
    std::string const schedule = "resque:delayed_queue_schedule";
    auto const times = redis.call({"ZRANGE", schedule, "0", "-1"});
    for (std::size_t i = 0; i < times.size(); ++i) lists[schedule].emplace_back(times[i].text());
    auto const settings = redis.call({"HGETALL", "settings"});
    for (std::size_t i = 0; i + 1 < settings.size(); i += 2)
        lists["settings"].push_back(std::string{settings[i].text()} + "=" + std::string{settings[i + 1].text()});
    for (auto const &name : keys("resque:pause*")) lists[name].push_back(text(name));
    if (std::filesystem::exists(server.folder() + "/paused")) lists["resque:pause by command"].emplace_back("yes");
    for (auto const &name : keys("resque:*-signals"))
        lists[name].emplace_back(redis.call({"LINDEX", name, "0"}).text());
    for (auto const &name : keys("resque:worker:*")) {
        auto const held = queue::read_held(text(name));
        if (held.size > 0) lists[name].push_back(held.job());
    }
    return lists;
}

std::vector<std::string> Ground::leftovers()
{
    return keys("resque:omactl:{*");
}

std::string Ground::text(std::string const &key)
{
    auto const reply = redis.call({"GET", key});
    return reply.is_nil() ? std::string{} : std::string{reply.text()};
}

bool Ground::has_record(std::string_view id)
{
    return redis.call({"EXISTS", "resque:omactl:op:" + std::string{id}}).integer() == 1;
}

void Ground::bury()
{
    auto const end = clock.ticks() + k_limit;
    redis.call({"CLIENT", "SETNAME", "test"});
    while (redis.call({"CLIENT", "LIST"}).text().find("name=omactl") != std::string_view::npos) {
        if (clock.ticks() > end) throw Error{omactl::Fault::unverified, "the server still sees an omactl"};
        clock.sleep(Millis{1});
    }
    for (auto const &key : keys("resque:omactl:{*}:lease")) redis.call({"DEL", key});
}

}  // namespace omactl::faults
