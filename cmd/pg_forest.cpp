#include "cmd/pg_forest.hpp"

#include "cmd/pg_look.hpp"
#include "cmd/pg_target.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

LocksLook look_at_locks(Session &session, pg::Server const &server)
{
    LocksLook look;
    look.server = server;
    look.backends = pg::activity(postgres_of(session), server);
    look.facts = pg::ask_locks(postgres_of(session), server);
    look.forest = pg::blocking_forest(look.backends, look.facts);
    return look;
}

LocksLook look_at_locks(Session &session)
{
    return look_at_locks(session, ask_pg(session));
}

std::string name_of_node(pg::Node const &node)
{
    if (node.prepared) return fmt::format("prepared '{}'", printable(node.prepared->gid));
    return node.backend ? node.backend->token() : std::to_string(node.pid);
}

std::string freeing_line(pg::Node const &root, pg::Server const &server)
{
    auto const remedy = pg::remedy_for(root);
    if (remedy.way == pg::Remedy::rollback_prepared) {
        auto const &database = root.prepared->database;
        auto const there =
            database == server.database ? std::string{} : fmt::format(" -c {}", shell_quoted("\\connect " + database));
        return fmt::format("omactl pg console --{} -c {}", there, shell_quoted(remedy.sql));
    }
    if (remedy.way == pg::Remedy::none || !root.backend) return {};
    return "omactl pg kill " + root.backend->token();
}

std::string roots_text(LocksLook const &look)
{
    auto const &forest = look.forest;
    std::string text;
    bool killable = false;
    for (auto const at : forest.roots) {
        auto const &root = forest.nodes[at];
        auto const remedy = pg::remedy_for(root);
        auto const line = freeing_line(root, look.server);
        killable = killable || remedy.way == pg::Remedy::cancel || remedy.way == pg::Remedy::terminate;
        text += line.empty() ? fmt::format("  {}: {}\n", name_of_node(root), printable(remedy.why))
                             : fmt::format("  {}    ({})\n", printable(line), printable(remedy.why));
    }
    auto const roots = std::ssize(forest.roots);
    auto const waiting = static_cast<std::int64_t>(forest.waiting);
    return fmt::format("{} {} {}{}\n", counted(roots, "root"), either(roots, "blocks", "block"), with_commas(waiting),
                       killable ? ": omactl pg unblock" : "") +
           text;
}

}  // namespace omactl::cmd
