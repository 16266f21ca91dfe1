#include "drill/postgres_service.hpp"

#include "lib/core/error.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace omactl::drill {

namespace {

constexpr Millis k_await_limit{30'000};
constexpr Millis k_get_on_limit{10'000}, k_end_limit{1'000};

ServiceKind const g_postgres{PostgresService::k_name, [](Site &site) -> std::unique_ptr<Service> {
                                 return std::make_unique<PostgresService>(site);
                             }};

std::uintmax_t size_of(std::string const &file)
{
    std::error_code none_yet;
    auto const size = std::filesystem::file_size(file, none_yet);
    return none_yet ? 0 : size;
}

std::vector<Check> client_checks(CommitAccounts const &now, bool working)
{
    auto const commits = fmt::format("of {} that were acknowledged", counted(now.acknowledged, "commit"));
    return {{now.lost + now.doubled == 0
                 ? fmt::format("{} none is lost, and none is there twice", commits)
                 : fmt::format("{} {} {} lost, {} there twice, for example {}", commits, with_commas(now.lost),
                               either(now.lost, "is", "are"), with_commas(now.doubled), now.example),
             now.lost + now.doubled == 0},
            {now.ended == 0 ? std::string{"nobody who only worked was cancelled or disconnected"}
                            : fmt::format("somebody who only worked was cancelled or disconnected, {}",
                                          counted(now.ended, "time")),
             now.ended == 0},
            {fmt::format("{} on with their work{}", working ? "all get" : "not all get",
                         now.reconnected > 0
                             ? fmt::format("; after the restart {} connected anew", with_commas(now.reconnected))
                             : ""),
             working}};
}

}  // namespace

PostgresService::PostgresService(Site &site) : m_site(site), m_keeper(site)
{
    change("create table orders (writer int not null, n bigint not null)");
    change("alter table orders owner to app");
}

PostgresService::~PostgresService()
{
    for (auto *people : {&m_sitters, &m_works, &m_runaways, &m_clients})
        for (auto &one : *people) one.signal(SIGTERM);
}

std::string PostgresService::tables() const
{
    return fmt::format("\n[env.sandbox.postgres]\nurl = {}\nadmin_url = {}\nloopback = true\nrestart = {}\n"
                       "start = {}\n",
                       toml_string(m_keeper.url("oncall")), toml_string(m_keeper.url("postgres")),
                       toml_words(m_keeper.words("restart")), toml_words(m_keeper.words("start")));
}

std::uintmax_t PostgresService::work() const
{
    std::uintmax_t all = 0;
    for (auto const &book : m_books) all += size_of(book.notes);
    return all;
}

postgres::Rows PostgresService::ask(std::string const &sql, std::vector<postgres::Cell> const &values) const
{
    return postgres::Connection{postgres::Address::parse(m_keeper.url("postgres")), {}, m_site.clock()}.ask(sql,
                                                                                                            values);
}

void PostgresService::change(std::string const &sql, std::vector<postgres::Cell> const &values) const
{
    postgres::Connection{postgres::Address::parse(m_keeper.url("postgres")), {}, m_site.clock()}.change(sql, values);
}

void PostgresService::await(std::string const &sql, std::string_view what) const
{
    if (!m_site.await([&] { return ask(sql)[0].flag("holds"); }, k_await_limit))
        throw Error{Fault::failed, fmt::format("sandbox: PostgreSQL: {} did not come about", what)};
}

void PostgresService::make_table(std::string const &name, std::string const &rows) const
{
    change(fmt::format("create table {} as {}", name, rows));
    change(fmt::format("alter table {} owner to app", name));
    change(fmt::format("analyze {}", name));
}

void PostgresService::sit(std::string application, std::string statement, std::int64_t count)
{
    m_sitters.emplace_back(m_site.part(
        k_sitter_part, written(SitterOrder{app_url(), std::move(application), std::move(statement), count})));
}

process::Start PostgresService::statement(std::string application, std::string text) const
{
    return m_site.part(k_statement_part, written(StatementOrder{app_url(), std::move(application), std::move(text)}));
}

void PostgresService::begin_work(std::string application, std::string text)
{
    m_works.emplace_back(statement(std::move(application), std::move(text)));
}

void PostgresService::begin_runaway(std::string application, std::string text)
{
    m_runaways.emplace_back(statement(std::move(application), std::move(text)));
}

ClientOrder PostgresService::client_order(std::string application) const
{
    ClientOrder order;
    order.url = app_url();
    order.application = std::move(application);
    return order;
}

std::int64_t PostgresService::writers() const
{
    return std::count_if(m_books.begin(), m_books.end(), [](auto const &book) { return book.number > 0; });
}

void PostgresService::hire(ClientOrder order)
{
    order.notes = fmt::format("{}/notes-{}", m_site.folder(), m_books.size());
    m_books.push_back({order.number, order.notes});
    m_clients.emplace_back(m_site.part(k_client_part, written(order)));
}

/// Does each of them get something done again?
bool PostgresService::get_on()
{
    std::vector<std::uintmax_t> before;
    for (auto const &book : m_books) before.push_back(size_of(book.notes));
    return m_site.await(
        [&] {
            for (std::size_t i = 0; i < m_books.size(); ++i)
                if (size_of(m_books[i].notes) == before[i]) return false;
            return true;
        },
        k_get_on_limit);
}

// Those who only worked, and what stood behind somebody, are none of those that a page may end.
std::vector<Check> PostgresService::checks(CommitAccounts const &now, bool working)
{
    auto all = m_books.empty() ? std::vector<Check>{} : client_checks(now, working);
    for (auto &one : m_works)
        all.push_back({"the migration that waited went through", one.ends_within(k_end_limit) && one.status() == 0});
    for (auto &one : m_runaways) all.push_back({"the query that ran away is gone", !one.running()});
    return all;
}

Accounts PostgresService::settle()
{
    auto const working = get_on();
    try {
        postgres::Connection admin{postgres::Address::parse(m_keeper.url("postgres")), {}, m_site.clock()};
        auto const now = account(m_books, admin);
        return {"commits",
                {{"acknowledged", now.acknowledged},
                 {"kept", now.kept},
                 {"lost", now.lost},
                 {"doubled", now.doubled},
                 {"ended", now.ended},
                 {"reconnected", now.reconnected}},
                checks(now, working)};
    } catch (Error const &e) {
        if (e.fault() != Fault::unreachable) throw;
        return {"commits", cli::Json::object(), {{fmt::format("the commits can be counted: {}", e.message()), false}}};
    }
}

}  // namespace omactl::drill
