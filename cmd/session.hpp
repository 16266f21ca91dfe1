#pragma once

#include "lib/cli/context.hpp"
#include "lib/config/config.hpp"
#include "lib/operation/plan.hpp"
#include "lib/operation/world.hpp"
#include "lib/queue/layout.hpp"
#include "lib/redis/connection.hpp"

#include <memory>
#include <optional>
#include <string>

namespace omactl::cmd {

/// One run of one command: the environment it works in and the services it has opened. Nothing is
/// read or connected before it is asked for.
class Session final : public op::World {
public:
    explicit Session(cli::Context &context);
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

    std::string env_name() override;
    bool is_protected() override;
    bool is_readonly() override;
    /// Called by the engine once a change was confirmed and may write.
    void allow_writes() override;
    std::optional<op::Plan> find_plan(std::string_view id) override;

private:
    std::unique_ptr<redis::Connection> open_redis(bool reads_only);
    redis::Address redis_address();
    queue::Layout found_layout();
    std::optional<config::Config> m_config;
    config::Environment const *m_environment = nullptr;
    std::unique_ptr<redis::Connection> m_redis;
    std::optional<queue::Layout> m_layout;
    bool m_writes = false;
    std::optional<Ticks> m_deadline;  ///< of --timeout
};

}  // namespace omactl::cmd
