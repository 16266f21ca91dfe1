#include "lib/core/error.hpp"
#include "lib/redis/reply.hpp"

#include <catch2/catch.hpp>
#include <hiredis/hiredis.h>

using namespace omactl;
using redis::Reply;

namespace {

Reply parsed(std::string_view wire)
{
    auto *const reader = ::redisReaderCreate();
    void *reply = nullptr;
    ::redisReaderFeed(reader, wire.data(), wire.size());
    ::redisReaderGetReply(reader, &reply);
    ::redisReaderFree(reader);
    REQUIRE(reply);
    return Reply{static_cast<redisReply *>(reply)};
}

template <class Call> Fault fault_of(Call const &call)
{
    try {
        call();
    } catch (Error const &error) {
        return error.fault();
    }
    return Fault::ok;
}

}  // namespace

TEST_CASE("answers have types")
{
    CHECK(parsed("+OK\r\n").text() == "OK");
    CHECK(parsed("$3\r\na\r\n\r\n").text() == "a\r\n");
    CHECK(parsed(":42\r\n").integer() == 42);
    CHECK(parsed("$2\r\n-7\r\n").integer() == -7);
    CHECK(parsed("$-1\r\n").is_nil());
    CHECK(parsed("*-1\r\n").is_nil());
    CHECK(parsed("*-1\r\n").size() == 0);
    auto const list = parsed("*3\r\n:1\r\n$1\r\nx\r\n*1\r\n-ERR no\r\n");
    CHECK(list.size() == 3);
    CHECK(list.view().is_array());
    CHECK(list[0].is_integer());
    CHECK(list[1].text() == "x");
    CHECK(list[1].error().empty());
    CHECK(list[2][0].error() == "ERR no");
}

TEST_CASE("the wrong type is our bug")
{
    CHECK(fault_of([] { return parsed(":1\r\n").text(); }) == Fault::internal);
    CHECK(fault_of([] { return parsed("$-1\r\n").text(); }) == Fault::internal);
    CHECK(fault_of([] { return parsed("+OK\r\n").integer(); }) == Fault::internal);
    CHECK(fault_of([] { return parsed("$3\r\n1.5\r\n").integer(); }) == Fault::internal);
    CHECK(fault_of([] { return parsed("$1\r\nx\r\n").size(); }) == Fault::internal);
    CHECK(fault_of([] { return parsed("*1\r\n:1\r\n")[1].integer(); }) == Fault::internal);
}
