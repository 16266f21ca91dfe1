// kill -9 of a runbook's run: of the run alone at every instant that counts (its line then goes on by
// itself), and of run and line together at random ones. `resume` brings it to the end with each line done
// once, `undo` to the beginning.
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <algorithm>
#include <filesystem>
#include <random>

namespace {

using namespace omactl;
using namespace omactl::faults;

constexpr std::string_view k_page = R"(---
title: Three changes
needs: [redis]
---
## Clear
```omactl
omactl queue clear low
```
## Move
```omactl unless="queue why other"
omactl queue push never A '[0]'
```
```omactl
omactl queue move high mail
```
## Push
```omactl verify="queue ls" within=10s
omactl queue push mail A '[3]'
```
)";

class RunGround {
public:
    Ground ground;

    RunGround() { write(m_page, k_page); }

    void prepare()
    {
        ground.wipe();
        for (auto const *queue : {"low", "high", "mail", "other"}) {
            ground.redis.call({"SADD", "resque:queues", queue});
            for (int n = 0; n < 3; ++n)
                ground.redis.call({"RPUSH", fmt::format("resque:queue:{}", queue),
                                   fmt::format(R"({{"class":"{}","args":[{}]}})", queue, n)});
        }
        ground.redis.call({"DEL", "resque:queue:other"});
    }
    std::string words() const { return "run --yes " + m_page; }

    /// Of the only run; "" before it has begun: its first line is there, and whole.
    std::string id() const
    {
        std::error_code ignored;
        for (auto const &entry : std::filesystem::directory_iterator(ground.laptop.state() + "/runs", ignored))
            if (read_if_there(entry.path().string() + "/run.jsonl").value_or("").find('\n') != std::string::npos)
                return entry.path().filename().string();
        return {};
    }
    /// A killed run's line works on; its lock tells when it has ended.
    void await_its_line() const
    {
        auto const fd = open_file(ground.laptop.state() + "/runs/" + id() + "/lock", O_RDWR | O_CREAT | O_CLOEXEC);
        REQUIRE(::flock(fd.get(), LOCK_EX) == 0);
    }

private:
    static void write(std::string const &path, std::string_view text)
    {
        auto const fd = open_file(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
        write_all(fd.get(), text, path);
    }
    sandbox::Folder m_folder;
    std::string m_page = m_folder.path() + "/three.md";
};

struct Course {
    Lists start, end;
    int calls = 0;
};

Course undisturbed(RunGround &all)
{
    all.prepare();
    Course course{all.ground.lists(), {}, 0};
    auto const outcome = check_run(all.ground.laptop, all.words(), 0);
    course.end = all.ground.lists();
    course.calls = outcome.calls.value_or(0);
    CHECK(difference(course.end, course.start) != "");
    return course;
}

void mend(RunGround &all, Course const &course, bool forward)
{
    auto &ground = all.ground;
    auto const id = all.id();
    if (id.empty()) {
        CHECK(difference(ground.lists(), course.start) == "");
        return;
    }
    check_run(ground.laptop, (forward ? "runbook resume --yes " : "runbook undo --yes ") + id, 0);
    CHECK(difference(ground.lists(), forward ? course.end : course.start) == "");
    if (forward) {
        check_run(ground.laptop, "runbook undo --yes " + id, 0);
        CHECK(difference(ground.lists(), course.start) == "");
    }
    check_settled(ground);
}

void check_kills(int stride)
{
    RunGround all;
    auto const course = undisturbed(all);
    REQUIRE(course.calls > 20);
    for (int k = 1; k <= 2 * course.calls; k += stride) {
        CAPTURE(k);
        all.prepare();
        auto const outcome = all.ground.omactl(all.words(), {.kill_at = k});
        REQUIRE((outcome.killed || outcome.ended.status == 0));
        if (!all.id().empty()) all.await_its_line();
        all.ground.bury();
        mend(all, course, k % 3 != 0);
    }
}

TEST_CASE("a run killed at a spread of instants is resumed and undone, each line once")
{
    check_kills(7);
}

TEST_CASE("a run killed at any instant is resumed and undone, each line once", "[long]")
{
    check_kills(1);
}

// --- run and line together --------------------------------------------------------------------------

std::vector<pid_t> children_of(pid_t pid)
{
    std::vector<pid_t> all;
    auto const text = read_if_there(fmt::format("/proc/{0}/task/{0}/children", pid)).value_or("");
    for (auto const word : split(text, ' '))
        if (!trim(word).empty()) all.push_back(std::stoi(std::string(word)));
    return all;
}

/// Starts the run and kills it with its line, so long after its start.
void kill_both(RunGround const &all, std::chrono::microseconds after)
{
    process::Start start{.argv = {OMACTL_PROGRAM, "run", "--yes", all.words().substr(10)},
                         .environment = std::vector<std::string>{}};
    for (auto const &[name, value] : all.ground.laptop.variables) start.environment->push_back(name + "=" + value);
    process::Child child{start};
    auto const end = std::chrono::steady_clock::now() + after;
    while (child.running() && std::chrono::steady_clock::now() < end) {}
    auto const lines = children_of(child.pid());
    child.signal(SIGKILL);
    for (auto const pid : lines) ::kill(pid, SIGKILL);
    child.wait(Millis{10'000});
}

TEST_CASE("a run killed together with its line is resumed and undone, each line once")
{
    RunGround all;
    auto const course = undisturbed(all);
    std::mt19937 random{20261124};
    for (int round = 0; round < 25; ++round) {
        CAPTURE(round);
        all.prepare();
        kill_both(all, std::chrono::microseconds{random() % 60'000});
        if (!all.id().empty()) all.await_its_line();
        all.ground.bury();
        mend(all, course, round % 3 != 0);
    }
}

// --- a full disk --------------------------------------------------------------------------------------

/// How often the run's own process wrote below its folder.
int writes_of(Outcome const &outcome)
{
    return static_cast<int>(std::ranges::count_if(outcome.trace, [](std::string const &line) {
        return line.find(" write ") != line.npos && line.find("/runs/") != line.npos;
    }));
}

TEST_CASE("the disk is full while a run writes its record: it stops before the next line, and goes on later")
{
    RunGround all;
    all.prepare();
    auto const course = undisturbed(all);
    all.prepare();
    int const writes = writes_of(check_run(all.ground.laptop, all.words(), 0));
    REQUIRE(writes > 10);
    for (int n = 1; n <= writes; ++n) {
        CAPTURE(n);
        all.prepare();
        auto const outcome = all.ground.omactl(all.words(), {.fail_at = fmt::format("write:ENOSPC:{}", n),
                                                             .fail_under = all.ground.laptop.state() + "/runs"});
        INFO(outcome.ended.err);
        bool const changed = difference(all.ground.lists(), course.start) != "";
        CHECK(outcome.ended.status == (changed ? 9 : 1));
        CHECK_THAT(outcome.ended.err, Catch::Contains("no space left on device"));
        if (changed)
            CHECK_THAT(outcome.ended.err, Catch::Contains("hint: make room on that disk, then go on: omactl runbook "
                                                          "resume " +
                                                          all.id()));
        mend(all, course, n % 2 == 1);
    }
}

TEST_CASE("the disk is full while a run is put back: that stops, too, and goes on later")
{
    RunGround all;
    auto const course = undisturbed(all);
    auto const undo = "runbook undo --yes " + all.id();
    int const writes = writes_of(check_run(all.ground.laptop, undo, 0));
    REQUIRE(writes > 5);
    for (int n = 1; n <= writes; ++n) {
        CAPTURE(n);
        all.prepare();
        check_run(all.ground.laptop, all.words(), 0);
        auto const again = "runbook undo --yes " + all.id();
        auto const outcome = all.ground.omactl(
            again, {.fail_at = fmt::format("write:ENOSPC:{}", n), .fail_under = all.ground.laptop.state() + "/runs"});
        INFO(outcome.ended.err);
        CHECK(outcome.ended.status == (difference(all.ground.lists(), course.end) != "" ? 9 : 1));
        CHECK_THAT(outcome.ended.err, Catch::Contains("no space left on device"));
        check_run(all.ground.laptop, again, 0);
        CHECK(difference(all.ground.lists(), course.start) == "");
        check_settled(all.ground);
    }
}

}  // namespace
