#include "lib/queue/steps.hpp"

#include <catch2/catch.hpp>

using namespace omactl::queue;

TEST_CASE("a script moves a quarter of a MiB, at most 500 jobs and at least one")
{
    CHECK(chunk_for(1'000'000, 200'000'000) == k_chunk);
    CHECK(chunk_for(1'000, 1'000 * 1'024) == 256);
    CHECK(chunk_for(10, 10 * 100'000) == 2);
    CHECK(chunk_for(3, 3 * 5'000'000) == 1);
    CHECK(chunk_for(1'000'000, 5'000'000'000'000) == 1);
    CHECK(chunk_for(0, 0) == k_chunk);
    CHECK(chunk_for(7, 0) == k_chunk);
}
