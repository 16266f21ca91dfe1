// Two at one page, and a second terminal: who runs it is told, and a run ends when it is asked to, even
// when its terminal hangs.
#include "lib/core/file.hpp"
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

namespace {

using namespace omactl;
using namespace omactl::faults;

constexpr std::string_view k_page = R"(---
title: A long wait
needs: [redis]
---
## Clear
```omactl
omactl queue clear low
```
## Wait
```omactl verify="queue why never" within=5m
omactl queue ls
```
## Never
```omactl
omactl queue clear high
```
)";

class Desk {
public:
    Ground ground;

    Desk()
    {
        auto const fd = open_file(page(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
        write_all(fd.get(), k_page, page());
        for (auto const *queue : {"low", "high"}) {
            ground.redis.call({"SADD", "resque:queues", queue});
            ground.redis.call({"RPUSH", fmt::format("resque:queue:{}", queue), R"({"class":"A","args":[1]})"});
        }
    }
    std::string page() const { return m_folder.path() + "/wait.md"; }

    process::Child start(std::optional<std::string> const &log) const
    {
        process::Start start{
            .argv = {OMACTL_PROGRAM, "run", "--yes", page()}, .environment = std::vector<std::string>{}, .log = log};
        for (auto const &[name, value] : ground.laptop.variables) start.environment->push_back(name + "=" + value);
        return process::Child{start};
    }
    /// The run's id, as soon as it verifies.
    std::string await_verify() const
    {
        for (int n = 0; n < 400; ++n) {
            std::error_code ignored;
            for (auto const &entry : std::filesystem::directory_iterator(ground.laptop.state() + "/runs", ignored)) {
                auto const events = read_if_there(entry.path().string() + "/run.jsonl").value_or("");
                if (events.find(R"("verdict":"applied")") != std::string::npos) return entry.path().filename();
            }
            ::usleep(25'000);
        }
        return {};
    }

private:
    sandbox::Folder m_folder;
};

TEST_CASE("a second run of the same page is refused, and the first can be stopped and resumed")
{
    Desk desk;
    auto child = desk.start({});
    auto const id = desk.await_verify();
    REQUIRE(!id.empty());
    auto const second = check_run(desk.ground.laptop, "run --yes " + desk.page(), 8);
    CHECK(second.ended.err.find(id) != std::string::npos);
    CHECK(second.ended.err.find("omactl runbook stop " + id) != std::string::npos);
    check_run(desk.ground.laptop, "runbook resume --yes " + id, 8);
    check_run(desk.ground.laptop, "runbook undo --yes " + id, 8);

    check_run(desk.ground.laptop, "runbook stop " + id, 0);
    CHECK(child.wait(Millis{20'000}) == 9);  // the first line was done
    CHECK(desk.ground.lists().contains("resque:queue:high"));
    auto const status = check_run(desk.ground.laptop, "runbook status " + id, 0);
    CHECK(status.ended.out.find("stopped") != std::string::npos);

    desk.ground.redis.call({"SADD", "resque:queues", "never"});  // now the verification holds
    check_run(desk.ground.laptop, "runbook resume --yes " + id, 0);
    CHECK_FALSE(desk.ground.lists().contains("resque:queue:high"));
}

TEST_CASE("a run whose terminal takes no more output ends at once when it is asked to")
{
    Desk desk;
    int pipe[2] = {};
    REQUIRE(::pipe2(pipe, 0) == 0);
    Fd const reader{pipe[0]};
    {
        Fd const writer{pipe[1]};
        ::fcntl(writer.get(), F_SETFL, O_NONBLOCK);
        std::string const junk(4096, 'x');
        while (::write(writer.get(), junk.data(), junk.size()) > 0) {}
        ::fcntl(writer.get(), F_SETFL, 0);
        auto child = desk.start(fmt::format("/proc/self/fd/{}", writer.get()));
        std::string id;
        for (int n = 0; n < 200 && id.empty(); ++n) {
            ::usleep(25'000);
            std::error_code ignored;
            for (auto const &entry : std::filesystem::directory_iterator(desk.ground.laptop.state() + "/runs", ignored))
                if (entry.path().filename().string().size() == 26) id = entry.path().filename();
        }
        REQUIRE(!id.empty());
        CHECK(child.running());
        auto const stopped = check_run(desk.ground.laptop, "runbook stop --now " + id, 0);
        CHECK(stopped.ended.out.find("ended") != std::string::npos);
        CHECK_FALSE(child.running());
    }
    CHECK(desk.ground.lists().contains("resque:queue:high"));
}

}  // namespace
