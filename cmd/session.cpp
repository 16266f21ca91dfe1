#include "cmd/session.hpp"

#include "lib/core/ulid.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr char k_init_hint[] = "or write a configuration: omactl config init";

Configured need_configured(Service const &service, config::Environment const &environment)
{
    auto configured = service.configured(environment);
    if (!configured)
        throw Error{Fault::usage, fmt::format("environment '{}' has no {}", environment.name, service.name()),
                    fmt::format("set {}, {}", service.variable(), k_init_hint)};
    if (configured->via && !configured->loopback)
        throw Error{Fault::usage,
                    fmt::format("{} of environment '{}' is to be reached via '{}'", service.name(), environment.name,
                                *configured->via),
                    "via is not supported yet: open the tunnel yourself and set loopback = true"};
    return *std::move(configured);
}

}  // namespace

Session::Session(cli::Context &context) : World(context)
{
    if (context.globals.timeout) m_deadline = context.clock.ticks() + *context.globals.timeout;
}

Session::Session(Session const &other, Ticks deadline)
    : World(other.context()), m_deadline(std::min(deadline, other.m_deadline.value_or(deadline)))
{
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

std::string Session::url_of(Service const &service, std::string_view key)
{
    auto const configured = need_configured(service, environment());
    for (auto const &[name, source] : configured.urls)
        if (name == key) return config::resolve(*source, context().environ, context().secrets).reveal();
    throw Error{Fault::usage, fmt::format("{} of environment '{}' has no {}", service.name(), env_name(), key),
                fmt::format("add it to [env.{}.{}]: omactl config path", env_name(), service.name())};
}

// An environment that nobody described is protected unless nothing in it can be production.
bool Session::is_protected()
{
    auto const &env = environment();
    if (env.protect) return *env.protect;
    if (env.from_file) return false;
    for (auto const *service : Service::all_in(env))
        for (auto const &url : service->urls(env))
            if (!service->where(url_of(*service, url.key)).is_loopback) return true;
    return false;
}

Terms Session::terms_of(Service const &service, std::string_view key)
{
    Terms terms;
    terms.url = url_of(service, key);
    if (auto const trouble = loopback_trouble(service, environment(), service.where(terms.url))) throw Error{*trouble};
    if (is_readonly())
        terms.reads_only = "this environment is read-only (readonly = true or OMACTL_READONLY)";
    else if (!m_writes)
        terms.reads_only = "nothing was confirmed";
    if (context().globals.verbose)
        terms.trace = [&context = context(), name = service.name()](std::string_view line) {
            context.talk(fmt::format("{}: {}\n", name, line));
        };
    terms.deadline = m_deadline;
    return terms;
}

void Session::allow_writes()
{
    if (m_writes) return;
    m_writes = true;
    if (is_readonly()) return;
    for (auto const &[name, opened] : m_open)
        if (opened) opened->set_reads_only({});
}

std::optional<op::Plan> Session::find_plan(std::string_view id)
{
    auto const wanted = ulid_prefix(id);
    if (wanted.empty()) return std::nullopt;
    for (auto const *service : Service::all_in(environment()))
        if (auto plan = service->find_plan(wanted, *this)) return plan;
    return std::nullopt;
}

}  // namespace omactl::cmd
