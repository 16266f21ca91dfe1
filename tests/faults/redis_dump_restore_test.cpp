// A restart with everything around it: what was there before is there afterwards, or omactl says what is not; and
// whatever stops it before the restart leaves all as it was.
#include "tests/faults/mending.hpp"
#include "tests/faults/redis_restarter.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace {

using namespace omactl;
using namespace omactl::faults;

constexpr std::string_view k_operation = "redis.dump-restore";
constexpr char k_restart[] = "redis dump-restore --yes --wait 10s --pause-wait 5s";

// --- what a server holds, read with nothing of omactl's --------------------------------------------

std::string flat(redis::Reply::View reply, bool sorted)
{
    if (reply.is_nil()) return "nil";
    if (reply.is_integer()) return std::to_string(reply.integer());
    if (!reply.is_array()) return std::string(reply.text());
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < reply.size(); ++i) parts.push_back(flat(reply[i], false));
    if (sorted) std::ranges::sort(parts);
    std::string all;
    for (auto const &part : parts) all += std::to_string(part.size()) + ":" + part + ";";
    return all;
}

std::string said(redis::Reply const &reply, bool sorted = false)
{
    return flat(reply.view(), sorted);
}

std::string fields_of(redis::Reply const &reply)
{
    std::map<std::string, std::string> fields;
    for (std::size_t i = 0; i + 1 < reply.size(); i += 2) fields[std::string(reply[i].text())] = reply[i + 1].text();
    std::string all;
    for (auto const &[name, value] : fields) all += name + "=" + value + ";";
    return all;
}

std::string content(redis::Connection &redis, std::string const &key)
{
    auto const type = std::string(redis.call({"TYPE", key}).text());
    if (type == "string") return said(redis.call({"GET", key}));
    if (type == "list") return said(redis.call({"LRANGE", key, "0", "-1"}));
    if (type == "set") return said(redis.call({"SMEMBERS", key}), true);
    if (type == "zset") return said(redis.call({"ZRANGE", key, "0", "-1", "WITHSCORES"}));
    if (type == "hash") return fields_of(redis.call({"HGETALL", key}));
    auto const groups = redis.call({"XINFO", "GROUPS", key});
    return said(redis.call({"XRANGE", key, "-", "+"})) + said(redis.call({"XPENDING", key, "readers"})) +
           flat(groups[0][7], false);  // last-delivered-id; its entries-read is none that an AOF keeps
}

using Keys = std::map<std::string, std::string>;

/// Of the two databases that fill_every_type() fills, without what the writer writes.
Keys keys_of(redis::Connection &redis)
{
    Keys found;
    for (auto const *db : {"3", "0"}) {
        redis.call({"SELECT", db});
        auto const all = redis.call({"KEYS", "app:*"});
        for (std::size_t i = 0; i < all.size(); ++i) {
            std::string const key{all[i].text()};
            found[db + key] = said(redis.call({"PEXPIRETIME", key})) + " " + content(redis, key);
        }
    }
    return found;
}

/// A web server that goes on writing, and connects again.
class Writer {
public:
    explicit Writer(std::string url) : m_url(std::move(url)), m_thread{[this] { write(); }} {}
    ~Writer()
    {
        m_stop = true;
        m_thread.join();
    }
    std::int64_t acknowledged() const { return m_acknowledged; }

private:
    void write()
    {
        SystemClock clock;
        redis::Connection redis{redis::Address::parse(m_url), {}, clock};
        for (; !m_stop; clock.sleep(Millis{1})) {
            try {
                m_acknowledged = redis.call({"INCR", "web:visits"}).integer();
            } catch (Error const &) {
                redis.disconnect();
            }
        }
    }
    std::string m_url;
    std::atomic<std::int64_t> m_acknowledged = 0;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

struct Shop {
    explicit Shop(std::vector<std::string> arguments = {})
        : ground({.arguments = with(std::move(arguments))}), restarter(ground)
    {
        ground.redis.call({"SADD", "resque:queues", "sites"});
        ground.redis.call({"RPUSH", "resque:queue:sites", R"({"class":"A","args":[]})"});
        fill_every_type(ground.redis);
    }
    static std::vector<std::string> with(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.end(), {"--repl-diskless-sync-delay", "0"});
        return arguments;
    }
    std::string run_id()
    {
        auto const info = ground.redis.call({"INFO", "server"});
        auto const at = info.text().find("run_id:");
        return std::string(info.text().substr(at + 7, 40));
    }
    bool is_paused() { return ground.redis.call({"EXISTS", "resque:pause-all-workers"}).integer() == 1; }

    Ground ground;
    RedisRestarter restarter;
};

/// Key by key, so that a failure names one.
void check_same(Keys const &now, Keys const &before)
{
    CHECK(now.size() == before.size());
    for (auto const &[key, value] : before) {
        CAPTURE(key);
        auto const found = now.find(key);
        REQUIRE(found != now.end());
        CHECK(found->second == value);
    }
}

nlohmann::json change_of(Outcome const &outcome)
{
    return nlohmann::json::parse(outcome.ended.out).at("changes").at(0);
}

TEST_CASE("every type and expiry comes through a restart while somebody writes")
{
    auto const arguments = GENERATE(std::vector<std::string>{}, std::vector<std::string>{"--appendonly", "yes"});
    Shop shop{arguments};
    auto const before = keys_of(shop.ground.redis);
    REQUIRE(before.size() == 22);
    Writer const writer{shop.ground.server.url()};
    while (writer.acknowledged() < 20) shop.ground.clock.sleep(Millis{1});
    auto const outcome = check_run(shop.ground.laptop, std::string(k_restart) + " --digest full --json", 0);
    auto const change = change_of(outcome);
    CHECK(shop.restarter.times() == 1);
    CHECK(change.at("writes_held") == true);
    CHECK(change.at("lost") == 0);
    CHECK(change.at("same").get<int>() >= 24);
    CHECK(change.at("run_id") != change.at("run_id_before"));
    check_same(keys_of(shop.ground.redis), before);
    CHECK_FALSE(shop.is_paused());
    auto const acknowledged = writer.acknowledged();
    CHECK(std::stoll(shop.ground.text("web:visits")) >= acknowledged);
    while (writer.acknowledged() < acknowledged + 5) shop.ground.clock.sleep(Millis{1});  // it writes on
}

TEST_CASE("what a server came up without is told, and comes back from the dump")
{
    Shop shop;
    auto const before = keys_of(shop.ground.redis);
    shop.restarter.act([&] {
        shop.ground.server.stop();
        std::filesystem::remove(shop.ground.server.folder() + "/dump.rdb");
        shop.restarter.restart();
    });
    auto const outcome = check_run(shop.ground.laptop, std::string(k_restart) + " --digest full", 11);
    CHECK_THAT(outcome.ended.err, Catch::Contains("24 lost, none changed"));
    CHECK_THAT(outcome.ended.err, Catch::Contains("the pause went with the data"));
    CHECK(keys_of(shop.ground.redis).empty());
    auto const dump = shop.ground.laptop.last(k_operation).value().plan.archive;
    CHECK_THAT(outcome.ended.err, Catch::Contains("omactl redis restore " + dump));
    check_run(shop.ground.laptop, "redis restore --yes " + dump, 0);
    CHECK(keys_of(shop.ground.redis) == before);
    // It looks again when it is asked to go on.
    check_run(shop.ground.laptop, "resume " + shop.ground.laptop.last(k_operation).value().id, 0);
}

/// Changes data behind its back: what is counted since its last start is nothing.
void change_unseen(Shop &shop)
{
    shop.restarter.restart();
    shop.ground.clock.sleep(Millis{1});
    redis::Connection other{redis::Address::parse(shop.ground.server.url()), {}, shop.ground.clock};
    other.call({"CLIENT", "UNPAUSE"});
    other.call({"HSET", "app:hash", "name", "somebody else"});
    other.call({"PERSIST", "app:words"});
    other.call({"SAVE"});
    shop.restarter.restart();
}

TEST_CASE("what has changed and what has run out on the way are told apart")
{
    Shop shop;
    shop.ground.redis.call({"SET", "app:short", "1", "PX", "6000"});
    shop.restarter.act([&] {
        change_unseen(shop);
        redis::Connection other{redis::Address::parse(shop.ground.server.url()), {}, shop.ground.clock};
        while (other.call({"EXISTS", "app:short"}).integer() == 1) shop.ground.clock.sleep(Millis{20});
    });
    auto const outcome = check_run(shop.ground.laptop, std::string(k_restart) + " --digest full --json", 11);
    auto const change = change_of(outcome);
    CHECK(change.at("changed") == 2);
    CHECK(change.at("other_expiry") == 1);
    CHECK(change.at("lost") == 0);
    CHECK(change.at("expired") == 1);
    CHECK_THAT(outcome.ended.err, Catch::Contains("changed 0 app:hash"));
    CHECK_THAT(outcome.ended.err, Catch::Contains("processing stays paused"));
    CHECK(shop.is_paused());
    auto const holds = check_run(shop.ground.laptop, "holds ls", 0);
    CHECK_THAT(holds.ended.out, Catch::Contains("workers pause"));
    check_run(shop.ground.laptop, "workers resume --yes", 0);
    CHECK_FALSE(shop.is_paused());
}

TEST_CASE("a pause that stands already is adopted, and stays")
{
    Shop shop;
    check_run(shop.ground.laptop, "workers pause --yes --for 1h --wait 0s", 0);
    check_run(shop.ground.laptop, k_restart, 0);
    CHECK(shop.is_paused());
    check_run(shop.ground.laptop, "workers resume --yes", 0);
    CHECK_FALSE(shop.is_paused());
}

/// Nothing was restarted, nobody is held up, nothing stays paused.
void check_untouched(Shop &shop, std::string const &run_id, Keys const &before)
{
    CHECK(shop.restarter.times() == 0);
    CHECK(shop.run_id() == run_id);
    CHECK_FALSE(shop.is_paused());
    shop.ground.redis.call({"CONFIG", "SET", "stop-writes-on-bgsave-error", "no"});
    shop.ground.redis.call({"SET", "web:writes", "1"});
    CHECK(keys_of(shop.ground.redis) == before);
}

TEST_CASE("a server that can't save is not restarted")
{
    Shop shop{{"--dbfilename", "there"}};
    auto const before = keys_of(shop.ground.redis);
    auto const run_id = shop.run_id();
    // Where its file should be stands a folder: that fails for root, too.
    std::filesystem::create_directories(shop.ground.server.folder() + "/there/below");
    auto const outcome = check_run(shop.ground.laptop, k_restart, 1);
    CHECK_THAT(outcome.ended.err, Catch::Contains("can't save"));
    CHECK_THAT(outcome.ended.err, Catch::Contains("nothing was changed"));
    check_untouched(shop, run_id, before);

    // Now it refuses every write (MISCONF).
    shop.ground.redis.call({"CONFIG", "SET", "stop-writes-on-bgsave-error", "yes"});
    shop.ground.redis.call({"CONFIG", "SET", "save", "3600 1"});
    auto const refused = check_run(shop.ground.laptop, k_restart, 1);
    CHECK_THAT(refused.ended.err, Catch::Contains("nothing was changed"));
    check_untouched(shop, run_id, before);
}

TEST_CASE("a server that does not let writes be held back is restarted only by --no-fence")
{
    Shop shop;
    auto const before = keys_of(shop.ground.redis);
    auto const run_id = shop.run_id();
    shop.ground.redis.call({"ACL", "SETUSER", "default", "-client|pause"});
    auto const outcome = check_run(shop.ground.laptop, k_restart, 4);
    CHECK_THAT(outcome.ended.err, Catch::Contains("refuses CLIENT PAUSE"));
    check_untouched(shop, run_id, before);
    auto const change = change_of(check_run(shop.ground.laptop, std::string(k_restart) + " --no-fence --json", 0));
    CHECK(change.at("writes_held") == false);
    CHECK(change.at("lost") == 0);
    CHECK(shop.restarter.times() == 1);
    CHECK(keys_of(shop.ground.redis) == before);
}

TEST_CASE("a command that fails is told, and all is as it was")
{
    Shop shop;
    auto const before = keys_of(shop.ground.redis);
    auto const run_id = shop.run_id();
    std::ofstream{shop.restarter.config()} << "[env.default.redis]\nurl = { env = \"REDIS_URL\" }\n"
                                              "restart = [\"sh\", \"-c\", \"echo no such unit >&2; exit 5\"]\n";
    auto const outcome = check_run(shop.ground.laptop, k_restart, 1);
    CHECK_THAT(outcome.ended.err, Catch::Contains("ended with 5: no such unit; nothing was changed"));
    check_untouched(shop, run_id, before);
}

TEST_CASE("interrupted while it waits for a job, it lets the workers go on")
{
    Shop shop;
    auto const before = keys_of(shop.ground.redis);
    auto const run_id = shop.run_id();
    auto const id = std::string("web-1:17:sites");
    shop.ground.redis.call({"SADD", "resque:workers", id});
    shop.ground.redis.call({"SET", "resque:worker:" + id,
                            R"({"queue":"sites","run_at":"2026-11-28T00:00:00Z",)"
                            R"("payload":{"class":"A","args":[]}})"});
    auto const waited = check_run(shop.ground.laptop, "redis dump-restore --yes --pause-wait 300ms", 7);
    CHECK_THAT(waited.ended.err, Catch::Contains("1 job still runs"));
    check_untouched(shop, run_id, before);
    auto held = shop.ground.laptop.hold(k_restart, 1);
    REQUIRE(held.still());
    held.signal(SIGCONT);
    while (!shop.is_paused()) shop.ground.clock.sleep(Millis{2});
    held.signal(SIGINT);
    CHECK(held.finish().status == 130);
    check_untouched(shop, run_id, before);
}

TEST_CASE("a server that never comes back is told, and resume ends it when it is up")
{
    Shop shop;
    auto const before = keys_of(shop.ground.redis);
    shop.restarter.act([&] { shop.ground.server.stop(); });
    auto const outcome = check_run(shop.ground.laptop, "redis restart --yes --wait 500ms", 11);
    auto const id = shop.ground.laptop.last(k_operation).value().id;
    CHECK_THAT(outcome.ended.err, Catch::Contains("its own log says why"));
    CHECK_THAT(outcome.ended.err, Catch::Contains("omactl resume " + id));
    auto const again = check_run(shop.ground.laptop, "resume " + id, 11);
    CHECK(shop.restarter.times() == 1);
    shop.restarter.restart();
    check_run(shop.ground.laptop, "resume " + id, 0);
    CHECK(shop.restarter.times() == 1);
    CHECK(keys_of(shop.ground.redis) == before);
    CHECK_FALSE(shop.is_paused());
    check_run(shop.ground.laptop, "undo --yes " + id, 7);
}

}  // namespace
