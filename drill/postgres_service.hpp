#pragma once

#include "lib/postgres/connection.hpp"
#include "lib/process/process.hpp"

#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "drill/postgres_keeper.hpp"
#include "drill/postgres_ledger.hpp"
#include "drill/postgres_people.hpp"
#include "drill/service.hpp"

namespace omactl::drill {

/// PostgreSQL with a shop in it, and those who work on it. omactl comes as an ordinary on-call role
/// (pg_monitor, pg_signal_backend), with the superuser's slots as its reserve.
class PostgresService final : public Service {
public:
    static constexpr std::string_view k_name = "postgres";

    explicit PostgresService(Site &site);
    ~PostgresService() override;

    std::string tables() const override;
    void restart() override { m_keeper.have("restart"); }
    void crash() { m_keeper.have("crash"); }
    std::uintmax_t work() const override;
    Accounts settle() override;

    /// As the superuser, on a connection for this alone.
    postgres::Rows ask(std::string const &sql, std::vector<postgres::Cell> const &values = {}) const;
    void change(std::string const &sql, std::vector<postgres::Cell> const &values = {}) const;
    /// Waits until `sql` gives true in its column `holds`. Throws failed, with `what` didn't come.
    void await(std::string const &sql, std::string_view what) const;

    /// An app's own table of that name, filled by `rows`, a query.
    void make_table(std::string const &name, std::string const &rows) const;
    void sit(std::string application, std::string statement, std::int64_t count);
    /// What stands behind somebody, and must go through in the end.
    void begin_work(std::string application, std::string statement);
    /// What must be gone in the end.
    void begin_runaway(std::string application, std::string statement);
    /// Somebody who only works; `order.notes` is filled in.
    void hire(ClientOrder order);
    ClientOrder client_order(std::string application) const;
    std::int64_t writers() const;

private:
    process::Start statement(std::string application, std::string text) const;
    bool get_on();
    std::vector<Check> checks(CommitAccounts const &now, bool working);
    std::string app_url() const { return m_keeper.url("app"); }

    Site &m_site;
    std::vector<ClientBook> m_books;
    std::list<process::Child> m_sitters, m_works, m_runaways, m_clients;
    PostgresKeeper m_keeper;  // goes first: who waits for an answer then knows that none comes
};

}  // namespace omactl::drill
