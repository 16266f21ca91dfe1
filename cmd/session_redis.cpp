#include "cmd/doctor_redis.hpp"
#include "cmd/redis_connect.hpp"
#include "cmd/status_redis.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/core/ulid.hpp"
#include "lib/queue/recognise.hpp"
#include "lib/redis/fenced.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

redis::TlsSettings tls_settings(config::RedisTls const &tls, bool protect)
{
    if (!tls.verify && protect)
        throw Error{Fault::declined, "redis: verify = \"none\" is not allowed in a protected environment",
                    "pin the server instead: tls = { pin_sha256 = \"…\" } (a failing connection prints the line)"};
    return {tls.ca.value_or(""), tls.pin_sha256.value_or(""), tls.verify};
}

void check_readable(std::string const &environment, std::string const &path, Service::Add const &add)
{
    try {
        read_file(path);
    } catch (Error const &e) {
        add("redis.tls.ca", fmt::format("{}.redis.tls.ca: {}", environment, e.message()),
            fmt::format("look at it: ls -l {}", shell_quoted(path)));
    }
}

// The id of the one that is meant, among those that are open; one in full may be of any.
std::string full_id(std::string_view wanted, redis::Reply const &open)
{
    std::string found = wanted.size() == 26 ? std::string(wanted) : "";
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (!open[i].text().starts_with(wanted)) continue;
        if (!found.empty() && found != open[i].text())
            throw Error{Fault::usage,
                        fmt::format("'{}' fits several operations: {}, {}, …", wanted, found, open[i].text()),
                        "give more of the id"};
        found = open[i].text();
    }
    return found;
}

class RedisService final : public Service {
public:
    RedisService() noexcept : Service("redis", "REDIS_URL", 10) {}

    std::optional<Configured> configured(config::Environment const &environment) const override
    {
        auto const &redis = environment.redis;
        if (!redis) return std::nullopt;
        return Configured{{{"url", &redis->url}}, redis->loopback, redis->via};
    }
    Where where(std::string const &url) const override
    {
        auto const address = redis::Address::parse(url);
        return {address.describe(), address.is_loopback()};
    }
    void look(Session &session, StatusLook &look) const override { look_at_redis(session, look); }
    std::vector<Finding> examine(Session &session) const override { return examine_redis(session); }

    void check(config::Environment const &environment, Add const &add) const override
    {
        if (!environment.redis->tls.verify && environment.protect.value_or(false))
            add("redis.tls.verify",
                fmt::format("redis of protected environment {} does not verify its server", environment.name),
                "pin it instead: tls = { pin_sha256 = \"…\" } (a failing connection prints the line)");
        if (environment.redis->tls.ca) check_readable(environment.name, *environment.redis->tls.ca, add);
    }

    std::optional<op::Plan> find_plan(std::string_view wanted, Session &session) const override
    {
        auto const prefix = session.queue_layout().key("omactl:");
        auto const id = full_id(wanted, session.redis().call({"SMEMBERS", prefix + "open"}));
        if (id.empty()) return std::nullopt;
        auto const record = redis::read_record(session.redis(), prefix + "op:" + id);
        if (!record) return std::nullopt;
        return op::plan_from_text(record->plan);
    }
};

RedisService const g_redis;

/// The environment's Redis: one connection for all who just ask, others for who works at it in parallel.
class RedisDoor {
public:
    RedisDoor(Session &session, Terms terms) : m_session(session), m_terms(std::move(terms)), m_first(open({})) {}

    redis::Connection &first() { return *m_first; }
    std::unique_ptr<redis::Connection> open(std::optional<int> db) const
    {
        auto address = redis::Address::parse(m_terms.url);
        if (db) address.db = *db;
        m_session.context().secrets.add(address.password);
        redis::Settings settings;
        settings.tls = tls_settings(m_session.environment().redis->tls, m_session.is_protected());
        settings.reads_only = m_terms.reads_only;
        settings.trace = m_terms.trace;
        auto connection =
            std::make_unique<redis::Connection>(std::move(address), std::move(settings), m_session.context().clock);
        if (m_terms.deadline) connection->set_deadline(*m_terms.deadline);
        if (m_stays) connection->stay_with(m_first->run_id());
        return connection;
    }
    // Once writes may pass there is a plan, and it is for the server that was looked at.
    void set_reads_only(std::string why)
    {
        m_terms.reads_only = std::move(why);
        m_first->set_reads_only(m_terms.reads_only);
        m_stays = m_terms.reads_only.empty();
        if (m_stays) m_first->stay_with({});
    }

private:
    Session &m_session;
    Terms m_terms;
    bool m_stays = false;
    std::unique_ptr<redis::Connection> m_first;
};

RedisDoor &door(Session &session)
{
    return session.transport<RedisDoor>(
        g_redis, [&session](Terms terms) { return std::make_unique<RedisDoor>(session, std::move(terms)); });
}

}  // namespace

bool Session::has_redis()
{
    return environment().redis.has_value();
}

redis::Connection &Session::redis()
{
    return door(*this).first();
}

keyspace::Connect redis_connector(Session &session)
{
    return [&door = door(session)](int db) { return door.open(db); };
}

keyspace::Load gentle_load(double keys_per_second, Session &session)
{
    keyspace::Load load;
    load.keys_per_second = keys_per_second;
    load.wait = [&clock = session.context().clock](Millis span) {
        clock.sleep(span);
        throw_if_interrupted();
    };
    return load;
}

queue::Layout const &Session::queue_layout()
{
    if (m_layout) return *m_layout;
    auto const &service = environment().queue;
    // Resque's form of an address names the namespace.
    auto nspace = has_redis() ? redis::Address::parse(url_of(g_redis)).nspace : std::nullopt;
    if (!nspace) nspace = service.nspace;
    if (service.kind)
        m_layout = queue::Layout::of(queue::kind_of(*service.kind), nspace);
    else
        m_layout = nspace ? queue::Layout::of(queue::Kind::resque, nspace) : found_layout();
    return *m_layout;
}

queue::Layout Session::found_layout()
{
    auto const found = queue::recognise(redis());
    if (found.resque && found.sidekiq)
        throw Error{Fault::usage, "both Resque's and Sidekiq's keys are in this Redis, and nothing says which is meant",
                    R"(set kind = "resque" or kind = "sidekiq" in [env.NAME.queue]: omactl config path)"};
    return queue::Layout::of(found.sidekiq ? queue::Kind::sidekiq : queue::Kind::resque, std::nullopt);
}

}  // namespace omactl::cmd
