#include "cmd/session_postgres.hpp"

#include "lib/cli/io.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr std::string_view k_no_slot = "53300";
constexpr int k_tries = 20;
constexpr Millis k_between{50};

/// Our own connection, or that of the superuser when there is no slot for ours.
class PostgresDoor {
public:
    PostgresDoor(Session &session, Service const &service, Terms terms)
        : m_session(session), m_service(service), m_reads_only(terms.reads_only), m_own(made(std::move(terms)))
    {
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
        m_reads_only = std::move(why);
        m_own->set_reads_only(m_reads_only);
        if (m_admin) m_admin->set_reads_only(m_reads_only);
    }

private:
    std::unique_ptr<postgres::Connection> made(Terms terms) const
    {
        auto address = postgres::Address::parse(terms.url);
        m_session.context().secrets.add(address.password);
        for (auto const &[name, value] : address.parameters)
            if (name == "sslpassword") m_session.context().secrets.add(Secret{value});
        postgres::Settings settings;
        settings.reads_only = m_reads_only;
        settings.trace = std::move(terms.trace);
        settings.catalog_only = true;
        auto connection =
            std::make_unique<postgres::Connection>(std::move(address), std::move(settings), m_session.context().clock);
        if (terms.deadline) connection->set_deadline(*terms.deadline);
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
        auto connection = made(m_session.terms_of(m_service, "admin_url"));
        connect_when_it_is_gone(*connection);
        m_admin = std::move(connection);
        m_session.context().say(fmt::format("No connection slot is left for {}: going in by admin_url, as {}.\n",
                                            printable(m_own->address().user), printable(m_admin->address().user)));
    }

    // Ours, which was refused, has a slot until the server has done with it.
    void connect_when_it_is_gone(postgres::Connection &connection) const
    {
        for (int tries = 1;; ++tries) {
            try {
                return connection.connect();
            } catch (postgres::Refused const &e) {
                if (e.sqlstate() != k_no_slot || tries == k_tries) throw;
            }
            m_session.context().clock.sleep(k_between);
        }
    }

    Session &m_session;
    Service const &m_service;
    std::string m_reads_only;
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
    return session.transport<PostgresDoor>(g_postgres, [&session](Terms terms) {
        return std::make_unique<PostgresDoor>(session, g_postgres, std::move(terms));
    });
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
