#include "lib/core/spans.hpp"
#include "lib/queue/job.hpp"
#include "lib/queue/sidekiq.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace omactl;
using namespace omactl::queue;

namespace {

Instant const k_now{Millis{1795403527250}};

std::string edited(std::string const &member, bool retried = true, std::string const &to = {})
{
    auto const made = enqueued(member, {k_now, retried, to});
    return made ? made->job : "none";
}

}  // namespace

TEST_CASE("a retry becomes the job that Sidekiq's own retry would push, all other bytes as they were")
{
    CHECK(edited(R"({"retry":true,"queue":"sites","class":"A","args":[1, 1.0,"\u00e9"],"jid":"x","created_at":1.5,)"
                 R"("enqueued_at":1795400000.5,"error_message":"a } b","retry_count": 3 ,"failed_at":1.25})") ==
          R"({"retry":true,"queue":"sites","class":"A","args":[1, 1.0,"\u00e9"],"jid":"x","created_at":1.5,)"
          R"("enqueued_at":1795403527.250,"error_message":"a } b","retry_count": 2 ,"failed_at":1.25})");
}

TEST_CASE("times stay in the form that the job's times have")
{
    CHECK(edited(R"({"queue":"q","enqueued_at":1795400000500})") == R"({"queue":"q","enqueued_at":1795403527250})");
    CHECK(edited(R"({"queue":"q","enqueued_at":1795400000.5})") == R"({"queue":"q","enqueued_at":1795403527.250})");
    CHECK(edited(R"({"queue":"q","created_at":1795400000500})") ==
          R"({"queue":"q","created_at":1795400000500,"enqueued_at":1795403527250})");
    CHECK(edited(R"({"queue":"q","created_at":1795400000.5} )") ==
          R"({"queue":"q","created_at":1795400000.5,"enqueued_at":1795403527.250} )");
    CHECK(edited(R"({"queue":"q"})") == R"({"queue":"q","enqueued_at":1795403527.250})");
    CHECK(edited(R"({"queue":"q","enqueued_at":null})") == R"({"queue":"q","enqueued_at":1795403527.250})");
}

TEST_CASE("retry_count goes down by one, below nought too, and only where it is a number")
{
    CHECK(edited(R"({"queue":"q","retry_count":0,"enqueued_at":1.5})") ==
          R"({"queue":"q","retry_count":-1,"enqueued_at":1795403527.250})");
    CHECK(edited(R"({"queue":"q","retry_count":10,"enqueued_at":1.5})") ==
          R"({"queue":"q","retry_count":9,"enqueued_at":1795403527.250})");
    CHECK(edited(R"({"queue":"q","retry_count":null,"enqueued_at":1.5})") ==
          R"({"queue":"q","retry_count":null,"enqueued_at":1795403527.250})");
    CHECK(edited(R"({"queue":"q","retry_count":1,"enqueued_at":1.5})", false) ==
          R"({"queue":"q","retry_count":1,"enqueued_at":1795403527.250})");
}

TEST_CASE("only the job's own members are edited, and of one that comes twice the last")
{
    CHECK(edited(R"({"args":[{"queue":"x","enqueued_at":1,"retry_count":5}],"queue":"q","enqueued_at":1.5})") ==
          R"({"args":[{"queue":"x","enqueued_at":1,"retry_count":5}],"queue":"q","enqueued_at":1795403527.250})");
    CHECK(edited(R"({"queue":"q","enqueued_at":1.5,"enqueued_at":2.5})") ==
          R"({"queue":"q","enqueued_at":1.5,"enqueued_at":1795403527.250})");
}

TEST_CASE("another destination is written into the job, quoted as it must be")
{
    CHECK(edited(R"({"queue":"q","enqueued_at":1.5})", true, "a \"b\"") ==
          R"({"queue":"a \"b\"","enqueued_at":1795403527.250})");
    CHECK(edited(R"({"queue":"\u0071","enqueued_at":1.5})", true, "q") ==
          R"({"queue":"\u0071","enqueued_at":1795403527.250})");
}

TEST_CASE("bytes that are not UTF-8 pass")
{
    CHECK(edited("{\"queue\":\"q\",\"args\":[\"\xff\"],\"enqueued_at\":1.5}") ==
          "{\"queue\":\"q\",\"args\":[\"\xff\"],\"enqueued_at\":1795403527.250}");
}

TEST_CASE("what names no queue is no job to be put back")
{
    for (auto const *member : {"", "{}", "[]", "no JSON", R"({"queue":7})", R"({"queue":""})", R"({"queue":null})",
                               R"({"queue":"q")", R"({"queue":"q"} x)"}) {
        CAPTURE(member);
        CHECK(edited(member) == "none");
    }
}

TEST_CASE("a new job is what Sidekiq's client writes")
{
    NewJob job{"sites", "Refresh\"Site", {"1842", R"({"force":true})"}, "00112233445566778899aabb", k_now, false};
    CHECK(written_job(job) ==
          R"({"retry":true,"queue":"sites","class":"Refresh\"Site","args":[1842,{"force":true}],)"
          R"("jid":"00112233445566778899aabb","created_at":1795403527.250,"enqueued_at":1795403527.250})");
    job.in_millis = true;
    job.args.clear();
    CHECK(written_job(job) == R"({"retry":true,"queue":"sites","class":"Refresh\"Site","args":[],)"
                              R"("jid":"00112233445566778899aabb","created_at":1795403527250,)"
                              R"("enqueued_at":1795403527250})");
    CHECK(json_well_formed(written_job(job)));
}

TEST_CASE("job ids are 24 hexadecimal digits, and no two the same")
{
    auto const one = fresh_jid(), other = fresh_jid();
    CHECK(one.size() == 24);
    CHECK(one.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(one != other);
}

TEST_CASE("a member of retry or dead is read as the failure that it is")
{
    std::string const member =
        R"({"class":"A","args":[1],"queue":"sites","error_class":"Net::ReadTimeout","error_message":"gave up",)"
        R"("failed_at":1795400000.5,"retry_count":0})";
    auto const failure = read_failed_job(member);
    CHECK(failure.well_formed);
    CHECK(failure.payload == member);
    CHECK(text_of(failure.queue) == "sites");
    CHECK(error_of(failure) == "Net::ReadTimeout: gave up");
    CHECK(failure.failed_at == "1795400000.5");
}

TEST_CASE("the last failure counts")
{
    auto const last = [](std::string const &more) {
        static std::string member;
        member = R"({"class":"A","args":[],"queue":"q","failed_at":1.5,)" + more + "}";
        return std::string(read_failed_job(member).failed_at);
    };
    CHECK(last(R"("retried_at":2.5)") == "2.5");
    CHECK(last(R"("retried_at":null)") == "1.5");
}

TEST_CASE("what no worker could run is malformed")
{
    for (auto const *member : {"", "{}", R"({"class":"A","args":[]})", R"({"class":"A","args":{},"queue":"q"})",
                               R"({"args":[],"queue":"q"})", R"({"class":"A","args":[],"queue":""})"}) {
        CAPTURE(member);
        CHECK_FALSE(read_failed_job(member).well_formed);
    }
}

TEST_CASE("Sidekiq's wrapper of ActiveJob is looked through, under its old name and its new one")
{
    for (std::string const wrapper :
         {"ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper", "Sidekiq::ActiveJob::Wrapper"}) {
        auto const payload = R"({"class":")" + wrapper +
                             R"(","wrapped":"RefreshSite","queue":"sites","args":[)"
                             R"({"job_class":"RefreshSite","job_id":"a1","arguments":[1842]}]})";
        auto const job = read_job(payload);
        CAPTURE(wrapper);
        CHECK(job.klass == "RefreshSite");
        CHECK(job.wrapper == wrapper);
        CHECK(job.args == "[1842]");
    }
    std::string const plain = R"({"class":"A","wrapped":"B","args":[1]})";
    CHECK(read_job(plain).klass == "A");
}

TEST_CASE("a job that moves bears its new queue's name, all other bytes as they were")
{
    CHECK(renamed(R"({"args":[{"queue":"x"}],"queue" : "sites" ,"enqueued_at":1.5})", "mail") ==
          R"({"args":[{"queue":"x"}],"queue" : "mail" ,"enqueued_at":1.5})");
    CHECK(renamed(R"({"queue":"a"})", "quo\"ted") == R"({"queue":"quo\"ted"})");
    CHECK(renamed(R"({"queue":"s\u0069tes"})", "sites") == R"({"queue":"s\u0069tes"})");
    for (auto const *job : {"no JSON", "", "{\"queue\":\"a\"", R"({"class":"A"})", R"({"queue":7})"})
        CHECK(renamed(job, "mail") == job);
}
