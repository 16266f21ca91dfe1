#include "lib/core/resolve.hpp"
#include "lib/postgres/conninfo.hpp"
#include "lib/postgres/inside.hpp"
#include "lib/postgres/refusal.hpp"

#include <fmt/format.h>
#include <poll.h>

namespace omactl::postgres {

namespace {

/// Sets them only if the session that answers is the one that we logged in to: a pooler's is shared, and
/// what is set there would stay with its other users.
constexpr char k_set_up[] =
    "select pg_catalog.set_config('lock_timeout', $1, false), "
    "pg_catalog.set_config('statement_timeout', $2, false), "
    "pg_catalog.set_config('idle_in_transaction_session_timeout', $3, false), "
    "pg_catalog.set_config('default_transaction_read_only', $4, false), "
    "pg_catalog.set_config('client_encoding', $6, false), "
    "pg_catalog.set_config('search_path', coalesce($7, pg_catalog.current_setting('search_path')), "
    "false) "
    "where pg_catalog.pg_backend_pid() operator(pg_catalog.=) $5::pg_catalog.int4";
constexpr Millis k_idle_limit{60'000};

short events_of(Session::Want want)
{
    return want == Session::Want::write ? POLLOUT : POLLIN;
}

}  // namespace

void Connection::Inside::connect()
{
    if (session) return;
    was_lost = false;
    Deadline const deadline{clock, settings.connect_limit, latest};
    try {
        open(deadline);
        set_up(deadline);
    } catch (Broken const &broken) {
        session.reset();
        throw Lost{Fault::unreachable, fmt::format("{}: {}", server_name(address), broken.why), broken.hint};
    } catch (...) {
        session.reset();
        throw;
    }
}

/// Each of the host's addresses in turn, until somebody answers.
void Connection::Inside::open(Deadline const &deadline)
{
    std::vector<std::string> hosts;
    if (address.host.starts_with('/'))
        hosts.emplace_back();
    else
        for (auto const &endpoint : resolve(address.host, address.port, deadline))
            hosts.push_back(numeric_host(endpoint));
    bool in_time = true;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        session = module().open(conninfo(address, settings, hosts[i]));
        in_time = log_in(deadline, deadline.share(hosts.size() - i));
        if (session->alive()) return;
        if (session->reached()) break;
    }
    if (in_time) throw_unconnected(address, session->complaint());
    auto const what = session->reached() ? "no login" : "no connection";
    throw Broken{Broken::Kind::timed_out, fmt::format("{} within {}", what, deadline.span()),
                 "is a firewall in between, or a bastion needed?"};
}

/// False when the time was over; else it is alive, or says why not.
bool Connection::Inside::log_in(Deadline const &deadline, Deadline const &share)
{
    auto want = session->fd() < 0 ? Session::Want::broken : Session::Want::write;  // the first poll is for writing
    while (want == Session::Want::read || want == Session::Want::write) {
        auto const &limit = session->reached() ? deadline : share;
        if (!limit.ready(session->fd(), events_of(want))) return false;
        want = session->advance();
    }
    return true;
}

void Connection::Inside::set_up(Deadline const &deadline)
{
    bool const reads_only = !settings.reads_only.empty();
    // Of a database without an encoding (SQL_ASCII) the server would refuse to send what is not UTF-8.
    auto const encoding = session->server_encoding() == "SQL_ASCII" ? "SQL_ASCII" : "UTF8";
    auto const span = [](Millis limit) { return std::to_string(limit.count()); };
    std::vector<Cell> const values = {span(settings.lock_limit),
                                      span(settings.call_limit),
                                      span(k_idle_limit),
                                      reads_only ? "on" : "off",
                                      std::to_string(session->backend_pid()),
                                      encoding,
                                      settings.catalog_only ? Cell{""} : Cell{}};
    trace(k_set_up, values);
    auto const outcome = exchange(k_set_up, values, deadline);
    if (outcome.refused) throw refusal(address, outcome, true);
    pooled = outcome.rows.empty();
    server_reads_only = reads_only;
}

}  // namespace omactl::postgres
