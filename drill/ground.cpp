#include "drill/ground.hpp"

#include <fmt/format.h>

namespace omactl::drill {

void Ground::build(std::vector<std::string> const &services, std::vector<std::string> const &folders)
{
    for (auto const &name : services) static_cast<void>(service_kind(name));
    for (auto const &name : services)
        if (!m_services.contains(name)) m_services[name] = service_kind(name).begin(m_site);
    write_config(folders);
}

std::vector<Error> Ground::build_what_there_is(std::vector<ServiceKind const *> const &kinds,
                                               std::vector<std::string> const &folders)
{
    std::vector<Error> missing;
    for (auto const *kind : kinds) {
        try {
            m_services[std::string(kind->name())] = kind->begin(m_site);
        } catch (Error const &e) {
            if (e.fault() != Fault::not_found) throw;
            missing.push_back(e);
        }
    }
    if (m_services.empty() && !missing.empty()) throw Error{missing.front()};
    write_config(folders);
    return missing;
}

void Ground::write_config(std::vector<std::string> const &folders) const
{
    std::string tables;
    for (auto const &[name, service] : m_services) tables += service->tables();
    m_site.write_config(folders, tables);
}

Service &Ground::service(std::string const &name) const
{
    auto const found = m_services.find(name);
    if (found == m_services.end())
        throw Error{Fault::usage, fmt::format("this sandbox has no {}", name), "the page's `needs` says what it has"};
    return *found->second;
}

std::uintmax_t Ground::work() const
{
    std::uintmax_t all = 0;
    for (auto const &[name, service] : m_services) all += service->work();
    return all;
}

std::vector<Accounts> Ground::settle() const
{
    std::vector<Accounts> all;
    for (auto const &[name, service] : m_services) all.push_back(service->settle());
    return all;
}

ServiceKind const &service_kind(std::string const &name)
{
    if (auto const *kind = ServiceKind::find(name)) return *kind;
    throw Error{Fault::usage, fmt::format("the sandbox has no {} yet", name), "omactl drill ls"};
}

}  // namespace omactl::drill
