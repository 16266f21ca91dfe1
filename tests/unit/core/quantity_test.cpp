#include "lib/core/error.hpp"
#include "lib/core/quantity.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace omactl;

namespace {

template <typename Parse> bool refuses(Parse parse, std::string const &text)
{
    try {
        parse(text);
        return false;
    } catch (Error const &e) {
        return e.fault() == Fault::usage && !e.hint().empty() && e.message().find(text) != std::string::npos;
    }
}

}  // namespace

TEST_CASE("sizes")
{
    CHECK(parse_size("4096") == 4096);
    CHECK(parse_size("512k") == 512 * 1024);
    CHECK(parse_size("1.5GiB") == 1'610'612'736);
    CHECK(parse_size("64MiB") == 64 << 20);
    CHECK(parse_size("64MB") == 64 << 20);
    CHECK(parse_size("2T") == 2'199'023'255'552);
    CHECK(parse_size("10b") == 10);
    CHECK(parse_size("0") == 0);
    for (auto const *text :
         {"", "k", "1x", "1kk", "-1", "1 k", ".5k", "1.k", "1e3", "0.1", "9999999999G", "0x10", "1kiBs"})
        CHECK(refuses(parse_size, text));
}

TEST_CASE("rates")
{
    CHECK(parse_rate("200/s") == 200);
    CHECK(parse_rate("3000/m") == 50);
    CHECK(parse_rate("30/min") == 0.5);
    CHECK(parse_rate("7200/h") == 2);
    CHECK(parse_rate("1.5/s") == 1.5);
    for (auto const *text : {"", "200", "/s", "0/s", "-1/s", "5/d", "5 /s", "5/s ", "inf/s"})
        CHECK(refuses(parse_rate, text));
}

TEST_CASE("counts")
{
    CHECK(parse_count("0") == 0);
    CHECK(parse_count("20000") == 20'000);
    CHECK(parse_count("20,000") == 20'000);
    CHECK(parse_count("20_000") == 20'000);
    CHECK(parse_count("1,234,567") == 1'234'567);
    CHECK(parse_count("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
    for (auto const *text : {"", "-1", "+1", "1.5", "2,0", "20,00", "2000,000", "1,000_000", ",000", "1,000,", "1k",
                             " 1", "9223372036854775808", "1,,000"})
        CHECK(refuses(parse_count, text));
}

TEST_CASE("numbers for people")
{
    CHECK(with_commas(0) == "0");
    CHECK(with_commas(999) == "999");
    CHECK(with_commas(1'000) == "1,000");
    CHECK(with_commas(212'480) == "212,480");
    CHECK(with_commas(-212'480) == "-212,480");
    CHECK(with_commas(-100) == "-100");
    CHECK(with_commas(1'000'000) == "1,000,000");
    CHECK(counted(1, "job") == "1 job");
    CHECK(counted(0, "job") == "0 jobs");
    CHECK(counted(2'000, "job") == "2,000 jobs");
    CHECK(percent(81, 100) == "81.0 %");
    CHECK(percent(0, 0) == "0.0 %");
    CHECK(percent(5, 0) == "0.0 %");
}

TEST_CASE("bytes for people")
{
    CHECK(human_bytes(0) == "0 B");
    CHECK(human_bytes(1023) == "1023 B");
    CHECK(human_bytes(1024) == "1 KiB");
    CHECK(human_bytes(43'201'331) == "41.2 MiB");
    CHECK(human_bytes(1024 * 1024 - 1) == "1 MiB");  // not "1024 KiB"
    CHECK(human_bytes(15ull << 30) == "15 GiB");
    CHECK(human_bytes(std::numeric_limits<std::uint64_t>::max()) == "16 EiB");
}

TEST_CASE("rates for people")
{
    CHECK(human_rate(0) == "0/s");
    CHECK(human_rate(38) == "38/s");
    CHECK(human_rate(1.5) == "1.5/s");
    CHECK(human_rate(9.97) == "10/s");
    CHECK(human_rate(1'234) == "1,234/s");
    CHECK(human_rate(112'000) == "112 k/s");
    CHECK(human_rate(12'300) == "12.3 k/s");
    CHECK(human_rate(2'500'000) == "2.5 M/s");
    CHECK(human_rate(0.05) == "3/min");
    CHECK(human_rate(0.001) == "3.6/h");
    CHECK(human_rate(-38) == "-38/s");
    CHECK(human_rate(std::nan("")) == "?/s");
}
