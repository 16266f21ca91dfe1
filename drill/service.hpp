#pragma once

#include "lib/cli/report.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "drill/registered.hpp"
#include "drill/site.hpp"

namespace omactl::drill {

/// One thing that must be so in the end.
struct Check {
    std::string what;
    bool holds = false;
};

/// How what a service holds has come through a drill.
struct Accounts {
    std::string name;  ///< of the figures in the drill's JSON: "jobs"
    cli::Json figures;
    std::vector<Check> checks;  ///< beside those that the drill's `mended` names
};

/// A real server of a sandbox, with those who work on it. It ends with this.
class Service {
public:
    Service() = default;
    virtual ~Service() = default;
    Service(Service const &) = delete;
    Service &operator=(Service const &) = delete;

    /// What the environment `sandbox` says of it: "\n[env.sandbox.redis]\n…".
    virtual std::string tables() const = 0;
    virtual void restart() = 0;
    /// Grows with each thing that somebody gets done on it.
    virtual std::uintmax_t work() const { return 0; }
    /// Waits until it has come to rest, or for as long as that is worth, and counts.
    virtual Accounts settle() = 0;
};

/// A service that a sandbox can have, by the name that a page's `needs` has for it. Constructed at file
/// scope in drill/SERVICE_service.cpp.
class ServiceKind : public Registered<ServiceKind> {
public:
    /// Returns it ready. Throws not_found, with the line that installs it, when its program is missing.
    using Begin = std::unique_ptr<Service> (*)(Site &site);
    ServiceKind(std::string_view name, Begin how) noexcept : Registered(name), m_begin(how) {}
    std::unique_ptr<Service> begin(Site &site) const { return m_begin(site); }

private:
    Begin m_begin;
};

/// Throws usage when no sandbox has this one.
ServiceKind const &service_kind(std::string const &name);

}  // namespace omactl::drill
