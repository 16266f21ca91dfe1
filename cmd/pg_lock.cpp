#include "cmd/pg_lock.hpp"

#include "lib/core/text.hpp"
#include "lib/core/ulid.hpp"
#include "lib/operation/plan.hpp"
#include "lib/postgres/connection.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr int k_class = 0x6f6d6163;  // "omac", so that it can be told apart in pg_locks
constexpr int k_ending = 1;

constexpr std::string_view k_is_ours = "l.locktype = 'advisory' and l.granted and l.objsubid = 2 and l.database = "
                                       "(select oid from pg_catalog.pg_database where datname = current_database())";

std::string ours(std::string_view columns, std::string_view more)
{
    return fmt::format("select {} from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a on a.pid = l.pid "
                       "where {} and l.classid = {} and l.objid = {}{}",
                       columns, k_is_ours, k_class, k_ending, more);
}

class PgLock final : public op::Lock {
public:
    PgLock(Session &session, Holder ours) : m_session(session), m_ours(std::move(ours)) {}

    bool try_take() override
    {
        auto &postgres = postgres_of(m_session);
        // The server cuts it at 63 bytes: what tells most stands first.
        postgres.set("application_name", fmt::format("omactl {} {} {}", m_ours.operation, m_ours.who, m_ours.reason));
        return postgres.change_session(pg_lock_sql())[0].flag("taken");
    }

    void beat() override
    {
        if (!postgres_of(m_session).ask(ours("1", " and l.pid = pg_catalog.pg_backend_pid()")).empty()) return;
        throw Error{Fault::conflict, "the advisory lock is no longer ours", "omactl pg locks"};
    }

    void release() noexcept override
    {
        try {
            postgres_of(m_session).change_session(pg_unlock_sql());
        } catch (std::exception const &) {  // then it ends with the connection
        }
    }

    std::optional<Holder> holder() override
    {
        auto const rows = postgres_of(m_session).ask(ours("a.application_name, a.usename", ""));
        if (rows.empty()) return std::nullopt;
        return read(rows[0].text("application_name"), rows[0].text("usename"));
    }

private:
    static Holder read(std::string const &name, std::string const &user)
    {
        auto const words = split(name, ' ');
        if (words.size() < 3 || words[0] != "omactl") return {"", user, name, Millis{0}};
        auto const head = words[0].size() + words[1].size() + words[2].size() + 2;
        return {std::string(words[1]), std::string(words[2]), std::string(trim(name.substr(head))), Millis{0}};
    }

    Session &m_session;
    Holder m_ours;
};

}  // namespace

std::string pg_lock_sql()
{
    return fmt::format("select pg_catalog.pg_try_advisory_lock({}, {}) as taken", k_class, k_ending);
}

std::string pg_unlock_sql()
{
    return fmt::format("select pg_catalog.pg_advisory_unlock({}, {})", k_class, k_ending);
}

std::unique_ptr<op::Lock> pg_lock(op::Plan const &plan, Session &session)
{
    return std::make_unique<PgLock>(session, op::holder_of(plan, session));
}

}  // namespace omactl::cmd
