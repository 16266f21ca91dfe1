#include "drill/postgres_people.hpp"

#include "lib/core/error.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/postgres/connection.hpp"

#include <nlohmann/json.hpp>

#include <list>

#include "drill/part.hpp"

namespace omactl::drill {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SitterOrder, url, application, statement, count)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(StatementOrder, url, application, statement)

namespace {

using Json = nlohmann::json;

constexpr Millis k_patience{3'600'000};  // for an answer, and for a lock
constexpr Millis k_look_again{100};

postgres::Settings patient(std::string const &application)
{
    postgres::Settings settings;
    settings.application_name = application;
    settings.call_limit = settings.lock_limit = k_patience;
    return settings;
}

int sit(std::string_view order, Clock &clock)
{
    auto const wanted = Json::parse(order).get<SitterOrder>();
    auto const address = postgres::Address::parse(wanted.url);
    std::list<postgres::Connection> open;
    while (std::ssize(open) < wanted.count && interrupt_signal() == 0) {
        try {
            auto &one = open.emplace_back(address, patient(wanted.application), clock);
            one.change("begin");
            one.ask(wanted.statement);
        } catch (postgres::Refused const &e) {
            if (e.fault() != Fault::unreachable) throw;
            open.pop_back();
            clock.sleep(k_look_again);
        }
    }
    while (interrupt_signal() == 0) clock.sleep(k_patience);
    return 0;
}
Part const g_sitter{k_sitter_part, sit};

int run_statement(std::string_view order, Clock &clock)
{
    auto const wanted = Json::parse(order).get<StatementOrder>();
    postgres::Connection connection{postgres::Address::parse(wanted.url), patient(wanted.application), clock};
    connection.change(wanted.statement);
    return 0;
}
Part const g_statement{k_statement_part, run_statement};

}  // namespace

std::string written(SitterOrder const &order)
{
    return Json(order).dump();
}

std::string written(StatementOrder const &order)
{
    return Json(order).dump();
}

}  // namespace omactl::drill
