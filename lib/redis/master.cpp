// How a connection finds the master that its address names by sentinels.
#include "lib/core/text.hpp"
#include "lib/redis/connection.hpp"
#include "lib/redis/link.hpp"
#include "lib/redis/refusal.hpp"
#include "lib/redis/sentinel.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace omactl::redis {

namespace {

/// "run_id:9f2c…" of INFO server.
std::string run_id_in(std::string_view info)
{
    for (auto const line : split(info, '\n'))
        if (line.starts_with("run_id:")) return std::string(trim(line.substr(7)));
    return {};
}

}  // namespace

Reply Connection::ask_link(Command const &command, Deadline const &deadline)
{
    put(command);
    m_link->flush(deadline);
    return accept(command.name(), m_link->next(deadline));
}

bool Connection::is_master(Deadline const &deadline)
{
    auto const role = ask_link({"ROLE"}, deadline);
    if (role.size() == 0 || role[0].text() != "master") return false;
    auto const run_id = run_id_in(ask_link({"INFO", "server"}, deadline).text());
    if (m_stays && !m_run_id.empty() && run_id != m_run_id) {
        m_link.reset();
        throw_another_master();
    }
    m_run_id = run_id;
    return true;
}

void Connection::throw_another_master() const
{
    throw Error{Fault::conflict,
                fmt::format("redis {}: a failover has made another server the master of '{}' since this was planned; "
                            "nothing was sent to it",
                            m_address.server(), printable(m_address.master)),
                "look at the new master, and plan again: repeat the command"};
}

void Connection::stay_with(std::string run_id)
{
    m_stays = true;
    if (!run_id.empty()) m_run_id = std::move(run_id);
}

// A sentinel that was cut off names a master of before: the next one is asked then.
void Connection::open_master()
{
    Deadline const deadline{m_clock, m_settings.connect_limit, m_deadline};
    Way way;
    auto left = m_address.sentinels.size();
    for (auto const &sentinel : m_address.sentinels) {
        auto const name = sentinel.describe();
        try {
            auto const share = deadline.share(left--);
            auto const master = ask_sentinel(m_address, sentinel, m_settings, m_clock, share);
            if (!master) {
                way.trouble.push_back(fmt::format("{}: knows no master '{}'", name, printable(m_address.master)));
                continue;
            }
            m_address.host = master->host;
            m_address.port = master->port;
            if (m_settings.trace)
                m_settings.trace(fmt::format("sentinel {}: the master is {}", name, master->describe()));
            open(share);
            if (is_master(share)) {
                way.sentinel = name;
                m_way = std::move(way);
                return;
            }
            way.trouble.push_back(fmt::format("{}: names {}, which is a replica", name, master->describe()));
        } catch (Broken const &broken) {
            way.trouble.push_back(fmt::format("{}: {}: {}", name, m_address.server(), broken.why));
        } catch (Lost const &lost) {
            way.trouble.push_back(fmt::format("{}: {}", name, lost.message()));
        }
        m_link.reset();
    }
    m_address.host.clear();
    auto const &first = m_address.sentinels.front();
    throw Lost{
        Fault::unreachable,
        fmt::format("redis {}: no sentinel leads to a master: {}", m_address.server(), fmt::join(way.trouble, "; ")),
        fmt::format("redis-cli -h {} -p {} SENTINEL MASTERS", shell_quoted(first.host), first.port)};
}

}  // namespace omactl::redis
