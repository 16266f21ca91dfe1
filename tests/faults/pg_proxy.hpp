#pragma once

#include "tests/faults/pg_ground.hpp"
#include "tests/faults/proxy.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace omactl::faults {

/// A proxy before a PostgreSQL: its socket under the name that libpq looks for.
class PgProxy {
public:
    explicit PgProxy(PgGround const &ground)
        : m_name(fmt::format("/.s.PGSQL.{}", ground.server.port())), m_proxy(ground.server.folder() + m_name)
    {
        std::filesystem::create_symlink(m_proxy.socket(), m_folder.path() + m_name);
    }
    Proxy &operator*() { return m_proxy; }
    Proxy *operator->() { return &m_proxy; }
    std::string url(PgGround const &ground) const
    {
        return fmt::format("postgresql://postgres@/shop?host={}&port={}", m_folder.path(), ground.server.port());
    }

private:
    sandbox::Folder m_folder;
    std::string m_name;
    Proxy m_proxy;
};

}  // namespace omactl::faults
