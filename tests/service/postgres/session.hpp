#pragma once

#include "lib/core/error.hpp"
#include "lib/core/time.hpp"
#include "lib/postgres/connection.hpp"
#include "lib/sandbox/postgres_server.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace omactl::tests {

inline SystemClock const k_clock;

inline postgres::Connection open(std::string const &url, postgres::Settings settings = {})
{
    return {postgres::Address::parse(url), std::move(settings), k_clock};
}

inline std::string one(postgres::Rows const &rows)
{
    REQUIRE(rows.size() == 1);
    return rows.cells[0].at(0).value_or("(null)");
}

template <class E = Error, class Call> E thrown(Call const &call)
{
    std::optional<E> caught;
    try {
        call();
    } catch (E const &error) {
        caught = error;
    }
    REQUIRE(caught);
    return *caught;
}

inline bool contains(std::string_view text, std::string_view part)
{
    return text.find(part) != std::string_view::npos;
}

template <class Holds> void eventually(Holds const &holds)
{
    SystemClock clock;
    auto const end = clock.ticks() + Millis{20'000};
    while (!holds() && clock.ticks() < end) clock.sleep(Millis{10});
    CHECK(holds());
}

}  // namespace omactl::tests
