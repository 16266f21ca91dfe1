#include "lib/cli/common_options.hpp"
#include "lib/cli/help.hpp"
#include "lib/cli/layout.hpp"
#include "lib/core/text.hpp"
#include "tests/unit/cli/commands.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using namespace omactl::cli;
using Catch::Contains;
using Words = std::vector<std::string>;

namespace {

void fits(std::string const &text)
{
    CHECK(text.ends_with("\n"));
    for (auto const line : split(text, '\n')) {
        CAPTURE(line);
        CHECK(columns(line) <= 80);
        CHECK_FALSE(line.ends_with(' '));
    }
}

}  // namespace

TEST_CASE("every help fits 80 columns")
{
    fits(map_text("production (protected)"));
    for (auto const *command : commands()) fits(command_help(*command));
    for (auto const &topic : topic_names()) fits(*topic_text(topic));
    fits(group_help("crate"));
}

TEST_CASE("a command's help has all of its parts")
{
    auto const text = command_help(*find_command("crate move"));
    CHECK(text.starts_with("usage: omactl crate move CRATE [SHELF] [options]\n\nMove a crate to a shelf\n"));
    CHECK_THAT(text, Contains("Nothing breaks on the way."));
    CHECK_THAT(text, Contains("\nArguments\n  CRATE  The crate to move\n  SHELF  Where it goes; else the nearest\n"));
    CHECK_THAT(text, Contains("\n  -l, --limit N    Move at most N items\n"));
    CHECK_THAT(text, Contains("\n      --batch N    Items moved at once (default 500)\n"));
    CHECK_THAT(text, Contains("Only items of this kind (may be repeated)"));
    CHECK_THAT(text, Contains("\n      --fragile    Move slowly\n"));
    CHECK_THAT(text, Contains("-n/--dry-run ·") && Contains("-e/--env NAME"));
    CHECK_THAT(text, !Contains("\n  ·"));
    CHECK_THAT(text, Contains("\nExamples\n  omactl crate move c1 --dry-run\n      see what would move\n"));
    CHECK_THAT(text, Contains("\nExit status\n  0 done"));
}

TEST_CASE("help shows only the options that the command has")
{
    auto const text = command_help(*find_command("crate ls"));
    CHECK_THAT(text, !Contains("--dry-run") && !Contains("Arguments") && !Contains("Examples"));
    CHECK_THAT(text, !Contains("\nOptions\n"));
    CHECK_THAT(command_help(*find_command("crate label")), Contains("CRATE [LABELS…] [options]"));
    CHECK_THAT(command_help(*find_command("crate lost count")), Contains("0 yes, 3 no"));
}

TEST_CASE("a group lists its commands, sorted")
{
    auto const text = group_help("crate");
    CHECK_THAT(text, Contains("  crate label       Label a crate\n  crate lost count  Is anything lost?\n"));
    CHECK(text.find("crate lost ls") < text.find("crate ls "));
    CHECK_THAT(group_help("crate lost"), !Contains("crate move"));
}

TEST_CASE("the map lists what is registered, by question, and nothing else")
{
    CHECK(map_text() == "omactl — runbooks that run.\n\n"
                        "What is wrong?      status\n\n"
                        "  omactl help GROUP    every command has --help with examples;\n"
                        "                       add --dry-run to look before you leap\n");
    CHECK_THAT(map_text("sandbox"), Contains("runbooks that run.  Environment: sandbox\n"));
}

TEST_CASE("help for a command, a group, a topic, and the nearest of a typo")
{
    CHECK(help_for(Words{}) == map_text());
    CHECK(help_for(Words{"crate", "move"}) == command_help(*find_command("crate move")));
    CHECK(help_for(Words{"crate", "lost"}) == group_help("crate lost"));
    CHECK(help_for(Words{"exit-status"}) == topic_text("exit-status"));
    try {
        help_for(Words{"exit-statsu"});
        FAIL("no error");
    } catch (Error const &e) {
        CHECK(e.fault() == Fault::usage);
        CHECK(e.message() == "there is no help on 'exit-statsu'");
        CHECK_THAT(e.hint(), Contains("did you mean: omactl help exit-status\n") && Contains("topics: "));
    }
    CHECK_THROWS_WITH(help_for(Words{"crate", "mvoe"}), Contains("'crate mvoe'"));
}

TEST_CASE("the topic on exit status is the table of faults")
{
    auto const text = *topic_text("exit-status");
    for (FaultFact const &fact : fault_table())
        CHECK_THAT(text, Contains(std::to_string(static_cast<int>(fact.fault)) + "  " + std::string(fact.name)));
}

TEST_CASE("the topic on options is the two tables")
{
    auto const text = *topic_text("options");
    for (auto const params : {common_params(), change_params()})
        for (Param const &p : params) CHECK_THAT(text, Contains(p.shown_name()));
    CHECK_THAT(text, Contains("-o, --output FORMAT") && Contains("(default table)"));
    CHECK_FALSE(topic_text("nothing"));
}

TEST_CASE("paragraphs are filled to the width")
{
    CHECK(fill("aa bb cc dd", 2, 8) == "  aa bb\n  cc dd\n");
    CHECK(fill("aa\nbb\n\n  verbatim   text\n\ncc", 1, 80) == " aa bb\n\n   verbatim   text\n\n cc\n");
    CHECK(fill("ää öö", 0, 5) == "ää öö\n");
    CHECK(fill("日本 日本", 0, 8) == "日本\n日本\n");
    CHECK(two_columns({{"a", "one"}, {"bbb", "two"}}) == "  a    one\n  bbb  two\n");
    CHECK_THAT(two_columns({{"a", "one"}, {std::string(40, 'x'), "two"}}),
               Contains(std::string(40, 'x') + "\n     two\n"));
}
