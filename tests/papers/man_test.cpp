// The manual pages, as mandoc reads them.
#include "lib/papers/man.hpp"
#include "lib/papers/mdoc.hpp"
#include "lib/process/process.hpp"

#include <catch2/catch.hpp>

using namespace omactl;

namespace {

process::Ended mandoc(std::vector<std::string> words, std::string const &text)
{
    words.insert(words.begin(), "mandoc");
    return process::run({.argv = std::move(words), .input = text}, Millis{20'000});
}

std::string shown(std::string const &text)
{
    auto const ended = mandoc({"-Tutf8", "-Owidth=100"}, text);
    std::string plain;  // without overstriking
    for (char const c : ended.out)
        if (c == '\b')
            plain.pop_back();
        else
            plain += c;
    return plain;
}

}  // namespace

TEST_CASE("mandoc has nothing to say about any page")
{
    for (auto const &page : papers::man_pages()) {
        auto const ended = mandoc({"-Tlint", "-Wwarning"}, page.text);
        CAPTURE(page.name);
        CHECK(ended.status == 0);
        CHECK((ended.out.empty() && ended.err.empty()));
    }
}

TEST_CASE("what stands in a page comes out as it was meant")
{
    papers::Mdoc page{"test", 1, "a test"};
    page.heading("DESCRIPTION");
    page.paragraphs(
        ".Sh is text, as is a \\n, an – and `omactl --dry-run`.\n'quoted' too\n\nNext one\n  kept  as is\nlast");
    page.begin_list();
    page.item("Fl " + papers::mdoc_literal("-dry-run"));
    page.line("Look");
    page.end_list();
    auto const text = shown(page.text());
    CAPTURE(text);
    CHECK_THAT(text, Catch::Contains(".Sh is text, as is a \\n, an – and omactl --dry-run.  'quoted' too\n\n"));
    CHECK_THAT(text, Catch::Contains("\n     Next one\n\n           kept  as is\n     last\n"));
    CHECK_THAT(text, Catch::Contains("--dry-run"));
    CHECK(mandoc({"-Tlint", "-Wwarning"}, page.text()).out.empty());
}

TEST_CASE("a group's page has each of its commands, with options, examples and exit statuses")
{
    auto const text = shown(papers::group_page("queue").text);
    for (auto const *what :
         {"omactl queue clear [QUEUE] [options]", "--older-than DUR", "omactl queue failed ls", "unreachable",
          "omactl-exit-status(7)", "Empty a queue, keeping every job in an archive."}) {
        CAPTURE(what);
        CHECK_THAT(text, Catch::Contains(what));
    }
}
