#pragma once

#include "cmd/pg_look.hpp"
#include "lib/cli/command.hpp"
#include "lib/cli/values.hpp"

#include <algorithm>
#include <array>

namespace omactl::cmd {

/// The options of PgRuleOptions, and behind them those of a command, whose options struct has it as its only base.
template <std::size_t N> constexpr std::array<cli::Param, N + 5> with_pg_rules(std::array<cli::Param, N> const &own)
{
    std::array<cli::Param, 5> const rules{
        cli::param<&PgRuleOptions::older_than>("--older-than", "DUR", "Only what has gone on for longer"),
        cli::verbatim_param<&PgRuleOptions::match>("--match", "RE", "Only where the query's text matches"),
        cli::param<&PgRuleOptions::user>("--user", "NAME", "Only of this role"),
        cli::param<&PgRuleOptions::app>("--app", "NAME", "Only of this application; * at the end stands for the rest"),
        cli::one_of(cli::param<&PgRuleOptions::state>("--state", "STATE", "Only in this state"), k_pg_states),
    };
    std::array<cli::Param, N + 5> all{};
    std::copy(own.begin(), own.end(), std::copy(rules.begin(), rules.end(), all.begin()));
    return all;
}

}  // namespace omactl::cmd
