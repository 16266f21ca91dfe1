#pragma once

#include "cmd/service.hpp"
#include "lib/cli/context.hpp"
#include "lib/config/config.hpp"
#include "lib/operation/plan.hpp"
#include "lib/operation/world.hpp"
#include "lib/queue/layout.hpp"
#include "lib/redis/connection.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace omactl::cmd {

/// What a transport is to be opened with.
struct Terms {
    std::string url;                                   ///< its secrets are known to `redact` already
    std::string reads_only;                            ///< not empty: why
    std::function<void(std::string_view line)> trace;  ///< of --verbose; empty: nobody listens
    std::optional<Ticks> deadline;                     ///< no wait goes past it
};

/// One run of one command: the environment it works in and the services it has opened. Nothing is
/// read or connected before it is asked for.
class Session final : public op::World {
public:
    explicit Session(cli::Context &context);
    /// For a thread that may not wait beyond `deadline`, nor beyond that of `other`.
    Session(Session const &other, Ticks deadline);
    ~Session() override;

    config::Config const &config();
    config::Environment const &environment();

    /// The environment's Redis; not connected until first used. Throws Fault::usage with a hint
    /// when none is configured. In a dry run and under `readonly` it lets only reads pass.
    redis::Connection &redis();
    /// How the environment keeps its queues. Where its kind is not configured, the keys tell; throws
    /// Fault::usage when both frameworks' are there.
    queue::Layout const &queue_layout();
    bool has_redis();

    /// A service's transport: the one that is open, or what `open` makes of the terms. A T has
    /// set_reads_only(std::string). `key` tells several of one service apart. Throws Fault::usage when
    /// the service is not configured, or its address is one that may not be used.
    template <class T>
    T &transport(Service const &service, std::function<std::unique_ptr<T>(Terms)> const &open,
                 std::string_view key = "url")
    {
        auto const name = std::string(service.name()) + "." + std::string(key);
        auto &place = m_open[name];
        if (!place) place = std::make_unique<Opened<T>>(open(terms_of(service, key)));
        return static_cast<Opened<T> &>(*place).get();
    }
    /// What one is opened with that transport() does not open itself. Throws as it does.
    Terms terms_of(Service const &service, std::string_view key);
    /// Its address, resolved. Throws as transport() does, but for a loopback address.
    std::string url_of(Service const &service, std::string_view key = "url");

    std::string env_name() override;
    bool is_protected() override;
    bool is_readonly() override;
    /// Called by the engine once a change was confirmed and may write.
    void allow_writes() override;
    std::optional<op::Plan> find_plan(std::string_view id) override;

private:
    class AnyOpened {
    public:
        virtual ~AnyOpened() = default;
        virtual void set_reads_only(std::string why) = 0;
    };
    template <class T> class Opened final : public AnyOpened {
    public:
        explicit Opened(std::unique_ptr<T> transport) : m_transport(std::move(transport)) {}
        T &get() { return *m_transport; }
        void set_reads_only(std::string why) override { m_transport->set_reads_only(std::move(why)); }

    private:
        std::unique_ptr<T> m_transport;
    };

    queue::Layout found_layout();
    std::optional<config::Config> m_config;
    config::Environment const *m_environment = nullptr;
    std::map<std::string, std::unique_ptr<AnyOpened>> m_open;  ///< by "redis.url"
    std::optional<queue::Layout> m_layout;
    bool m_writes = false;
    std::optional<Ticks> m_deadline;  ///< of --timeout
};

/// The session that the engine works in.
inline Session &session_of(op::World &world)
{
    return static_cast<Session &>(world);
}

}  // namespace omactl::cmd
