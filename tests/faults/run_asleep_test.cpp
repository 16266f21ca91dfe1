// The laptop sleeps in the middle of a line, for longer than its lease, and a colleague puts back what it had
// begun. Awake again, the run writes nothing more of that line, stops before the next one, and is resumed.
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "tests/faults/fixtures.hpp"
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

namespace {

using namespace omactl;
using namespace omactl::faults;

constexpr std::string_view k_page = R"(---
title: Two changes
needs: [redis]
---
## Clear
```omactl
omactl queue clear low
```
## Push
```omactl
omactl queue push mail A '[3]'
```
)";

/// A run and its line, which are stopped and go on together, as everything on a laptop is.
class Sleeper {
public:
    Sleeper(Ground &ground, std::string const &page)
    {
        process::Start start{.argv = {OMACTL_PROGRAM, "run", "--yes", page},
                             .environment = std::vector<std::string>{},
                             .log = m_folder.path() + "/log"};
        for (auto const &[name, value] : ground.laptop.variables) start.environment->push_back(name + "=" + value);
        m_run.emplace(start);
    }
    /// As soon as the line has begun its operation; its id.
    std::string sleep(Ground &ground)
    {
        auto const open = [&] { return ground.redis.call({"SRANDMEMBER", "resque:omactl:open"}); };
        while (m_run->running() && open().is_nil()) continue;
        signal(SIGSTOP);
        auto const id = open();
        return id.is_nil() ? std::string{} : std::string(id.text());
    }
    int wake()
    {
        signal(SIGCONT);
        return m_run->wait(k_limit);
    }
    std::string said() const { return read_file(m_folder.path() + "/log"); }

private:
    void signal(int number)
    {
        auto const children = read_if_there(fmt::format("/proc/{0}/task/{0}/children", m_run->pid())).value_or("");
        for (auto const word : split(children, ' '))
            if (!trim(word).empty()) ::kill(std::stoi(std::string(word)), number);
        m_run->signal(number);
    }
    sandbox::Folder m_folder;
    std::optional<process::Child> m_run;
};

TEST_CASE("a run that slept past its line's lease stops, and goes on when it is resumed")
{
    Ground ground;
    fill_queue(ground, "low", 1'000);
    auto const before = ground.lists();
    sandbox::Folder const folder;
    auto const page = folder.path() + "/two.md";
    write_all(open_file(page, O_WRONLY | O_CREAT | O_CLOEXEC).get(), k_page, page);

    Sleeper sleeper{ground, page};
    auto const operation = sleeper.sleep(ground);
    REQUIRE(!operation.empty());
    ground.redis.call({"DEL", "resque:omactl:{resque:queue:low}:lease"});  // it has run out
    Machine const colleague{ground.server.url()};
    check_run(colleague, "undo --yes " + operation, 0);
    CHECK(difference(ground.lists(), before) == "");

    auto const status = sleeper.wake();
    INFO(sleeper.said());
    CHECK(status == 1);  // as the plan found it, and nothing of the line is left
    CHECK(difference(ground.lists(), before) == "");
    std::string run;
    for (auto const &entry : std::filesystem::directory_iterator(ground.laptop.state() + "/runs"))
        if (entry.path().filename().string().size() == 26) run = entry.path().filename();

    check_run(ground.laptop, "runbook resume --yes " + run, 0);
    CHECK_FALSE(ground.lists().contains("resque:queue:low"));
    CHECK(ground.lists().at("resque:queue:mail").size() == 1);
    check_run(ground.laptop, "runbook undo --yes " + run, 0);
    CHECK(difference(ground.lists(), before) == "");
}

}  // namespace
