#include "lib/cli/memory_io.hpp"
#include "lib/cli/table.hpp"

#include <catch2/catch.hpp>

using namespace omactl::cli;

namespace {

Table queues()
{
    return {{{"QUEUE", false, true}, {"JOBS", true}, {"FIRST", false, true}},
            {{"sites", "212,480", "a job"}, {"mail", "7", ""}}};
}

}  // namespace

TEST_CASE("columns are aligned, numbers to the right, without trailing blanks")
{
    MemoryIo const io;
    CHECK(render(queues(), io, false) == "QUEUE     JOBS  FIRST\n"
                                         "sites  212,480  a job\n"
                                         "mail         7\n");
}

TEST_CASE("without titles there is no head line")
{
    MemoryIo const io;
    CHECK(render({{{}, {"", true}}, {{"a", "1"}, {"bb", "10"}}}, io, false) == "a    1\nbb  10\n");
    CHECK(render({{{"ONE"}}, {}}, io, false) == "ONE\n");
}

TEST_CASE("an empty cell in the middle keeps the columns in place")
{
    MemoryIo const io;
    CHECK(render({{{}, {}, {}}, {{"a", "", "c"}, {"aa", "bb", "cc"}}}, io, false) == "a       c\naa  bb  cc\n");
    CHECK(render({{{}, {}}, {{"a"}, {"aa", "b"}}}, io, false) == "a\naa  b\n");
}

TEST_CASE("wide characters take two columns")
{
    MemoryIo const io;
    CHECK(render({{{}, {}}, {{"日本", "x"}, {"abc", "y"}}}, io, false) == "日本  x\nabc   y\n");
}

TEST_CASE("a terminal's width cuts the widest columns that may be cut; a pipe never")
{
    MemoryIo io;
    io.columns = 30;
    Table const table{{{"", false, true}, {"", true}, {"", false, true}},
                      {{std::string(20, 'q'), "12,345", std::string(40, 'w')}}};
    auto const shown = render(table, io, true);
    CHECK(shown == std::string(9, 'q') + "…  12,345  " + std::string(9, 'w') + "…\n");
    CHECK(render(table, io, false) == std::string(20, 'q') + "  12,345  " + std::string(40, 'w') + "\n");
}

TEST_CASE("where a terminal is narrow, columns that no row fills are left out")
{
    MemoryIo io;
    Table const table{{{"PID"}, {"CLIENT"}, {"SQL", false, true}},
                      {{"4711", "", "select 1"}, {"4712", "", "select 2"}}};
    io.columns = 24;
    CHECK(render(table, io, true) == "PID   CLIENT  SQL\n4711          select 1\n4712          select 2\n");
    io.columns = 20;
    CHECK(render(table, io, true) == "PID   SQL\n4711  select 1\n4712  select 2\n");
    CHECK(render(table, io, false).find("CLIENT") != std::string::npos);
}

TEST_CASE("what may not be cut stays whole, however narrow the terminal")
{
    MemoryIo io;
    io.columns = 10;
    CHECK(render({{{}, {"", false, true}}, {{"0123456789abcdef", "0123456789"}}}, io, true) ==
          "0123456789abcdef  0123456…\n");
}

TEST_CASE("colour stands around the words, not around the blanks")
{
    MemoryIo io;
    io.color = Color::always;
    CHECK(render({{{}, {}}, {{{"FAIL", Tone::trouble}, "x"}}}, io, false) == "\x1b[31mFAIL\x1b[0m  x\n");
    CHECK(toned("x", Tone::plain, true) == "x");
    CHECK(toned("x", Tone::good, false) == "x");
}

TEST_CASE("text from outside can't steer the terminal")
{
    MemoryIo const io;
    CHECK(render({{{}}, {{"a\x1b[2Jb\nc"}}}, io, true) == "a\\x1b[2Jb\\nc\n");
}

TEST_CASE("tsv has a tab between values, titles first, one row a line")
{
    CHECK(render_tsv(queues()) == "QUEUE\tJOBS\tFIRST\nsites\t212,480\ta job\nmail\t7\t\n");
    CHECK(render_tsv({{{}, {}}, {{"a\tb", "c\nd"}}}) == "a\\tb\tc\\nd\n");
}
