#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/activity.hpp"
#include "lib/pg/locks.hpp"
#include "lib/sandbox/postgres_data.hpp"
#include "lib/sandbox/postgres_server.hpp"
#include "tests/bench/rows.hpp"
#include "tests/service/pg/race.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <future>
#include <list>
#include <memory>

namespace omactl::bench {

namespace {

constexpr int k_busy = 30;       // backends that pg ps lists
constexpr int k_readers = 20;    // of the pile-up
constexpr int k_backends = 500;  // before pg locks
constexpr int k_waiting = 100;   // of them
constexpr int k_races = 1'000;
constexpr int k_repeats = 10;  // short commands are measured so often a pair

/// A PostgreSQL on its CPU, and the connections of its applications.
class Database {
public:
    explicit Database(int connections)
        : m_server({.settings = {fmt::format("max_connections={}", connections + 10), "autovacuum=off"}})
    {
        pin_server(m_server.pid());
        open().change("create table sites (id int primary key, name text)");
    }
    ~Database()
    {
        m_server.crash();  // ends whatever still waits
        for (auto &waiting : m_waiting) waiting.wait();
    }
    std::string url() const { return m_server.url(); }

    postgres::Connection &open()
    {
        postgres::Settings patient;
        patient.lock_limit = Millis{0};
        patient.call_limit = Millis{600'000};
        patient.application_name = "puma";
        auto &connection = m_connections.emplace_back(postgres::Address::parse(url()), patient, m_clock);
        connection.connect();
        return connection;
    }
    /// A connection that waits in this statement for as long as the bench wants it to.
    void begin(std::string sql)
    {
        auto &connection = open();
        auto const run = [&connection, sql = std::move(sql)] {
            try {
                connection.change(sql);
            } catch (Error const &) {  // the server ends with it
            }
        };
        m_waiting.push_back(std::async(std::launch::async, run));
    }
    void await(std::string_view count, int expected)
    {
        auto &watcher = m_watcher ? *m_watcher : *(m_watcher = &open());
        while (watcher.change(fmt::format("select count(*) as n from pg_stat_activity where {}", count))[0].integer(
                   "n") != expected)
            m_clock.sleep(Millis{5});
    }
    /// An idle transaction, the migration that waits for it, and all who wait behind that.
    void pile_up(int readers)
    {
        auto &idler = open();
        idler.change("begin");
        idler.change("select count(*) from sites");
        begin("alter table sites add column note text");
        await("wait_event_type = 'Lock'", 1);
        for (int n = 0; n < readers; ++n) begin("select count(*) from sites");
        await("wait_event_type = 'Lock'", 1 + readers);
    }
    std::string sql_of(std::string (*statement)(pg::Server const &)) { return statement(pg::ask_server(open())); }

private:
    SystemClock m_clock;
    sandbox::PostgresServer m_server;
    std::list<postgres::Connection> m_connections;
    postgres::Connection *m_watcher = nullptr;
    std::list<std::future<void>> m_waiting;
};

std::vector<std::string> environment(Stage &stage, Database const &database)
{
    return {"PATH=/usr/bin:/bin", "HOME=" + stage.file("home"), "XDG_STATE_HOME=" + stage.file("runs"),
            "DATABASE_URL=" + database.url()};
}

/// What it wrote is in the file `output` of the stage.
Measured run_well(std::vector<std::string> argv, int status, Stage &stage, Database const &database)
{
    auto measured = measure({std::move(argv), environment(stage, database), "/dev/null", stage.file("output")});
    if (measured.status == status) return measured;
    throw Error{Fault::failed, fmt::format("bench: a command ended with {}: {}", measured.status,
                                           read_if_there(stage.file("output.err")).value_or(""))};
}

std::vector<std::string> psql(Database const &database, std::vector<std::string> const &more)
{
    // Debian's /usr/bin/psql is a Perl script that starts this one.
    std::vector<std::string> argv = {sandbox::postgres_program("psql"), "-X", "-q", "-d", database.url()};
    argv.insert(argv.end(), more.begin(), more.end());
    return argv;
}

Figure ps(Bench &bench)
{
    Database database{k_busy};
    for (int n = 0; n < k_busy; ++n) database.begin("select pg_sleep(3600)");
    database.await("wait_event = 'PgSleep'", k_busy);
    auto const sql = database.sql_of(pg::activity_sql);
    auto const pairs = alternate(
        k_repeats * bench.pairs,
        [&] {
            return run_well({OMACTL_PROGRAM, "pg", "ps"}, 0, bench.stage, database);
        },
        [&] {
            return run_well(psql(database, {"-c", sql}), 0, bench.stage, database);
        });
    return timed("pg ps", "psql -X -c of its SQL", pairs, 1.3);
}

/// Whom a transaction keeps waiting, as `heroku pg:blocking` and the `blocking` of rails-pg-extras ask for it
/// (https://github.com/heroku/cli, https://github.com/pawurb/ruby-pg-extras): by the transaction that is
/// waited for alone.
constexpr char k_by_transaction[] =
    "select count(distinct waits.pid) from pg_catalog.pg_locks waits"
    " join pg_catalog.pg_stat_activity blocked on blocked.pid = waits.pid"
    " join pg_catalog.pg_locks holds on holds.transactionid = waits.transactionid and holds.pid <> waits.pid"
    " join pg_catalog.pg_stat_activity blocking on blocking.pid = holds.pid where not waits.granted";

std::int64_t found_by_transaction(Stage &stage, Database const &database)
{
    run_well(psql(database, {"-At", "-c", k_by_transaction}), 0, stage, database);
    return std::stoll(read_file(stage.file("output")));
}

/// How many lines of its JSON are backends that wait.
std::int64_t found_by_us(Stage &stage, Database const &database)
{
    run_well({OMACTL_PROGRAM, "pg", "locks", "-o", "jsonl"}, 3, stage, database);
    std::int64_t count = 0;
    auto const text = read_file(stage.file("output"));
    for (auto const line : split(text, '\n'))
        if (auto const root = json_at(line, "/root"); root && trim(*root) == "false") ++count;
    return count;
}

std::vector<Figure> victims(Bench &bench)
{
    Database database{k_readers + 5};
    // It does find who waits for a row.
    database.open().change("insert into sites values (1)");
    auto &writer = database.open();
    writer.change("begin");
    writer.change("update sites set name = 'x'");
    database.begin("update sites set name = 'y'");
    database.await("wait_event_type = 'Lock'", 1);
    auto const of_a_row = found_by_transaction(bench.stage, database);
    writer.change("commit");
    database.await("wait_event_type = 'Lock'", 0);
    if (of_a_row != 1) throw Error{Fault::internal, "bench: the query by transactions finds nobody at all"};

    database.pile_up(k_readers);
    auto const theirs = found_by_transaction(bench.stage, database), ours = found_by_us(bench.stage, database);
    std::vector<Figure> figures;
    for (auto const *tool : {"heroku pg:blocking", "rails-pg-extras blocking"})
        figures.push_back({"victims of a pile-up named: pg locks", tool,
                           fmt::format("{} of {} to {}", ours, k_readers + 1, theirs), "all", ours == k_readers + 1});
    return figures;
}

Figure races(Bench &)
{
    Database const database{10};
    auto const guarded = tests::race(database.url(), k_races, [](auto &connection, pg::Backend const &seen) {
        return pg::signal(connection, seen, pg::How::cancel);
    });
    auto const bare = tests::race(database.url(), k_races, [](auto &connection, pg::Backend const &seen) {
        connection.change("select pg_cancel_backend($1::int)", {std::to_string(seen.pid)});
        return pg::Verdict::sent;
    });
    return {fmt::format("innocents hit in {} races: pg kill", with_commas(k_races)), "pg_cancel_backend(pid)",
            fmt::format("{} to {}", guarded.innocents, bare.innocents), "0", guarded.innocents == 0};
}

/// "Time: 12.345 ms" of each statement, as psql has it.
Measured own_time(Stage &stage, Measured measured)
{
    measured.seconds = 0;
    auto const text = read_file(stage.file("output"));
    for (auto const line : split(text, '\n'))
        if (line.starts_with("Time: ")) measured.seconds += std::stod(std::string{line.substr(6)}) / 1e3;
    return measured;
}

/// A process that loads libpq and logs in has spent more than the server's time for the SQL before it sends any; so the
/// second figure has that on both sides.
std::vector<Figure> locks(Bench &bench)
{
    Database database{k_backends};
    database.pile_up(k_waiting - 1);
    for (int n = k_waiting + 3; n < k_backends; ++n) database.open();
    auto const sql =
        fmt::format("\\timing on\n{};\n{};\n", database.sql_of(pg::activity_sql), database.sql_of(pg::locks_sql));
    write_all(open_file(bench.stage.file("locks.sql"), O_WRONLY | O_CREAT | O_TRUNC).get(), sql, "locks.sql");
    auto const ours = [&] { return run_well({OMACTL_PROGRAM, "pg", "locks"}, 3, bench.stage, database); };
    auto const whole = [&] {
        return run_well(psql(database, {"-f", bench.stage.file("locks.sql")}), 0, bench.stage, database);
    };
    auto const to_server = alternate(k_repeats * bench.pairs, ours, [&] { return own_time(bench.stage, whole()); });
    return {
        timed(fmt::format("pg locks, {} backends", k_backends), "the server's time for its SQL", to_server, 1.5),
        timed("  the same", "psql -X of its SQL, end to end", alternate(k_repeats * bench.pairs, ours, whole), 1.5)};
}

}  // namespace

std::vector<Figure> postgres(Bench &bench)
{
    std::vector<Figure> figures = {ps(bench)};
    for (auto &&figure : victims(bench)) figures.push_back(std::move(figure));
    figures.push_back(races(bench));
    for (auto &&figure : locks(bench)) figures.push_back(std::move(figure));
    return figures;
}

}  // namespace omactl::bench
