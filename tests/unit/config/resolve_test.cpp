#include "lib/config/config.hpp"
#include "lib/config/source.hpp"
#include "tests/unit/config/scratch.hpp"

using namespace omactl;
using namespace omactl::config;

namespace {

Source literal(std::string text)
{
    return {Source::Kind::literal, std::move(text), {}};
}

Source command(std::vector<std::string> argv)
{
    return {Source::Kind::command, {}, std::move(argv)};
}

Source file(std::string path)
{
    return {Source::Kind::file, std::move(path), {}};
}

std::string value(Source const &source, Environ const &environ = {})
{
    Secrets secrets;
    return resolve(source, environ, secrets).reveal();
}

std::string redacted(std::string const &url, std::string const &text)
{
    Secrets secrets;
    resolve(literal(url), {}, secrets);
    return secrets.redact(text);
}

}  // namespace

TEST_CASE("each source gives its value")
{
    Scratch const scratch;
    CHECK(value(literal("abcd")) == "abcd");
    CHECK(value({Source::Kind::env, "X_URL", {}}, environ_of({{"X_URL", "h:1"}})) == "h:1");
    CHECK(value(file(scratch.write("one", "s3cret\n"))) == "s3cret");
    CHECK(value(file(scratch.write("dos", "s3cret\r\n"))) == "s3cret");
    CHECK(value(file(scratch.write("two", "s3cret\n\n"))) == "s3cret\n");
    CHECK(value(file("~/one"), environ_of({{"HOME", scratch.path("")}})) == "s3cret");
    CHECK(value(command({"printf", "first\\nsecond\\n"})) == "first");
}

TEST_CASE("a command gets its words as they stand, without a shell")
{
    CHECK(value(command({"printf", "%s", "$HOME; `id` *"})) == "$HOME; `id` *");
}

TEST_CASE("a source that gives nothing is named, and its value is not told")
{
    Scratch const scratch;
    auto const unset = error_of([] { value({Source::Kind::env, "X_URL", {}}); });
    CHECK(unset.fault() == Fault::usage);
    CHECK(unset.message() == "X_URL is not set");

    auto const missing = error_of([&] { value(file(scratch.path("gone"))); });
    CHECK(missing.fault() == Fault::usage);
    CHECK_THAT(missing.message(), Catch::StartsWith("a secret's file: ") && Catch::Contains("/gone"));

    auto const empty = error_of([&] { value(file(scratch.write("empty", "\n"))); });
    CHECK(empty.fault() == Fault::usage);
    CHECK(empty.message() == "a secret's file: " + scratch.path("empty") + " is empty");
}

TEST_CASE("a command that fails is named with its status, not its words or output")
{
    auto const failed = error_of([] { value(command({"sh", "-c", "echo half-a-secret; echo half >&2; exit 3"})); });
    CHECK(failed.fault() == Fault::usage);
    CHECK(failed.message() == "a secret's command: sh ended with status 3");
    CHECK_THAT(failed.message() + failed.hint(), !Catch::Contains("half"));

    auto const silent = error_of([] { value(command({"true"})); });
    CHECK(silent.message() == "a secret's command: true printed nothing");

    auto const missing = error_of([] { value(command({"/nowhere/pass", "show"})); });
    CHECK(missing.fault() == Fault::usage);
    CHECK_THAT(missing.message(), Catch::StartsWith("a secret's command: ") && Catch::Contains("/nowhere/pass"));
}

TEST_CASE("a source describes itself without its value")
{
    CHECK(literal("redis://:fake-password@h").describe() == "from the configuration");
    CHECK(Source{Source::Kind::env, "REDIS_URL", {}}.describe() == "from REDIS_URL");
    CHECK(file("/s/redis").describe() == "from the file /s/redis");
    CHECK(command({"pass", "show", "redis"}).describe() == "from the command pass");
}

TEST_CASE("a password is redacted within its URL, alone, and decoded")
{
    std::string const url = "redis://app:fake%2Fpass%20word@10.0.0.1:6379/0";
    CHECK(redacted(url, "at " + url + "!") == "at ***!");
    CHECK(redacted(url, "AUTH app fake%2Fpass%20word") == "AUTH app ***");
    CHECK(redacted(url, "AUTH app fake/pass word") == "AUTH app ***");
    CHECK(redacted("redis://:raw/pa@ss@10.0.0.1:6379/0", "AUTH raw/pa@ss") == "AUTH ***");
    CHECK(redacted("unix:///run/r.sock?db=1&password=fakefake", "AUTH fakefake") == "AUTH ***");
    CHECK(redacted("fake-token-0123", "Bearer fake-token-0123") == "Bearer ***");
    CHECK(redacted("https://fakekey01@api.example/x", "key fakekey01") == "key ***");
}

TEST_CASE("an address without a secret stays readable in messages")
{
    for (std::string const open : {"redis://10.0.0.1:6379/0", "10.0.0.1:6379", "localhost",
                                   "redis.internal:6379:2/jobs", "unix:///run/redis.sock", "rediss://redis.internal"}) {
        INFO(open);
        CHECK(redacted(open, "redis " + open + ": refused") == "redis " + open + ": refused");
    }
    // A hook's path is its secret, and a token may look like anything.
    for (std::string const closed : {"https://hooks.example/T00/B00/fake", "fake:token", "/fake+base64=="}) {
        INFO(closed);
        CHECK(redacted(closed, "see " + closed) == "see ***");
    }
}

TEST_CASE("a relative file is meant from the configuration's folder")
{
    Scratch const scratch;
    scratch.write("redis.url", "redis://10.0.0.1\n");
    auto const path =
        scratch.write("c.toml", "[env.a.redis]\nurl = { file = \"redis.url\" }\ntls = { ca = \"ca.pem\" }\n");
    auto const config = Config::load(path, {});
    CHECK(value(config.all().front().redis->url) == "redis://10.0.0.1");
    CHECK(config.all().front().redis->tls.ca == scratch.path("ca.pem"));
}

TEST_CASE("loading runs nothing")
{
    Scratch const scratch;
    auto const witness = scratch.path("ran");
    auto const text = "[env.a.redis]\nurl = { command = [\"touch\", \"" + witness + "\"] }\n";
    auto const config = load_text(text);
    CHECK_FALSE(std::filesystem::exists(witness));
    error_of([&] { value(config.all().front().redis->url); });
    CHECK(std::filesystem::exists(witness));
}

TEST_CASE("the environment is this process's own")
{
    REQUIRE(setenv("OMACTL_TEST_VALUE", "a=b", 1) == 0);
    REQUIRE(setenv("OMACTL_TEST_EMPTY", "", 1) == 0);
    REQUIRE(setenv("Q", "short", 1) == 0);
    auto const ours = process_environ();
    CHECK(ours.get("Q") == "short");
    CHECK(ours.get("OMACTL_TEST_VALUE") == "a=b");
    CHECK_FALSE(ours.get("OMACTL_TEST_EMPTY"));
    CHECK_FALSE(ours.get("OMACTL_TEST_ABSENT"));
}
