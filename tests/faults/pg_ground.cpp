#include "tests/faults/pg_ground.hpp"

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace omactl::faults {

PgGround::PgGround(sandbox::PostgresOptions options)
    : server(std::move(options)), laptop(Variables{{"DATABASE_URL", server.url()}})
{
    answer("create table sites (id int primary key, name text)");
    answer("insert into sites select g, 'site ' || g from generate_series(1, 100) g");
    answer("grant select, update on sites to public");
}

std::string PgGround::answer(std::string const &sql)
{
    auto const ask = [&]() -> std::string {
        if (!m_watcher || !m_watcher->connected()) m_watcher = application(server.url(), "test");
        auto const rows = m_watcher->change(sql);
        return rows.empty() ? "" : rows.cells[0][0].value_or("");
    };
    try {
        return ask();
    } catch (postgres::Lost const &) {  // the server was restarted meanwhile
        return ask();
    }
}

void PgGround::eventually(std::string const &condition)
{
    auto const end = clock.ticks() + Millis{20'000};
    while (answer(fmt::format("select {}", condition)) != "t") {
        if (clock.ticks() > end) throw Error{omactl::Fault::unverified, "it did not come about: " + condition};
        clock.sleep(Millis{2});
    }
}

void PgGround::configure(std::string const &postgres)
{
    auto const path = m_folder.path() + "/config.toml";
    std::ofstream{path} << "[env.default.postgres]\nurl = { env = \"DATABASE_URL\" }\n" << postgres;
    laptop.variables["OMACTL_CONFIG"] = path;
}

void PgGround::bury()
{
    eventually("not exists (select from pg_stat_activity where application_name like 'omactl%')");
}

std::vector<std::string> PgGround::hit() const
{
    std::vector<std::string> all;
    auto const text = log();
    for (auto const line : split(text, '\n')) {
        bool const ended = line.find("terminating connection due to administrator command") != std::string_view::npos ||
                           line.find("canceling statement due to user request") != std::string_view::npos;
        if (ended) all.emplace_back(line.substr(0, line.find('[')));
    }
    std::sort(all.begin(), all.end());
    return all;
}

PileUp::PileUp(PgGround &ground, int count)
{
    auto const url = ground.server.url();
    auto const blocked = [&](std::int64_t pid) {
        ground.eventually(fmt::format("cardinality(pg_blocking_pids({})) > 0", pid));
    };
    idler = std::make_unique<PgSession>(url, "idler");
    idler->run("begin");
    idler->run("select count(*) from sites");
    migration = std::make_unique<PgSession>(url, "migration");
    migration->begin("alter table sites alter column name set default ''");
    blocked(migration->pid());
    for (int n = 0; n < count; ++n) {
        auto &reader = readers.emplace_back(std::make_unique<PgSession>(url, "reader"));
        reader->begin("select count(*) from sites");
        blocked(reader->pid());
    }
}

bool PileUp::stands() const
{
    return migration->waits() && std::all_of(readers.begin(), readers.end(), [](auto &one) { return one->waits(); });
}

bool PileUp::is_freed() const
{
    return !migration->waits() && std::none_of(readers.begin(), readers.end(), [](auto &one) { return one->waits(); });
}

bool PileUp::went_on()
{
    bool all = migration->end().empty();
    for (auto &reader : readers) all = reader->end().empty() && all;
    return all && !idler->lives();
}

}  // namespace omactl::faults
