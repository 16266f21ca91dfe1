#include "lib/postgres/plugin/session.hpp"

#include <cstdlib>

namespace omactl::postgres {

namespace {

/// What libpq reads of the environment whatever its connection string says. (All else is overruled there.)
void forget_variables()
{
    for (auto const *name : {"PGSERVICE", "PGDATESTYLE", "PGTZ", "PGGEQO", "PGREQUIRESSL"}) ::unsetenv(name);
}

class Plugin final : public Module {
public:
    std::unique_ptr<Session> open(std::string const &conninfo) override
    {
        forget_variables();
        return open_session(conninfo);
    }
};

}  // namespace

}  // namespace omactl::postgres

extern "C" {

char const *omactl_postgres_version();
char const *omactl_postgres_version()
{
    return OMACTL_VERSION;
}

void *omactl_postgres_module();
void *omactl_postgres_module()
{
    static omactl::postgres::Plugin plugin;
    return static_cast<omactl::postgres::Module *>(&plugin);
}
}
