#include "lib/operation/world.hpp"

#include "lib/core/environ.hpp"
#include "lib/operation/journal.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

namespace omactl::op {

World::World(cli::Context &context) : m_context(context) {}
World::~World() = default;

Journal &World::journal()
{
    if (!m_journal)
        m_journal = std::make_unique<Journal>(state_folder(m_context.environ), m_context.clock, m_context.secrets);
    return *m_journal;
}

std::string World::archive_folder() const
{
    return state_folder(m_context.environ) + "/archive";
}

std::string World::host() const
{
    char name[256] = {};
    if (::gethostname(name, sizeof name - 1) != 0) return "unknown";
    return name;
}

std::string World::who() const
{
    auto const *entry = ::getpwuid(::geteuid());
    auto const user =
        m_context.environ.get("USER").value_or(entry ? entry->pw_name : "uid" + std::to_string(::geteuid()));
    return fmt::format("{}@{}", user, host());
}

}  // namespace omactl::op
