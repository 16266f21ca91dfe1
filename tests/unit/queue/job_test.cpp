#include "lib/queue/job.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace omactl;
using namespace omactl::queue;

namespace {

std::string const k_active_job =
    R"({"class":"ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper","args":[{"job_class":"RefreshSite",)"
    R"("job_id":"a1","queue_name":"sites","arguments":[1842, {"force":true}],"locale":"en"}]})";

}  // namespace

TEST_CASE("Resque's payload is read where it stands")
{
    std::string const payload = R"({ "class" : "RefreshSite", "args" : [1842, "a b"] , "queue":"sites"})";
    auto const job = read_job(payload);
    CHECK(job.well_formed);
    CHECK(job.klass == "RefreshSite");
    CHECK(job.args == R"([1842, "a b"])");
    CHECK(job.wrapper.empty());
    CHECK(job.args.data() == payload.data() + payload.find('['));
}

TEST_CASE("members may stand in any order, and of one that comes twice the last counts")
{
    auto const job = read_job(R"({"args":[1],"class":"A","x":{"class":"B","args":[2]},"args":[3]})");
    CHECK(job.well_formed);
    CHECK(job.klass == "A");
    CHECK(job.args == "[3]");
}

TEST_CASE("ActiveJob's wrapper is looked through")
{
    auto const job = read_job(k_active_job);
    CHECK(job.well_formed);
    CHECK(job.klass == "RefreshSite");
    CHECK(job.wrapper == "ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper");
    CHECK(job.args == R"([1842, {"force":true}])");
}

TEST_CASE("ActiveJob's jobs are the same work when class and arguments are, whatever their ids")
{
    Fingerprinter const printer;
    auto other = k_active_job;
    other.replace(other.find("\"a1\""), 4, "\"b2\"");
    CHECK(work_of(printer, read_job(k_active_job)) == work_of(printer, read_job(other)));
    other.replace(other.find("1842"), 4, "1843");
    CHECK(work_of(printer, read_job(k_active_job)) != work_of(printer, read_job(other)));
}

TEST_CASE("a wrapper with nothing inside stays what it says it is")
{
    for (std::string const args : {"[]", R"([{"job_class":"A"}])", R"([{"arguments":[]}])",
                                   R"([{"job_class":7,"arguments":[]}])", R"(["JobWrapper"])"}) {
        auto const payload = R"({"class":"My::JobWrapper","args":)" + args + "}";
        auto const job = read_job(payload);
        INFO(args);
        CHECK(job.well_formed);
        CHECK(job.klass == "My::JobWrapper");
        CHECK(job.wrapper.empty());
        CHECK(job.args == args);
    }
}

TEST_CASE("what no worker could read is malformed")
{
    for (std::string_view const payload : {"",
                                           " ",
                                           "null",
                                           "7",
                                           "\"class\"",
                                           "[]",
                                           R"(["class","args"])",
                                           "{}",
                                           R"({"class":"A"})",
                                           R"({"args":[]})",
                                           R"({"class":"","args":[]})",
                                           R"({"class":7,"args":[]})",
                                           R"({"class":null,"args":[]})",
                                           R"({"class":"A","args":{}})",
                                           R"({"class":"A","args":"[1]"})",
                                           R"({"class":"A","args":null})",
                                           R"({"class":"A","args":[1]} x)",
                                           R"({"class":"A","args":[1]}{"class":"A","args":[1]})",
                                           R"({"class":"A","args":[1,]})",
                                           R"({"class":"A","args":[1})",
                                           R"({"class":"A","args":[1])",
                                           R"({"class":"A" "args":[1]})",
                                           R"({"class":"A","args":[01]})",
                                           R"({'class':'A','args':[]})",
                                           R"({"class":"A","args":[]},)",
                                           "{\"class\":\"A\nB\",\"args\":[]}",
                                           R"({"class":"A\q","args":[]})"}) {
        INFO(payload);
        CHECK_FALSE(read_job(payload).well_formed);
    }
    CHECK_FALSE(read_job(std::string_view{"{\"class\":\"A\",\"args\":[]}\0", 25}).well_formed);
}

TEST_CASE("every beginning of a payload is malformed")
{
    for (std::size_t n = 0; n < k_active_job.size(); ++n) {
        INFO(n);
        CHECK_FALSE(read_job(std::string_view{k_active_job}.substr(0, n)).well_formed);
    }
}

TEST_CASE("nesting deeper than any job is malformed, and costs no stack")
{
    std::string const deep(100'000, '[');
    CHECK_FALSE(read_job(R"({"class":"A","args":)" + deep + std::string(100'000, ']') + "}").well_formed);
    CHECK(read_job(R"({"class":"A","args":)" + deep.substr(0, 400) + std::string(400, ']') + "}").well_formed);
}

TEST_CASE("bytes that are not UTF-8 pass through")
{
    std::string const payload = "{\"class\":\"Caf\xe9\",\"args\":[\"\xff\xfe\"]}";
    auto const job = read_job(payload);
    CHECK(job.well_formed);
    CHECK(job.klass == "Caf\xe9");
    CHECK(job.args == "[\"\xff\xfe\"]");
}

TEST_CASE("names keep their escapes, as they stand in the payload")
{
    auto const job = read_job(R"({"class":"A\u003a\u003aB\"C","args":["\\"]})");
    CHECK(job.well_formed);
    CHECK(job.klass == R"(A\u003a\u003aB\"C)");
    CHECK(job.args == R"(["\\"])");
}

TEST_CASE("a class is asked for as text, the wrapper's too")
{
    auto const php = read_job(R"({"class":"App\\Jobs\\Mail","args":[]})");
    CHECK(is_of_class(php, R"(App\Jobs\Mail)"));
    CHECK_FALSE(is_of_class(php, "Mail"));
    CHECK(is_of_class(read_job(k_active_job), "RefreshSite"));
    CHECK(is_of_class(read_job(k_active_job), "ActiveJob::QueueAdapters::ResqueAdapter::JobWrapper"));
    CHECK_FALSE(is_of_class(read_job(R"({"class":"A"})"), "A"));
    CHECK_FALSE(is_of_class(read_job(R"({"class":"A","args":[]})"), ""));
}

TEST_CASE("what a job failed with")
{
    auto const said = [](std::string const &rest) {
        auto const record = R"({"payload":{},"queue":"q")" + rest + "}";
        return error_of(read_failure(record));
    };
    CHECK(said(R"(,"exception":"E","error":"late")") == "E: late");
    CHECK(said(R"(,"exception":"E","error":"")") == "E");
    CHECK(said(R"(,"exception":null,"error":"late")") == "late");
    CHECK(said("").empty());
}

TEST_CASE("work tells class from args")
{
    Fingerprinter const printer;
    auto const of = [&](std::string const &klass, std::string const &args) {
        auto const payload = "{\"class\":\"" + klass + "\",\"args\":" + args + "}";
        return work_of(printer, read_job(payload));
    };
    CHECK(of("A", "[1]") == of("A", "[1]"));
    CHECK(of("A", "[1]") != of("B", "[1]"));
    CHECK(of("A", "[1]") != of("A", "[2]"));
    CHECK(of("A", "[1, 2]") != of("A", "[1,2]"));  // raw bytes, as queue names and plugins compare them
}

TEST_CASE("a failure's parts are read where they stand")
{
    std::string const record =
        R"({"failed_at":"2026/11/23 10:00:00 UTC","payload":{"class":"A","args":[1]},"exception":"Timeout","error":"late\n2",)"
        R"("backtrace":["a","b"],"worker":"w:1:sites","queue":"sites","retried_at":"2026/11/23 11:00:00"})";
    auto const failure = read_failure(record);
    CHECK(failure.well_formed);
    CHECK(failure.payload == R"({"class":"A","args":[1]})");
    CHECK(failure.queue == R"("sites")");
    CHECK(text_of(failure.queue) == "sites");
    CHECK(text_of(failure.exception) == "Timeout");
    CHECK(text_of(failure.error) == "late\n2");
    CHECK(text_of(failure.failed_at) == "2026/11/23 10:00:00 UTC");
    CHECK(text_of(failure.retried_at) == "2026/11/23 11:00:00");
    CHECK(text_of(failure.worker) == "w:1:sites");
}

TEST_CASE("a record without a job or a queue to put it in is malformed")
{
    for (std::string_view const record :
         {"", "{}", "[]", R"({"payload":{"class":"A","args":[]}})", R"({"queue":"q"})",
          R"({"payload":null,"queue":"q"})", R"({"payload":"{}","queue":"q"})", R"({"payload":{},"queue":null})",
          R"({"payload":{},"queue":["q"]})", R"({"payload":{},"queue":""})", R"({"payload":{},"queue":"\ud800"})",
          R"({"payload":{},"queue":"q"} {})", R"({"payload":{},"queue":"q")"}) {
        INFO(record);
        CHECK_FALSE(read_failure(record).well_formed);
    }
    CHECK(read_failure(R"({"payload":{},"queue":"q"})").well_formed);
}

TEST_CASE("text of a raw value")
{
    CHECK(text_of(R"("a\"b")") == "a\"b");
    CHECK(text_of("null").empty());
    CHECK(text_of("").empty());
    CHECK(text_of("7") == "7");
    CHECK(text_of(R"(["x"])") == R"(["x"])");
}
