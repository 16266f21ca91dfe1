// The completion scripts in the shells that they are for.
#include "lib/core/time.hpp"
#include "lib/process/process.hpp"
#include "lib/redis/connection.hpp"
#include "lib/sandbox/redis_server.hpp"
#include "tests/papers/typist.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>

#include <chrono>
#include <csignal>
#include <filesystem>

using namespace omactl;
using tests::Typist;

namespace {

// One server for all cases: queues with names that shells have ways with.
sandbox::RedisServer const &server()
{
    static sandbox::RedisServer const one = [] {
        sandbox::RedisServer made;
        SystemClock clock;
        redis::Connection redis{redis::Address::parse(made.url()), {}, clock};
        redis.call({"SADD", "resque:queues", "sites", "alpha:beta", "alpha:gamma", "my queue", "it's", "ba\\ck",
                    "two\"marks", "dol$lar", "umläut", "glob*x", "bell\a", "run$(touch pwned)",
                    "tick`touch pwned`;touch pwned"});
        return made;
    }();
    return one;
}

void write_file(std::string const &path, std::string_view text)
{
    write_all(open_file(path, O_WRONLY | O_CREAT | O_TRUNC).get(), text, path);
}

std::string completed(Typist &typist, std::string_view keys)
{
    return typist.words_of(keys);
}

}  // namespace

TEST_CASE("commands, options and their values complete")
{
    auto const shell = GENERATE("bash", "zsh", "fish");
    CAPTURE(shell);
    Typist typist{shell, {}};
    CHECK(completed(typist, "omactl stat\t") == "<status>");
    CHECK(completed(typist, "omactl queue cle\t") == "<queue><clear>");
    CHECK(completed(typist, "omactl queue failed req\t") == "<queue><failed><requeue>");
    CHECK(completed(typist, "omactl queue clear x --dry\t") == "<queue><clear><x><--dry-run>");
    CHECK(completed(typist, "omactl status -o tsv --col\talw\t") == "<status><-o><tsv><--color><always>");
    CHECK(completed(typist, "omactl queue top --by=err\t") == "<queue><top><--by=error>");
    CHECK(completed(typist, "omactl help exit\t") == "<help><exit-status>");
    CHECK(completed(typist, "omactl help queue doc\t") == "<help><queue><doctor>");
    CHECK(completed(typist, "omactl completion fi\t") == "<completion><fish>");
}

TEST_CASE("names of queues complete, quoted as the shell wants it")
{
    auto const shell = GENERATE("bash", "zsh", "fish");
    CAPTURE(shell);
    Typist typist{shell, {"REDIS_URL=" + server().url()}};
    CHECK(completed(typist, "omactl queue clear si\t") == "<queue><clear><sites>");
    CHECK(completed(typist, "omactl queue clear my\t") == "<queue><clear><my queue>");
    CHECK(completed(typist, "omactl queue clear it\t") == "<queue><clear><it's>");
    CHECK(completed(typist, "omactl queue clear ba\t") == "<queue><clear><ba\\ck>");
    CHECK(completed(typist, "omactl queue clear two\t") == "<queue><clear><two\"marks>");
    CHECK(completed(typist, "omactl queue clear dol\t") == "<queue><clear><dol$lar>");
    CHECK(completed(typist, "omactl queue clear um\t") == "<queue><clear><umläut>");
    CHECK(completed(typist, "omactl queue clear glo\t") == "<queue><clear><glob*x>");
    CHECK(completed(typist, "omactl queue clear umlä\t") == "<queue><clear><umläut>");
    CHECK(completed(typist, "omactl queue clear bel\t") == "<queue><clear><bel>");
}

TEST_CASE("no name of a queue is run by the shell")
{
    auto const shell = GENERATE("bash", "zsh", "fish");
    CAPTURE(shell);
    Typist typist{shell, {"REDIS_URL=" + server().url()}};
    CHECK(completed(typist, "omactl queue clear ru\t") == "<queue><clear><run$(touch pwned)>");
    CHECK(completed(typist, "omactl queue clear \"ru\t") == "<queue><clear><run$(touch pwned)>");
    CHECK(completed(typist, "omactl queue clear ti\t") == "<queue><clear><tick`touch pwned`;touch pwned>");
    CHECK_FALSE(is_there(typist.path("pwned")));
}

TEST_CASE("names with colons complete from any place")
{
    auto const shell = GENERATE("bash", "zsh", "fish");
    CAPTURE(shell);
    Typist typist{shell, {"REDIS_URL=" + server().url()}};
    CHECK(completed(typist, "omactl queue clear alpha:b\t") == "<queue><clear><alpha:beta>");
    CHECK(completed(typist, "omactl queue clear alpha:g\t--dry\t") == "<queue><clear><alpha:gamma><--dry-run>");
    CHECK(completed(typist, "omactl workers pause --queue alpha:b\t") == "<workers><pause><--queue><alpha:beta>");
    CHECK(completed(typist, "omactl workers pause --queue=alpha:b\t") == "<workers><pause><--queue=alpha:beta>");
    CHECK(completed(typist, "omactl workers pause --queue=my\t") == "<workers><pause><--queue=my queue>");
}

TEST_CASE("what was begun in quotes goes on in quotes")
{
    auto const shell = GENERATE("bash", "zsh", "fish");
    CAPTURE(shell);
    Typist typist{shell, {"REDIS_URL=" + server().url()}};
    CHECK(completed(typist, "omactl queue clear 'my\t") == "<queue><clear><my queue>");
    CHECK(completed(typist, "omactl queue clear \"my q\t") == "<queue><clear><my queue>");
    CHECK(completed(typist, "omactl queue clear \"dol\t") == "<queue><clear><dol$lar>");
    CHECK(completed(typist, "omactl queue clear 'alpha:b\t") == "<queue><clear><alpha:beta>");
    CHECK(completed(typist, "omactl queue clear my\\ q\t") == "<queue><clear><my queue>");
    CHECK(completed(typist, "omactl queue clear \"it\t") == "<queue><clear><it's>");
}

TEST_CASE("environments complete, also of a file that the line names, and files")
{
    auto const shell = GENERATE("bash", "zsh", "fish");
    CAPTURE(shell);
    Typist typist{shell, {}};
    write_file(typist.path("my conf.toml"), "[env.production]\nprotected = true\n[env.staging]\n");
    CHECK(completed(typist, "omactl --config my\\ conf.toml -e sta\t") == "<--config><my conf.toml><-e><staging>");
    CHECK(completed(typist, "omactl --config ~/my\\ conf.toml status -e pro\t") ==
          "<--config><" + typist.path("my conf.toml") + "><status><-e><production>");
    CHECK(completed(typist, "omactl --config my\t") == "<--config><my conf.toml>");
    CHECK(completed(typist, "omactl status --config=my\t") == "<status><--config=my conf.toml>");
    CHECK(completed(typist, "omactl apply my\t") == "<apply><my conf.toml>");
}

TEST_CASE("zsh and fish show what a command does")
{
    auto const shell = GENERATE("zsh", "fish");
    CAPTURE(shell);
    Typist typist{shell, {}};
    CHECK(typist.shown_after("omactl queue \t\t", "Tell why nothing leaves a queue").find("Push one job") !=
          std::string::npos);
}

TEST_CASE("nothing is said where nothing can be known")
{
    auto const shell = GENERATE("bash", "zsh", "fish");
    auto const trouble =
        GENERATE("REDIS_URL=redis://127.0.0.1:1/0", "REDIS_URL=unix:///nowhere", "OMACTL_CONFIG=/nowhere.toml");
    CAPTURE(shell, trouble);
    Typist typist{shell, {trouble}};
    CHECK(completed(typist, "omactl queue clear si\t") == "<queue><clear><si>");
    CHECK(typist.shown_after("echo see; omactl queue clear si\t#end", "#end").find("redis") == std::string::npos);
}

TEST_CASE("a server that does not answer costs a moment")
{
    sandbox::RedisServer frozen;
    REQUIRE(::kill(frozen.pid(), SIGSTOP) == 0);
    SystemClock clock;
    auto const began = clock.ticks();
    auto const ended = process::run({.argv = {OMACTL_PROGRAM, "__complete", "zsh", "--", "queue", "clear", ""},
                                     .environment = {{"HOME=/", "REDIS_URL=" + frozen.url()}}},
                                    Millis{10'000});
    auto const took = clock.ticks() - began;
    REQUIRE(::kill(frozen.pid(), SIGCONT) == 0);
    CHECK(ended.out == "words\n");
    CHECK(ended.err.empty());
    CHECK(took > Millis{25});
    CHECK(took < Millis{2'000});  // 35 on a machine at rest, 10,000 without a deadline of its own
}
