#include "cmd/session.hpp"

#include "cmd/queue_target.hpp"
#include "lib/cli/io.hpp"
#include "lib/core/ulid.hpp"
#include "lib/queue/recognise.hpp"
#include "lib/redis/fenced.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

Session::Session(cli::Context &context) : World(context)
{
    if (context.globals.timeout) m_deadline = context.clock.ticks() + *context.globals.timeout;
}

Session::~Session() = default;

config::Config const &Session::config()
{
    if (!m_config) m_config = config::Config::load(context().globals.config, context().environ);
    return *m_config;
}

config::Environment const &Session::environment()
{
    if (!m_environment) m_environment = &config().choose(context().globals.env, context().environ);
    return *m_environment;
}

std::string Session::env_name()
{
    return environment().name;
}

bool Session::is_readonly()
{
    return environment().readonly;
}

bool Session::has_redis()
{
    return environment().redis.has_value();
}

redis::Address Session::redis_address()
{
    auto const &service = environment().redis;
    if (!service)
        throw Error{Fault::usage, fmt::format("environment '{}' has no redis", env_name()),
                    "set REDIS_URL, or write a configuration: omactl config init"};
    if (service->via && !service->loopback)
        throw Error{Fault::usage,
                    fmt::format("redis of environment '{}' is to be reached via '{}'", env_name(), *service->via),
                    "via is not supported yet: open the tunnel yourself and set loopback = true"};
    auto const url = config::resolve(service->url, context().environ, context().secrets);
    auto address = redis::Address::parse(url.reveal());
    context().secrets.add(address.password);
    return address;
}

// An environment that nobody described is protected unless nothing in it can be production.
bool Session::is_protected()
{
    auto const &env = environment();
    if (env.protect) return *env.protect;
    if (env.from_file) return false;
    return has_redis() && !redis_address().is_loopback();
}

namespace {

redis::TlsSettings tls_settings(config::RedisTls const &tls, bool protect)
{
    if (!tls.verify && protect)
        throw Error{Fault::declined, "redis: verify = \"none\" is not allowed in a protected environment",
                    "pin the server instead: tls = { pin_sha256 = \"…\" } (a failing connection prints the line)"};
    return {tls.ca.value_or(""), tls.pin_sha256.value_or(""), tls.verify};
}

}  // namespace

std::unique_ptr<redis::Connection> Session::open_redis(bool reads_only)
{
    auto address = redis_address();
    auto const &service = *environment().redis;
    if (environment().protect.value_or(false) && address.is_loopback() && !service.loopback)
        throw Error{Fault::usage,
                    fmt::format("redis of protected environment '{}' is at a loopback address: {}", env_name(),
                                address.describe()),
                    fmt::format("if that is meant (a tunnel, say), add loopback = true to [env.{}.redis]", env_name())};
    redis::Settings settings;
    settings.tls = tls_settings(service.tls, is_protected());
    if (is_readonly())
        settings.reads_only = "this environment is read-only (readonly = true or OMACTL_READONLY)";
    else if (reads_only)
        settings.reads_only = "nothing was confirmed";
    if (context().globals.verbose)
        settings.trace = [this](std::string_view line) {
            context().io.err(context().secrets.redact(fmt::format("redis: {}\n", line)));
        };
    auto connection = std::make_unique<redis::Connection>(std::move(address), std::move(settings), context().clock);
    if (m_deadline) connection->set_deadline(*m_deadline);
    return connection;
}

redis::Connection &Session::redis()
{
    if (!m_redis) m_redis = open_redis(!m_writes);
    return *m_redis;
}

void Session::allow_writes()
{
    if (m_writes) return;
    m_writes = true;
    if (m_redis && !is_readonly()) m_redis->set_reads_only({});
}

std::optional<op::Plan> Session::find_plan(std::string_view id)
{
    auto const wanted = ulid_prefix(id);
    if (wanted.empty() || !has_redis()) return std::nullopt;
    auto const prefix = queue_layout().key("omactl:");
    std::string found = wanted.size() == 26 ? wanted : "";
    auto const open = redis().call({"SMEMBERS", prefix + "open"});
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (!open[i].text().starts_with(wanted)) continue;
        if (!found.empty() && found != open[i].text())
            throw Error{Fault::usage,
                        fmt::format("'{}' fits several operations: {}, {}, …", wanted, found, open[i].text()),
                        "give more of the id"};
        found = open[i].text();
    }
    if (found.empty()) return std::nullopt;
    auto const record = redis::read_record(redis(), prefix + "op:" + found);
    if (!record) return std::nullopt;
    return op::plan_from_text(record->plan);
}

queue::Layout const &Session::queue_layout()
{
    if (m_layout) return *m_layout;
    auto const &service = environment().queue;
    auto nspace = has_redis() ? redis_address().nspace : std::nullopt;  // Resque's form of an address
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
                    "set kind = \"resque\" or kind = \"sidekiq\" in [env.NAME.queue]: omactl config path"};
    return queue::Layout::of(found.sidekiq ? queue::Kind::sidekiq : queue::Kind::resque, std::nullopt);
}

}  // namespace omactl::cmd
