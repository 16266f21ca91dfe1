#include "tests/faults/pg_sessions.hpp"

#include <fmt/format.h>

namespace omactl::faults {

namespace {

SystemClock const k_clock;

/// "", the SQLSTATE of its refusal, or "lost".
std::string outcome_of(postgres::Connection &connection, std::string const &sql)
try {
    connection.change(sql);
    return "";
} catch (postgres::Refused const &refused) {
    return refused.sqlstate();
} catch (Error const &) {
    return "lost";
}

}  // namespace

std::unique_ptr<postgres::Connection> application(std::string const &url, std::string name)
{
    postgres::Settings patient;
    patient.lock_limit = Millis{0};
    patient.call_limit = Millis{600'000};
    patient.application_name = std::move(name);
    auto connection = std::make_unique<postgres::Connection>(postgres::Address::parse(url), patient, k_clock);
    connection->connect();
    return connection;
}

PgSession::PgSession(std::string const &url, std::string name, std::string ender)
    : m_ender(ender.empty() ? url : std::move(ender)), m_connection(application(url, std::move(name)))
{
}

PgSession::~PgSession()
{
    if (!waits()) return;
    try {
        application(m_ender, "undertaker")->change(fmt::format("select pg_terminate_backend({})", pid()));
    } catch (Error const &) {  // the server is gone, and so is its session
    }
    m_later.wait();
}

void PgSession::begin(std::string sql)
{
    m_later = std::async(std::launch::async, [this, sql = std::move(sql)] { return outcome_of(*m_connection, sql); });
}

bool PgSession::waits() const
{
    return m_later.valid() && m_later.wait_for(Millis{0}) != std::future_status::ready;
}

std::string PgSession::end()
{
    if (m_later.wait_for(Millis{20'000}) != std::future_status::ready) return "stuck";
    return m_later.get();
}

bool PgSession::lives()
{
    return outcome_of(*m_connection, "select 1").empty();
}

Innocents::Innocents(std::string const &url, int count)
{
    for (int n = 0; n < count; ++n) m_threads.emplace_back([this, url] { work(url); });
}

Innocents::~Innocents()
{
    m_stop = true;
    for (auto &thread : m_threads) thread.join();
}

void Innocents::work(std::string const &url)
{
    auto const connection = application(url, "innocent");
    while (!m_stop) {
        if (outcome_of(*connection, "select pg_catalog.pg_sleep(0.002)").empty())
            ++m_queries;
        else
            ++m_hits;
        if (!connection->connected()) return;
    }
}

}  // namespace omactl::faults
