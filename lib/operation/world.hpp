#pragma once

#include "lib/cli/context.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::op {

class Journal;
struct Plan;

/// What the engine needs to know of the place it works in. The command line's session is one.
class World {
public:
    explicit World(cli::Context &context);
    virtual ~World();
    World(World const &) = delete;
    World &operator=(World const &) = delete;

    cli::Context &context() const { return m_context; }
    /// The journal of this machine and user; opened when first asked for.
    Journal &journal();
    /// Where archives lie.
    std::string archive_folder() const;
    std::string who() const;  ///< "marta@laptop", for leases and the journal
    std::string host() const;

    virtual std::string env_name() = 0;
    virtual bool is_protected() = 0;
    virtual bool is_readonly() = 0;
    virtual void allow_writes() = 0;
    /// The plan of an operation that another machine began, from the record in a service; `id` may
    /// be a prefix of an open one.
    virtual std::optional<Plan> find_plan(std::string_view id) = 0;

private:
    cli::Context &m_context;
    std::unique_ptr<Journal> m_journal;
};

}  // namespace omactl::op
