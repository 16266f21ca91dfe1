#include "lib/cli/parse.hpp"
#include "tests/unit/cli/commands.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using namespace omactl::cli;
using Catch::Contains;
using Words = std::vector<std::string>;

namespace {

struct Parsed {
    Bound bound;
    tests::CrateOptions const &options;
};

Parsed parse(Words const &words)
{
    auto bound = cli::bind(words);
    auto const &options = *static_cast<tests::CrateOptions const *>(bound.options.get());
    return {bound, options};
}

// The usage error that binding these words ends in.
Error refused(Words const &words)
{
    try {
        cli::bind(words);
    } catch (Error const &e) {
        CHECK(e.fault() == Fault::usage);
        CHECK_FALSE(e.hint().empty());
        return e;
    }
    FAIL("accepted");
    return {Fault::internal, ""};
}

}  // namespace

TEST_CASE("a command is found by its longest path")
{
    CHECK(cli::bind(Words{"crate", "lost", "ls"}).command->spec().path == "crate lost ls");
    CHECK(cli::bind(Words{"crate", "ls"}).command->spec().path == "crate ls");
    auto const [bound, options] = parse({"crate", "move", "lost", "ls"});
    CHECK(bound.command->spec().path == "crate move");
    CHECK(options.crate == "lost");
    CHECK(options.shelf == "ls");
}

TEST_CASE("common options stand before, between and after the path's words")
{
    auto const line =
        GENERATE(Words{"-e", "prod", "crate", "move", "c1"}, Words{"crate", "--env", "prod", "move", "c1"},
                 Words{"crate", "move", "--env=prod", "c1"}, Words{"crate", "move", "c1", "-eprod"},
                 Words{"-qe", "prod", "crate", "move", "c1"});
    auto const [bound, options] = parse(line);
    CHECK(bound.command->spec().path == "crate move");
    CHECK(bound.globals.env == "prod");
    CHECK(options.crate == "c1");
}

TEST_CASE("a common option's value is no word of the path")
{
    auto const bound = cli::bind(Words{"--env", "crate", "crate", "ls"});
    CHECK(bound.globals.env == "crate");
    CHECK(bound.command->spec().path == "crate ls");
}

TEST_CASE("every common option arrives")
{
    auto const bound = cli::bind(
        Words{"crate", "ls", "--config", "/c.toml", "-o", "tsv", "-q", "-v", "--color", "never", "--timeout", "2m"});
    CHECK(bound.globals.config == "/c.toml");
    CHECK(bound.globals.output == Output::tsv);
    CHECK(bound.globals.quiet);
    CHECK(bound.globals.verbose);
    CHECK(bound.globals.color == Color::never);
    CHECK(bound.globals.timeout == Millis{120'000});
    CHECK(cli::bind(Words{"crate", "ls", "--json"}).globals.output == Output::json);
    CHECK(cli::bind(Words{"crate", "ls", "--output=jsonl"}).globals.output == Output::jsonl);
}

TEST_CASE("a change has its options too, also before its words")
{
    auto const bound = cli::bind(Words{"-n", "crate", "move", "c1", "-y", "--confirm", "prod/c1", "--reason",
                                       "it is full", "--max", "1,000", "--wait-lock", "30s"});
    CHECK(bound.change.dry_run);
    CHECK(bound.change.yes);
    CHECK(bound.change.confirm == "prod/c1");
    CHECK(bound.change.reason == "it is full");
    CHECK(bound.change.max == 1000);
    CHECK(bound.change.wait_lock == Millis{30'000});
}

TEST_CASE("a command's own options, in every form")
{
    auto const line = GENERATE(Words{"crate", "move", "c1", "--limit", "5"}, Words{"crate", "move", "--limit=5", "c1"},
                               Words{"crate", "move", "-l", "5", "c1"}, Words{"crate", "move", "-l5", "c1"},
                               Words{"crate", "move", "-nl", "5", "c1"});
    auto const [bound, options] = parse(line);
    CHECK(options.limit == 5);
    CHECK(options.crate == "c1");
    CHECK(options.batch == 500);
    CHECK_FALSE(options.fragile);
}

TEST_CASE("repeated options keep their order, switches switch")
{
    auto const [bound, options] = parse({"crate", "move", "--kind", "b", "c1", "--kind=a", "--fragile", "--fragile"});
    CHECK(options.kinds == Words{"b", "a"});
    CHECK(options.fragile);
}

TEST_CASE("a value keeps every byte")
{
    auto const [bound, options] = parse({"crate", "label", "c1", "[1842]", "{\"a\":[1,2]}", "a,b", "x=y", "'q'"});
    CHECK(options.labels == Words{"[1842]", "{\"a\":[1,2]}", "a,b", "x=y", "'q'"});
    auto const [moved, more] = parse({"crate", "move", "c1", "--note=a=b", "--kind", "[x,y]", "--kind={}"});
    CHECK(more.note == "a=b");
    CHECK(more.kinds == Words{"[x,y]", "{}"});
}

TEST_CASE("what stands after -- is an argument")
{
    auto const [bound, options] = parse({"crate", "label", "--", "-5", "--fragile", "-x", "--", "-h", "--a="});
    CHECK(options.crate == "-5");
    CHECK(options.labels == Words{"--fragile", "-x", "--", "-h", "--a="});
    CHECK_FALSE(bound.help);
}

TEST_CASE("-- may stand where nothing needs it")
{
    auto const [bound, options] = parse({"crate", "move", "c1", "--limit", "3", "--"});
    CHECK(options.crate == "c1");
    CHECK(options.limit == 3);
}

TEST_CASE("a number's sign is no option")
{
    CHECK_THAT(refused({"crate", "move", "c1", "--limit", "-5"}).message(), Contains("--limit: "));
    CHECK(parse({"crate", "label", "-5"}).options.crate == "-5");
    CHECK(parse({"crate", "label", "-"}).options.crate == "-");
}

TEST_CASE("help is asked for anywhere before --, with arguments missing")
{
    auto const line = GENERATE(Words{"crate", "move", "-h"}, Words{"--help", "crate", "move"},
                               Words{"crate", "--help", "move", "--limit", "x"}, Words{"crate", "move", "-nh"});
    auto const bound = cli::bind(line);
    CHECK(bound.help);
    CHECK(bound.command->spec().path == "crate move");
}

TEST_CASE("a missing argument is named")
{
    auto const e = refused({"crate", "move", "--limit", "5"});
    CHECK(e.message() == "CRATE is missing (The crate to move)");
    CHECK(e.hint() == "omactl crate move --help");
}

TEST_CASE("a word too many is named")
{
    CHECK(refused({"crate", "move", "c1", "s1", "more"}).message() == "'more' is one word too many");
    CHECK(refused({"crate", "ls", "--", "-x"}).message() == "'-x' is one word too many");
}

TEST_CASE("an unknown option gets the nearest")
{
    auto const e = refused({"crate", "move", "c1", "--limti", "5"});
    CHECK(e.message() == "unknown option --limti");
    CHECK_THAT(e.hint(), Contains("did you mean --limit") && Contains("omactl crate move --help"));
    CHECK(refused({"crate", "move", "c1", "-x"}).message() == "unknown option -x");
    CHECK(refused({"crate", "move", "c1", "--limti=5"}).message() == "unknown option --limti");
}

TEST_CASE("a command that only looks has no option of a change")
{
    auto const e = refused({"crate", "ls", "--dry-run"});
    CHECK(e.message() == "there is no --dry-run here");
    CHECK_THAT(e.hint(), Contains("'crate ls' only looks"));
    CHECK(refused({"-n", "crate", "ls"}).message() == "there is no -n here");
}

TEST_CASE("a single value can't be given twice")
{
    CHECK(refused({"crate", "move", "c1", "--limit", "5", "-l", "6"}).message() == "--limit is given twice");
    CHECK(refused({"-e", "a", "crate", "ls", "-e", "b"}).message() == "--env is given twice");
}

TEST_CASE("an option without its value")
{
    CHECK(refused({"crate", "move", "c1", "--limit"}).message() == "--limit needs a value");
    CHECK(refused({"crate", "move", "c1", "-nl"}).message() == "-nl needs a value");
    CHECK(refused({"crate", "ls", "-e"}).message() == "-e needs a value");
}

TEST_CASE("an option is no value of another")
{
    auto const word = GENERATE("--yes", "--", "--unheard-of", "-y");
    auto const e = refused({"crate", "move", "c1", "--reason", word});
    CHECK_THAT(e.message(), Contains("--reason needs a value, and '" + std::string(word)));
    CHECK_THAT(refused({"crate", "move", "c1", "--reason=--yes"}).message(), Contains("--reason needs a value"));
}

TEST_CASE("a switch takes no value")
{
    auto const word = GENERATE("--dry-run=false", "--dry-run=no", "--dry-run=0", "--fragile=banana");
    CHECK_THAT(refused({"crate", "move", "c1", word}).message(), Contains("takes no value"));
}

TEST_CASE("a bad value names its option and what is accepted")
{
    auto const e = refused({"crate", "ls", "-o", "yaml"});
    CHECK(e.message() == "--output: 'yaml' is not an output format");
    CHECK(e.hint() == "one of: table, json, jsonl, tsv");
    CHECK_THAT(refused({"crate", "ls", "--timeout", "5"}).message(), Contains("--timeout: "));
    CHECK_THAT(refused({"crate", "ls", "--color", "red"}).hint(), Contains("auto, always, never"));
}

TEST_CASE("an unknown word gets the nearest names")
{
    auto const e = refused({"crat", "ls"});
    CHECK(e.message() == "'crat' is not an omactl command");
    CHECK(e.hint() == "did you mean: omactl crate");
    auto const second = refused({"crate", "mvoe"});
    CHECK(second.message() == "'mvoe' is not a command of 'omactl crate'");
    CHECK(second.hint() == "did you mean: omactl crate move");
    CHECK(refused({"crate", "lost", "sl"}).hint() == "did you mean: omactl crate lost ls");
    CHECK(refused({"zzzzzzzz"}).hint() == "omactl    (lists what there is)");
}

TEST_CASE("a group is no command, and an option can't stand in the middle of a path")
{
    CHECK(refused({"crate"}).message() == "'omactl crate' alone is no command");
    CHECK(refused({"crate", "lost"}).message() == "'omactl crate lost' alone is no command");
    CHECK(refused({}).message() == "'omactl' alone is no command");
    CHECK(refused({"crate", "--limit", "5", "move"}).message() == "'--limit' stands before the command is complete");
    CHECK(refused({"--limit", "crate", "ls"}).message() == "'--limit' stands before the command is complete");
    CHECK(refused({"--", "crate", "ls"}).message() == "'--' stands before the command is complete");
}
