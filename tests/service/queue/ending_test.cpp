#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/queue/ending.hpp"
#include "tests/service/queue/stand.hpp"

#include <catch2/catch.hpp>

using namespace omactl;
using namespace omactl::tests;

namespace {

std::string const k_process = "web:11:abc";
std::string const k_entry = R"({"queue":"sites","payload":"{}","run_at":1700000000})";

/// A Sidekiq process that holds one job, and a kill of it that has come as far as its last step.
struct Ending : Stand {
    Ending() : Stand(false, "")
    {
        redis.call({"SADD", "processes", k_process});
        redis.call({"HSET", k_process, "beat", "1700000000.5", "busy", "1"});
        redis.call({"HSET", k_process + ":workers", "t1", k_entry});
        queue::begin_ending(*lease, layout, op_id(), 1, {k_process}, {});
    }
    std::unique_ptr<redis::Fenced> lease = leased();

    std::int64_t unregister(std::string const &beat = "1700000000.5", std::string const &entry = k_entry)
    {
        queue::Orphan held;
        held.worker.id = k_process;
        held.worker.beat_bytes = beat;
        held.number = 0;
        held.sha1 = hex(openssl::module().sha1(entry));
        held.thread = "t1";
        return queue::unregister(*lease, layout, op_id(), {held}, {"unregister", true});
    }
    std::string withheld() { return bits(layout.ledger(op_id()), 1); }
};

}  // namespace

TEST_CASE("Sidekiq: who is to be ended gets TERM, and its job is withheld until then")
{
    Ending ending;
    CHECK(ending.redis.call({"LRANGE", k_process + "-signals", "0", "-1"})[0].text() == "TERM");
    CHECK(ending.withheld() == "1");
}

TEST_CASE("Sidekiq: a silent process with its job in hand is struck off, and the job is to be had")
{
    Ending ending;
    CHECK(ending.unregister() == 1);
    CHECK(ending.withheld() == "0");
    CHECK_FALSE(ending.there(k_process));
    CHECK_FALSE(ending.there(k_process + ":workers"));
    CHECK(ending.redis.call({"SCARD", "processes"}).integer() == 0);
}

TEST_CASE("Sidekiq: a process that has given a sign, or has another job, is left alone")
{
    Ending ending;
    auto const beat = GENERATE(std::string{"1700000005.5"}, std::string{"1700000000.5"});
    CHECK(ending.unregister(beat, beat == "1700000005.5" ? k_entry : "another") == 0);
    CHECK(ending.withheld() == "1");
    CHECK(ending.there(k_process));
    CHECK(ending.there(k_process + ":workers"));
}

TEST_CASE("Sidekiq: what has run out with its process counts as held to the end")
{
    Ending ending;
    ending.redis.call({"DEL", k_process, k_process + ":workers"});
    CHECK(ending.unregister("") == 1);
    CHECK(ending.withheld() == "0");
    CHECK(ending.redis.call({"SCARD", "processes"}).integer() == 0);
}
