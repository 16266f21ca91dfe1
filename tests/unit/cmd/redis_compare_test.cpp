#include "cmd/redis_dump_restore.hpp"

#include <catch2/catch.hpp>

namespace {

using namespace omactl;

cli::Json result(std::int64_t lost, std::int64_t changed, std::int64_t added, cli::Json writes)
{
    return {{"lost", lost}, {"changed", changed}, {"added", added}, {"writes", std::move(writes)}};
}

TEST_CASE("what differs after a restart is well only when others can have written it")
{
    CHECK(cmd::is_good(result(0, 0, 0, 0)));
    CHECK(cmd::is_good(result(0, 0, 0, nullptr)));  // nothing differs: who wrote does not matter
    CHECK(cmd::is_good(result(0, 2, 1, 3)));
    CHECK_FALSE(cmd::is_good(result(0, 2, 1, 2)));
    CHECK_FALSE(cmd::is_good(result(0, 1, 0, 0)));
    CHECK_FALSE(cmd::is_good(result(0, 1, 0, nullptr)));
    CHECK_FALSE(cmd::is_good(result(1, 0, 0, 1'000)));  // what is gone is never explained away
}

}  // namespace
