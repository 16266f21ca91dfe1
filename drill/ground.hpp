#pragma once

#include "lib/core/error.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "drill/service.hpp"
#include "drill/site.hpp"

namespace omactl::drill {

/// A sandbox: its site, and the services that stand on it.
class Ground {
public:
    Ground(std::string omactl, Environ const &variables, Clock &clock) : m_site(std::move(omactl), variables, clock) {}

    Site &site() { return m_site; }
    Site const &site() const { return m_site; }

    /// Starts what a page needs. Throws not_found, with the line that installs it, when a server is missing;
    /// usage for a service that no sandbox has.
    void build(std::vector<std::string> const &services, std::vector<std::string> const &folders);
    /// Starts those of them that this machine has. Returns why the others can't be; throws when that is all.
    std::vector<Error> build_what_there_is(std::vector<ServiceKind const *> const &kinds,
                                           std::vector<std::string> const &folders);

    /// Throws usage when it was not built.
    Service &service(std::string const &name) const;
    template <class S> S &get() const { return static_cast<S &>(service(std::string(S::k_name))); }

    std::uintmax_t work() const;
    std::vector<Accounts> settle() const;

private:
    void write_config(std::vector<std::string> const &folders) const;
    Site m_site;
    std::map<std::string, std::unique_ptr<Service>> m_services;
};

}  // namespace omactl::drill
