#include "lib/cli/report.hpp"
#include "tests/unit/cli/commands.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using namespace omactl::cli;

namespace {

std::string shown(Report const &report, Output output)
{
    tests::World world;
    world.secrets.add(Secret{"hunter2hunter2"});
    auto context = world.context();
    context.globals.output = output;
    show(report, context);
    CHECK(world.io.written_err.empty());
    return world.io.written_out;
}

Report two_queues()
{
    Report report;
    report.data = Json::array({{{"queue", "sites"}, {"jobs", 3}}, {{"queue", "mail"}, {"jobs", 0}}});
    report.blocks = {std::string("two queues\n"), Table{{{"QUEUE"}, {"JOBS", true}}, {{"sites", "3"}, {"mail", "0"}}}};
    return report;
}

}  // namespace

TEST_CASE("a report as table, json, jsonl and tsv")
{
    CHECK(shown(two_queues(), Output::table) == "two queues\nQUEUE  JOBS\nsites     3\nmail      0\n");
    CHECK(shown(two_queues(), Output::json) == "[\n  {\n    \"queue\": \"sites\",\n    \"jobs\": 3\n  },\n"
                                               "  {\n    \"queue\": \"mail\",\n    \"jobs\": 0\n  }\n]\n");
    CHECK(shown(two_queues(), Output::jsonl) == "{\"queue\":\"sites\",\"jobs\":3}\n{\"queue\":\"mail\",\"jobs\":0}\n");
    CHECK(shown(two_queues(), Output::tsv) == "QUEUE\tJOBS\nsites\t3\nmail\t0\n");
}

TEST_CASE("jsonl of one object is one line, of an empty list nothing")
{
    Report report;
    report.data = Json{{"a", Json{{"b", 1}}}};
    CHECK(shown(report, Output::jsonl) == "{\"a\":{\"b\":1}}\n");
    report.data = Json::array();
    CHECK(shown(report, Output::jsonl).empty());
    CHECK(shown(report, Output::json) == "[]\n");
}

TEST_CASE("secrets are removed from every form")
{
    auto const output = GENERATE(Output::table, Output::json, Output::jsonl, Output::tsv);
    Report report;
    report.data = Json{{"url", "redis://:hunter2hunter2@h"}};
    report.blocks = {std::string("hunter2hunter2\n"), Table{{{}}, {{"hunter2hunter2"}}}};
    auto const text = shown(report, output);
    CHECK(text.find("hunter2") == text.npos);
    CHECK(text.find("***") != text.npos);
}

TEST_CASE("bytes that are not UTF-8 come as base64")
{
    CHECK(json_bytes("größe") == Json("größe"));
    CHECK(json_bytes("\xff\xfe") == Json{{"base64", "//4="}});
    CHECK(dump(Json("\xff")) == "\"\xef\xbf\xbd\"");
    CHECK(dump(Json{{"b", 1}, {"a", 2}}) == "{\"b\":1,\"a\":2}");
}
