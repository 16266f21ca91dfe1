// What a dry run says is what a real run does to PostgreSQL: the same reads first, then exactly the
// effects that were printed. The server's own log is asked what it was sent.
#include "tests/faults/mending.hpp"
#include "tests/faults/pg_ground.hpp"
#include "tests/faults/pg_statements.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <iterator>

namespace {

using namespace omactl;
using namespace omactl::faults;

using Lines = std::vector<std::string>;

Lines effects_of(Lines const &sent)
{
    Lines effects;
    std::ranges::copy_if(sent, std::back_inserter(effects), has_effect);
    return effects;
}

Lines reads_before_the_first_effect(Lines const &sent)
{
    Lines reads;
    for (auto const &statement : sent) {
        if (has_effect(statement)) break;
        if (statement.find("application_name = ") != 0 && statement.find("set ") != 0 &&
            statement.find("set_config") == std::string::npos)
            reads.push_back(statement);
    }
    return reads;
}

struct Both {
    Lines printed, dry, real;
};

/// A command's dry run and then the command, each with what the server was sent.
Both run_both(PgGround &ground, std::string const &words)
{
    Both both;
    ground.mark();
    both.printed = would_send(check_run(ground.laptop, words + " --dry-run", 0).ended.out);
    both.dry = statements_in(ground.log());
    CHECK(ground.hit().empty());
    ground.mark();
    check_run(ground.laptop, words, 0);
    both.real = statements_in(ground.log());
    CHECK_FALSE(both.printed.empty());
    CHECK(both.dry.size() >= 3);
    CHECK(effects_of(both.dry).empty());
    CHECK(reads_before_the_first_effect(both.real) == reads_before_the_first_effect(both.dry));
    return both;
}

TEST_CASE("an unblock sends what its dry run printed")
{
    PgGround ground{{.log_statements = true}};
    PileUp pile{ground};
    auto const both = run_both(ground, "pg unblock --yes");
    CHECK(effects_of(both.real) == both.printed);
    CHECK(pile.went_on());
    CHECK(ground.hit() == Lines{"idler"});
}

TEST_CASE("a kill of a query sends the first rung only when that ends it")
{
    PgGround ground{{.log_statements = true}};
    std::list<PgSession> reports;
    for (int n = 0; n < 3; ++n) reports.emplace_back(ground.server.url(), "report").begin("select pg_sleep(600)");
    ground.eventually("(select count(*) from pg_stat_activity where wait_event = 'PgSleep') = 3");
    auto both = run_both(ground, "pg kill-long --older-than 1ms --app report --yes");
    REQUIRE(both.printed.size() == 8);  // the lease, three cancels, three terminations, the lease again
    both.printed.erase(both.printed.begin() + 4, both.printed.begin() + 7);
    CHECK(effects_of(both.real) == both.printed);
    for (auto &report : reports) CHECK(report.end() == "57014");
    CHECK(ground.hit() == Lines{"report", "report", "report"});
}

TEST_CASE("a victim that withstands the cancel gets the second rung too")
{
    PgGround ground{{.log_statements = true}};
    PgSession stubborn{ground.server.url(), "stubborn"};
    stubborn.begin("do $$ begin loop begin perform pg_sleep(600); exception when query_canceled then null; end; "
                   "end loop; end $$");
    ground.eventually("exists (select from pg_stat_activity where wait_event = 'PgSleep')");
    auto const both =
        run_both(ground, "pg kill-long --older-than 1ms --app stubborn --ladder cancel:300ms,terminate:10s --yes");
    CHECK(effects_of(both.real) == both.printed);
    CHECK(stubborn.end() == "lost");
}

TEST_CASE("read-only, nothing is sent that has an effect, and 7 says so")
{
    PgGround ground{{.log_statements = true}};
    PileUp pile{ground};
    ground.laptop.variables["OMACTL_READONLY"] = "1";
    ground.mark();
    for (auto const *words : {"pg unblock --yes", "pg kill-long --older-than 1ms --yes"})
        check_run(ground.laptop, words, 7);
    CHECK(statements_in(ground.log()).size() > 3);
    CHECK(effects_of(statements_in(ground.log())).empty());
    CHECK(pile.stands());
}

TEST_CASE("the log's parser puts values in their places")
{
    auto const sent = statements_in("omactl[12] LOG:  execute <unnamed>: select a\n\t  from b where c = $1 and d = $2\n"
                                    "omactl[12] DETAIL:  parameters: $1 = 'x''y', $2 = NULL\n"
                                    "puma[13] LOG:  statement: select 1\n\tfrom x\n"
                                    "omactl 01J marta@desk[12] LOG:  execute <unnamed>: CHECKPOINT\n");
    CHECK(sent == Lines{"select a from b where c = 'x''y' and d = NULL", "CHECKPOINT"});
    CHECK(has_effect(sent[1]));
    CHECK_FALSE(has_effect(sent[0]));
}

}  // namespace
