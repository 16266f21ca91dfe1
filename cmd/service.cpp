#include "cmd/service.hpp"

#include "cmd/session.hpp"

#include <fmt/format.h>

#include <algorithm>

// What a new service touches, `NAME` say, besides its own room lib/NAME and its commands cmd/NAME_*.cpp:
//   lib/config   its struct in config.hpp; config.cpp (variables), schema.cpp, read.cpp, starter.cpp
//   secrets      secret_parts of its addresses; lib/papers/configuration_page.cpp
//   lib/cli      groups in command.cpp, map.cpp, topics.cpp (its variable)
//   completion   cli::Complete, and cmd/completion_names.cpp for names that it knows
//   cmd          session_NAME.cpp (this Service, its transport), status_NAME.cpp, doctor_NAME.cpp
//   tests        rows in tests/unit/tree/layers_test.cpp; tests/dev/needs.sh; `needs NAME` of tests/cli
//   build        CMakeLists.txt: its library, and a module where its client library is to be loaded late
//   drill        a server of its own in lib/sandbox and drill/, with scenarios

namespace omactl::cmd {

namespace {
constinit Service const *g_services = nullptr;
}

Service::Service(std::string_view name, std::string_view variable, int place) noexcept
    : m_name(name), m_variable(variable), m_place(place), m_next(g_services)
{
    g_services = this;
}

std::vector<Service const *> Service::all()
{
    std::vector<Service const *> services;
    for (auto const *service = g_services; service; service = service->m_next) services.push_back(service);
    std::ranges::sort(services, {}, [](Service const *service) { return service->m_place; });
    return services;
}

std::vector<Service const *> Service::all_in(config::Environment const &environment)
{
    auto services = all();
    std::erase_if(services, [&](Service const *service) { return !service->configured(environment); });
    return services;
}

std::vector<Configured::Url> Service::urls(config::Environment const &environment) const
{
    auto found = configured(environment);
    return found ? std::move(found->urls) : std::vector<Configured::Url>{};
}

std::string service_variables()
{
    std::string names;
    for (auto const *service : Service::all())
        if (names.find(service->variable()) == names.npos)  // databases share one
            names += (names.empty() ? "" : " or ") + std::string(service->variable());
    return names;
}

std::string no_service_hint()
{
    return fmt::format("set {}, or write a configuration: omactl config init", service_variables());
}

void need_service(Session &session)
{
    if (!Service::all_in(session.environment()).empty()) return;
    throw Error{Fault::usage, fmt::format("environment '{}' has no service to look at", session.env_name()),
                no_service_hint()};
}

std::optional<Error> loopback_trouble(Service const &service, config::Environment const &environment,
                                      Where const &where)
{
    auto const configured = service.configured(environment);
    if (!environment.protect.value_or(false) || !where.is_loopback || !configured || configured->loopback)
        return std::nullopt;
    return Error{Fault::usage,
                 fmt::format("{} of protected environment '{}' is at a loopback address: {}", service.name(),
                             environment.name, where.shown),
                 fmt::format("if that is meant (a tunnel, say), add loopback = true to [env.{}.{}]", environment.name,
                             service.name())};
}

void need_pinned(std::string_view title, std::string_view what, std::optional<std::string> const &pinned,
                 std::string const &found)
{
    if (pinned && *pinned != found)
        throw Error{Fault::declined,
                    fmt::format("this is not the {} that the configuration pins: {} is '{}', not '{}'", title, what,
                                found, *pinned),
                    "omactl config show; omactl doctor"};
}

void throw_another(std::string_view title, std::string_view description)
{
    throw Error{Fault::conflict, fmt::format("another {} answers than when this was planned: {}", title, description),
                "plan it again"};
}

}  // namespace omactl::cmd
