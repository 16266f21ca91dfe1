#include "lib/cli/parse.hpp"
#include "lib/cli/paste.hpp"
#include "tests/unit/cli/commands.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using namespace omactl::cli;
using Catch::Contains;
using Words = std::vector<std::string>;

namespace {

struct Mangled {
    Words words;
    std::string message, hint;  // parts of them
};

Error refused(Words const &words)
{
    try {
        cli::bind(words);
    } catch (Error const &e) {
        return e;
    }
    FAIL("accepted");
    return {Fault::internal, ""};
}

void check(Mangled const &line)
{
    CAPTURE(line.words);
    auto const e = refused(line.words);
    CHECK(e.fault() == Fault::usage);
    CHECK_THAT(e.message(), Contains(line.message));
    CHECK_THAT(e.hint(), Contains(line.hint));
}

tests::CrateOptions accepted(Words const &words)
{
    return *static_cast<tests::CrateOptions const *>(cli::bind(words).options.get());
}

}  // namespace

TEST_CASE("a dash where hyphens stood is refused, wherever it stands")
{
    check({{"crate", "move", "c1", "\u2013limit", "5"}, "begins with an en dash", "type plain hyphens: --limit"});
    check({{"crate", "move", "c1", "\u2014limit=5"}, "an em dash", "--limit=5"});
    check({{"crate", "move", "c1", "\u2212l", "5"}, "a minus sign", ": -l"});
    check({{"crate", "move", "c1", "\u2011\u2011limit"}, "a non-breaking hyphen", "--limit"});
    check({{"crate", "move", "c1", "-\u2013limit"}, "an en dash", "--limit"});
    check({{"crate", "move", "c1", "--dry\u2010run"}, "a typographic hyphen", "--dry-run"});
    check({{"\u2013env", "prod", "crate", "ls"}, "an en dash", "--env"});
    check({{"crate", "label", "--", "\u20135"}, "an en dash", "plain hyphens"});
    check({{"crate", "\u2013help"}, "an en dash", "--help"});
    check({{"crate", "move", "c1", "\u2013"}, "an en dash", "plain hyphens"});
}

TEST_CASE("a dash inside a value is text")
{
    CHECK(accepted({"crate", "move", "c1\u2013c2"}).crate == "c1\u2013c2");
    CHECK(accepted({"crate", "move", "c1", "--note", "\u2013 see the wiki"}).note == "\u2013 see the wiki");
    check({{"crate", "move", "\u2013 c1"}, "has an en dash in it", "- c1"});
}

TEST_CASE("odd spaces and invisible characters are refused")
{
    check({{"crate", "move", "c1\u00a0--limit"}, "a no-break space", "type ordinary spaces: c1 --limit"});
    check({{"crate", "move", "c1", "--limit\u00a05"}, "a no-break space", "--limit 5"});
    check({{"crate\u00a0move", "c1"}, "a no-break space", "crate move"});
    check({{"crate", "move", "c\u200b1"}, "an invisible zero-width space", "type it anew: c1"});
    check({{"crate", "move", "c1", "--kind=\ufeffa"}, "byte order mark", "type it anew: a"});
    check({{"crate", "ls", "-e", "prod\u202f"}, "a narrow no-break space", "ordinary spaces"});
}

TEST_CASE("curly quotes are refused, also when they fell apart")
{
    check({{"crate", "move", "\u201cc1\u201d"}, "a curly quote", "type straight quotes: \"c1\""});
    check({{"crate", "move", "c1", "--kind", "\u2018a\u2019"}, "a curly quote", "'a'"});
    check({{"crate", "move", "c1", "--reason", "\u201cit", "is", "full\u201d"}, "a curly quote", "straight"});
}

TEST_CASE("a parameter that nobody filled in is refused, also in free text")
{
    check({{"crate", "move", "{{crate}}"}, "CRATE is still '{{crate}}'", "put the crate in place of {{crate}}"});
    check({{"crate", "move", "c1", "--kind=x-{{ kind }}"}, "--kind is still", "in place of {{kind}}"});
    check({{"crate", "move", "c1", "--reason", "see {{incident}}"}, "--reason is still", "{{incident}}"});
    check({{"crate", "{{verb}}", "c1"}, "{{verb}}", "in place of {{verb}}"});
}

TEST_CASE("an empty value is refused, also in free text")
{
    check({{"crate", "move", ""}, "CRATE has an empty value", "variable"});
    check({{"crate", "move", "c1", "--kind", ""}, "--kind has an empty value", "variable"});
    check({{"crate", "move", "--kind=", "c1"}, "--kind has an empty value", "variable"});
    check({{"crate", "move", "c1", "--reason", ""}, "--reason has an empty value", "variable"});
    check({{"crate", "ls", "-e", ""}, "--env has an empty value", "variable"});
}

TEST_CASE("free text and JSON may have what a page would mangle")
{
    std::string const text = "the \u201cbig\u201d\u00a0one \u2013 don\u2019t";
    CHECK(accepted({"crate", "move", "c1", "--note", text}).note == text);
    CHECK(accepted({"crate", "label", "c1", "[\"\u201c\"]", "{\"a\":{\"b\":{}}}"}).labels ==
          Words{"[\"\u201c\"]", "{\"a\":{\"b\":{}}}"});
    CHECK(cli::bind(Words{"crate", "move", "c1", "--reason", text}).change.reason == text);
}

TEST_CASE("ordinary words of every language pass")
{
    CHECK_NOTHROW(refuse_mangled_words(Words{"größe", "日本", "naïve", "a-b_c.d:e/f", "{a}", "{{}}", "{{a b}}"}));
}
