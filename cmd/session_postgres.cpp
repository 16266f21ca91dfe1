#include "cmd/session_postgres.hpp"

#include "lib/cli/io.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr std::string_view k_no_slot = "53300";

/// Our own connection, or that of the superuser when there is no slot for ours.
class PostgresDoor {
public:
    PostgresDoor(Session &session, Terms terms) : m_session(session), m_terms(std::move(terms))
    {
        m_own = made(m_terms.url);
    }

    postgres::Connection &get()
    {
        if (m_admin) return *m_admin;
        if (m_opened) return *m_own;  // a lost one is not opened again: locks and guards went with it
        try {
            m_own->connect();
            m_opened = true;
        } catch (postgres::Refused const &e) {
            if (e.sqlstate() != k_no_slot) throw;
            go_in_by_admin(e);
            return *m_admin;
        }
        return *m_own;
    }
    void disconnect()
    {
        m_admin.reset();
        m_own->disconnect();
        m_opened = false;
    }
    postgres::Address const &address() const { return m_own->address(); }
    void set_reads_only(std::string why)
    {
        m_terms.reads_only = std::move(why);
        m_own->set_reads_only(m_terms.reads_only);
        if (m_admin) m_admin->set_reads_only(m_terms.reads_only);
    }

private:
    std::unique_ptr<postgres::Connection> made(std::string const &url) const
    {
        auto address = postgres::Address::parse(url);
        m_session.context().secrets.add(address.password);
        postgres::Settings settings;
        settings.reads_only = m_terms.reads_only;
        settings.trace = m_terms.trace;
        settings.catalog_only = true;
        auto connection =
            std::make_unique<postgres::Connection>(std::move(address), std::move(settings), m_session.context().clock);
        if (m_terms.deadline) connection->set_deadline(*m_terms.deadline);
        return connection;
    }

    void go_in_by_admin(postgres::Refused const &why)
    {
        auto const &admin = need_postgres(m_session).admin_url;
        if (!admin)
            throw postgres::Refused{why.fault(), why.sqlstate(), why.message(),
                                    fmt::format("the superuser has slots of its own: admin_url = {{ env = "
                                                "\"DATABASE_ADMIN_URL\" }} in [env.{}.postgres]\nheroku "
                                                "pg:killall disconnects everybody",
                                                m_session.env_name())};
        auto const url = config::resolve(*admin, m_session.context().environ, m_session.context().secrets);
        m_admin = made(url.reveal());
        m_admin->connect();
        m_session.context().say(fmt::format("No connection slot is left for {}: going in by admin_url, as {}.\n",
                                            printable(m_own->address().user), printable(m_admin->address().user)));
    }

    Session &m_session;
    Terms m_terms;
    std::unique_ptr<postgres::Connection> m_own, m_admin;
    bool m_opened = false;
};

class PostgresService final : public Service {
public:
    PostgresService() noexcept : Service("postgres", "DATABASE_URL", 20) {}

    std::optional<Configured> configured(config::Environment const &environment) const override
    {
        auto const &postgres = environment.postgres;
        if (!postgres) return std::nullopt;
        Configured configured{{{"url", &postgres->url}}, postgres->loopback, postgres->via};
        if (postgres->admin_url) configured.urls.push_back({"admin_url", &*postgres->admin_url});
        return configured;
    }
    Where where(std::string const &url) const override
    {
        auto const address = postgres::Address::parse(url);
        return {address.describe(), address.is_loopback()};
    }
    void look(Session &session, StatusLook &look) const override { look_at_postgres(session, look); }
    std::vector<Finding> examine(Session &session) const override { return examine_postgres(session); }
};

PostgresService const g_postgres;

PostgresDoor &door(Session &session)
{
    return session.transport<PostgresDoor>(
        g_postgres, [&session](Terms terms) { return std::make_unique<PostgresDoor>(session, std::move(terms)); });
}

}  // namespace

config::PostgresService const &need_postgres(Session &session)
{
    auto const &service = session.environment().postgres;
    if (!service)
        throw Error{Fault::usage, fmt::format("environment '{}' has no postgres", session.env_name()),
                    "set DATABASE_URL, or write a configuration: omactl config init"};
    return *service;
}

postgres::Address postgres_address(Session &session)
{
    return door(session).address();
}

postgres::Connection &postgres_of(Session &session)
{
    return door(session).get();
}

void disconnect_postgres(Session &session)
{
    door(session).disconnect();
}

}  // namespace omactl::cmd
