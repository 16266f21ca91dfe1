#pragma once

#include "cmd/findings.hpp"
#include "lib/config/config.hpp"
#include "lib/operation/journal.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

class Session;

/// One line of `status`.
struct StatusLine {
    enum class Level { fail, warn, open, hold, ok } level = Level::ok;
    std::string service;
    std::string text;
    std::string next;  ///< the command that deals with it
};

/// What `status` asks of a service, and what it found.
struct StatusLook {
    Millis interval;  ///< between two looks at what flows
    std::vector<op::Entry> const &entries;
    std::vector<StatusLine> lines = {};
    std::set<std::string> told = {};  ///< ids of operations that the lines tell of
    bool answered = false;            ///< the service said what it knows of operations
};

/// What the configuration says of a service.
struct Configured {
    struct Url {
        std::string_view key;  ///< "url"
        config::Source const *source;
    };
    std::vector<Url> urls;
    bool loopback = false;  ///< a loopback address is meant, also in a protected environment
    std::optional<std::string> via;
};

/// Where an address leads.
struct Where {
    std::string shown;  ///< without secrets: "10.0.0.12:6379/0"
    bool is_loopback = false;
};

/// One kind of service as `status`, `doctor`, `config check` and the session see it. Objects stand at
/// file scope in cmd/session_NAME.cpp and link themselves in, so that a new one is a new file.
class Service {
public:
    /// `name`: its section of the configuration; `place`: its rank on a screen that shows several.
    Service(std::string_view name, std::string_view variable, int place) noexcept;
    virtual ~Service() = default;
    Service(Service const &) = delete;
    Service &operator=(Service const &) = delete;

    std::string_view name() const noexcept { return m_name; }
    std::string_view variable() const noexcept { return m_variable; }  ///< "REDIS_URL"
    static std::vector<Service const *> all();                         ///< by place
    static std::vector<Service const *> all_in(config::Environment const &environment);

    /// nullopt: the environment has none.
    virtual std::optional<Configured> configured(config::Environment const &environment) const = 0;
    std::vector<Configured::Url> urls(config::Environment const &environment) const;
    /// Throws Fault::usage when it is no address of this service.
    virtual Where where(std::string const &url) const = 0;
    /// Asks it for `status`, on a thread with a session of its own. What it throws becomes a line.
    virtual void look(Session &session, StatusLook &look) const = 0;
    /// Is it ready for an incident? For `doctor`; reads only. What it throws becomes a finding.
    virtual std::vector<Finding> examine(Session &session) const = 0;

    /// More for `config check`, which contacts nobody: `add(key, message, mend)` for what is wrong.
    using Add = std::function<void(std::string_view key, std::string message, std::string mend)>;
    virtual void check(config::Environment const &, Add const &) const {}
    /// The plan of an operation that another machine began, where the service keeps records; `wanted` is
    /// an id or the beginning of one.
    virtual std::optional<op::Plan> find_plan(std::string_view, Session &) const { return std::nullopt; }

private:
    std::string_view m_name, m_variable;
    int m_place;
    Service const *m_next;
};

/// "REDIS_URL or DATABASE_URL": what an environment is made of where there is no configuration.
std::string service_variables();
/// What to do where there is no service at all.
std::string no_service_hint();
/// Throws Fault::usage when the environment has no service at all.
void need_service(Session &session);
/// Is this address one that a protected environment does not allow? Then why, and what to do.
std::optional<Error> loopback_trouble(Service const &service, config::Environment const &environment,
                                      Where const &where);
/// The configuration may pin who a service is. Throws declined: "this is not the Redis that …".
void need_pinned(std::string_view title, std::string_view what, std::optional<std::string> const &pinned,
                 std::string const &found);
/// For Operation::recheck and recheck_target: another server answers than the one of the plan.
[[noreturn]] void throw_another(std::string_view title, std::string_view description);

}  // namespace omactl::cmd
