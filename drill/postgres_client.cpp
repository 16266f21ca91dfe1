#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/postgres/connection.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>

#include "drill/part.hpp"
#include "drill/postgres_people.hpp"

namespace omactl::drill {

namespace {

using Json = nlohmann::json;

constexpr Millis k_patience{3'600'000}, k_look_again{100};
constexpr std::string_view k_cancelled = "57014";

class Client {
public:
    Client(ClientOrder const &order, Clock &clock)
        : m_order(order), m_clock(clock), m_notes(open_file(order.notes, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC))
    {
    }

    void live()
    {
        while (interrupt_signal() == 0) {
            try {
                connect();
                while (interrupt_signal() == 0) {
                    m_order.number > 0 ? commit() : read();
                    m_clock.sleep(m_order.pace);
                }
            } catch (postgres::Lost const &) {
                m_clock.sleep(k_look_again);
            } catch (postgres::Refused const &e) {
                if (e.sqlstate() == k_cancelled) note("ended");
                m_clock.sleep(k_look_again);
            }
        }
    }

private:
    void connect()
    {
        if (m_connection && m_connection->connected()) return;
        postgres::Settings settings;
        settings.application_name = m_order.application;
        settings.call_limit = settings.lock_limit = k_patience;
        m_connection.emplace(postgres::Address::parse(m_order.url), settings, m_clock);
        auto const started =
            m_connection->ask("select pg_catalog.pg_postmaster_start_time()::text as at")[0].text("at");
        if (!m_started.empty()) note(started == m_started ? "ended" : "reconnected");
        m_started = started;
    }

    void read()
    {
        m_connection->ask(fmt::format("select count(*) from {}", m_order.table));
        note("answered");
    }

    void commit()
    {
        if (!m_in_doubt || !holds(m_next)) {
            m_in_doubt = true;
            for (int times = m_next == m_order.repeats ? 2 : m_next == m_order.forgets ? 0 : 1; times > 0; --times)
                m_connection->change("insert into orders (writer, n) values ($1, $2)",
                                     {std::to_string(m_order.number), std::to_string(m_next)});
        }
        m_in_doubt = false;
        note(fmt::format("committed {}", m_next++));
    }
    bool holds(std::int64_t n)
    {
        return !m_connection
                    ->ask("select 1 from orders where writer = $1 and n = $2",
                          {std::to_string(m_order.number), std::to_string(n)})
                    .empty();
    }

    void note(std::string const &what) { write_all(m_notes.get(), what + "\n", m_order.notes); }

    ClientOrder const &m_order;
    Clock &m_clock;
    Fd m_notes;
    std::optional<postgres::Connection> m_connection;
    std::string m_started;  ///< the server that it was connected to
    std::int64_t m_next = 1;
    bool m_in_doubt = false;
};

int work(std::string_view order, Clock &clock)
{
    auto const all = Json::parse(order);
    ClientOrder const wanted{all.at("url"),     all.at("application"), all.at("notes"),
                             all.at("number"),  all.at("table"),       Millis{all.at("pace_ms").get<std::int64_t>()},
                             all.at("forgets"), all.at("repeats")};
    Client{wanted, clock}.live();
    return 0;
}
Part const g_client{k_client_part, work};

}  // namespace

std::string written(ClientOrder const &order)
{
    return Json{{"url", order.url},         {"application", order.application},
                {"notes", order.notes},     {"number", order.number},
                {"table", order.table},     {"pace_ms", order.pace.count()},
                {"forgets", order.forgets}, {"repeats", order.repeats}}
        .dump();
}

}  // namespace omactl::drill
