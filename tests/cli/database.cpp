#include "tests/cli/database.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::tests {

namespace {

constexpr Millis k_limit{20'000};
SystemClock const k_clock;

/// Sessions of people wait as long as they must.
std::unique_ptr<postgres::Connection> connect(std::string const &url, std::string name)
{
    postgres::Settings patient;
    patient.lock_limit = Millis{0};
    patient.call_limit = Millis{600'000};
    patient.application_name = std::move(name);
    auto connection = std::make_unique<postgres::Connection>(postgres::Address::parse(url), patient, k_clock);
    connection->connect();
    return connection;
}

/// A session is still listed for a moment after its connection is closed.
void await_end(std::int64_t pid)
{
    SystemClock clock;
    auto const deadline = clock.ticks() + k_limit;
    while (is_there(fmt::format("/proc/{}", pid)) && clock.ticks() < deadline) clock.sleep(Millis{2});
}

std::string shown(postgres::Rows const &rows)
{
    std::vector<std::string> lines;
    for (auto const &row : rows.cells) {
        std::vector<std::string> cells;
        for (auto const &cell : row) cells.push_back(cell ? printable(*cell) : "(null)");
        lines.push_back(fmt::format("{}", fmt::join(cells, "|")));
    }
    return fmt::format("{}", fmt::join(lines, "; "));
}

std::string run_all(postgres::Connection &connection, std::string const &sql)
try {
    for (auto const statement : split(sql, ';'))
        if (!trim(statement).empty()) connection.change(trim(statement));
    return {};
} catch (Error const &error) {
    return error.message();
}

}  // namespace

Database::Database(std::vector<std::string> settings)
    : m_server(sandbox::PostgresOptions{.settings = std::move(settings)})
{
}

Database::~Database()
{
    m_server.crash();  // ends whatever still runs
    for (auto &[name, session] : m_sessions)
        if (session.running.valid()) session.running.wait();
}

std::string Database::identity() const
{
    return answer("select system_identifier from pg_control_system()");
}

std::string Database::answer(std::string const &sql) const
{
    auto connection = connect(m_server.url(), "test");
    auto const pid = connection->backend_pid();
    auto const text = shown(connection->change(sql));
    connection.reset();
    await_end(pid);
    return text;
}

bool Database::stands_still(std::int64_t pid) const
{
    return answer(fmt::format("select count(*) from pg_stat_activity where pid = {} and state = 'active' and "
                              "(wait_event_type = 'Lock' or wait_event = 'PgSleep')",
                              pid)) == "1";
}

void Database::run_in_session(std::string const &words)
{
    auto const blank = words.find(' ');
    if (blank == std::string::npos) throw Error{Fault::usage, "pg& wants a name and a statement"};
    auto const name = words.substr(0, blank), sql = words.substr(blank + 1);
    auto &session = m_sessions[name];
    if (!session.connection) {
        session.connection = connect(m_server.url(), name);
        session.pid = session.connection->backend_pid();
    }
    // What it was last told may be about to end: whom it waited for has gone.
    if (session.running.valid() && session.running.wait_for(k_limit) != std::future_status::ready)
        throw Error{Fault::usage, fmt::format("session {} still runs a statement", name)};
    session.running = std::async(std::launch::async, [&session, sql] { return run_all(*session.connection, sql); });
    auto const deadline = k_clock.ticks() + k_limit;
    while (session.running.wait_for(Millis{10}) != std::future_status::ready) {
        if (stands_still(session.pid)) return;
        if (k_clock.ticks() > deadline) throw Error{Fault::unverified, fmt::format("session {} is busy", name)};
    }
    if (auto const wrong = session.running.get(); !wrong.empty()) throw Error{Fault::failed, wrong};
}

void Database::end(Open &session) const
{
    if (!session.connection) return;
    answer(fmt::format("select pg_terminate_backend({})", session.pid));
    if (session.running.valid()) session.running.wait();
    session.connection.reset();
    await_end(session.pid);
}

void Database::close_session(std::string const &name)
{
    auto const found = m_sessions.find(name);
    if (found == m_sessions.end()) throw Error{Fault::usage, fmt::format("no session {}", name)};
    end(found->second);
    m_sessions.erase(found);
}

}  // namespace omactl::tests
