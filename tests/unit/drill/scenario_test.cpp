// The drills that are shipped, and mistakes in one.
#include "lib/core/error.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>

#include "drill/scenario.hpp"

namespace {

using namespace omactl;
using namespace omactl::drill;

class Folder {
public:
    explicit Folder(std::string const &drill)
    {
        std::ofstream{m_folder.path() + "/p.md"} << "---\ntitle: P\nneeds: [redis]\nparameters:\n  queue: { type: "
                                                    "queue }\n---\n## Look\n```omactl\nomactl queue top "
                                                    "{{queue}}\n```\n## Wait for it\nA while.\n";
        std::ofstream{m_folder.path() + "/p.drill.yaml"} << drill;
    }
    Scenario read() const { return read_scenario("p", {m_folder.path()}); }
    /// Without the folder; with the hint behind " / ".
    std::string refusal() const
    {
        try {
            read();
        } catch (Error const &e) {
            auto const text = e.message() + (e.hint().empty() ? "" : " / " + e.hint());
            return text.substr(text.rfind("p.drill.yaml"));
        }
        return "";
    }

private:
    sandbox::Folder m_folder;
};

std::string const k_good = "title: T\nset: { queue: \"a b\" }\nbreak:\n  - jobs: { queue: a, count: 3, distinct: 3 }\n"
                           "people:\n  Wait for it:\n    - quiet: 1s\n"
                           "mended:\n  - queue why '{{queue}}'\n  - status\n";

TEST_CASE("each shipped drill can be read")
{
    std::size_t drills = 0;
    for (auto const &file : std::filesystem::directory_iterator{OMACTL_SOURCE "/runbooks"}) {
        auto const name = file.path().filename().string();
        if (!name.ends_with(".drill.yaml")) continue;
        INFO(name);
        CHECK_NOTHROW(read_scenario(name.substr(0, name.find('.')), {OMACTL_SOURCE "/runbooks"}));
        ++drills;
    }
    CHECK(drills >= 6);
}

TEST_CASE("a drill says what it does, to whom, and when it is over")
{
    auto const drill = Folder{k_good}.read();
    CHECK(drill.page.title == "P");
    CHECK(drill.breakages.size() == 1);
    CHECK(drill.people.at("Wait for it").at(0).kind == "quiet");
    CHECK(drill.mended.size() == 2);
}

TEST_CASE("a page has its own drill, and may have others")
{
    sandbox::Folder const folder;
    std::ofstream{folder.path() + "/p.md"} << "---\ntitle: P\nneeds: []\n---\n## Wait\nA while.\n";
    std::ofstream{folder.path() + "/other.drill.yaml"} << "page: p\ntitle: T\npeople:\n  Wait:\n    - quiet: 1s\n"
                                                          "mended:\n  - status\n";
    auto const drill = read_scenario("other", {folder.path()});
    CHECK(drill.name == "other");
    CHECK(drill.page.name == "p");
    CHECK(drill.people.size() == 1);
}

TEST_CASE("a mistake is told with its line and the nearest right word")
{
    auto const with = [](std::string const &what, std::string const &instead) {
        auto text = k_good;
        return Folder{text.replace(text.find(what), what.size(), instead)}.refusal();
    };
    CHECK(with("break:", "breaks:") == "p.drill.yaml:3: unknown key 'breaks' / did you mean break");
    CHECK(with("jobs:", "job:") == "p.drill.yaml:4: nothing is called 'job' / did you mean jobs");
    CHECK(with("Wait for it:", "Wait for it!:") ==
          "p.drill.yaml:6: the page leaves no step 'Wait for it!' to a person / did you mean Wait for it");
    CHECK(with("Wait for it:", "Look:") == "p.drill.yaml:6: the page leaves no step 'Look' to a person");
    CHECK(with("- status", "- status | cat") == "p.drill.yaml:10: a shell would act on '|' here, omactl does not");
    CHECK(with("{ queue: \"a b\" }", "sites") == "p.drill.yaml:2: this must be a mapping");
    CHECK(with("title: T\n", "") == "p.drill.yaml:1: it has no title");
    CHECK(with("title: T\n", "title: T\npage: pp\n") ==
          "p.drill.yaml:2: no runbook 'pp' / did you mean p\nomactl runbook ls");
    CHECK(with("title: T\n", "title: T\npage: a/p.md\n") ==
          "p.drill.yaml:2: `page` is the name of a runbook / page: stuck-queue");
    CHECK(with("title: T\n", "title: T\npage: [p]\n") ==
          "p.drill.yaml:2: `page` is the name of a runbook / page: stuck-queue");
    CHECK(with("count: 3", "count: many").starts_with("p.drill.yaml:4: jobs: "));
}

}  // namespace
