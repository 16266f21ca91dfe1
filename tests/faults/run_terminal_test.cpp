// The terminal of a run is closed: at a question, inside of a line, while it verifies. The run ends its
// atomic step, tells its record why it stopped, and is resumed from another terminal, each change once.
#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "tests/faults/fixtures.hpp"
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <set>

namespace {

using namespace omactl;
using namespace omactl::faults;

/// A terminal's window with one program in it, the leader of its session, as `ssh -t HOST omactl …` has it.
class Window {
public:
    Window(std::vector<std::string> argv, Variables const &variables)
    {
        std::vector<std::string> environment;
        for (auto const &[name, value] : variables) environment.push_back(name + "=" + value);
        auto const words = pointers(argv), names = pointers(environment);
        winsize const size{.ws_row = 30, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
        int terminal = -1;
        m_pid = ::forkpty(&terminal, nullptr, nullptr, &size);
        if (m_pid == 0) {
            ::execve(words[0], words.data(), names.data());
            ::_exit(127);
        }
        m_terminal = Fd{terminal};
    }
    Window(Window const &) = delete;
    ~Window()
    {
        if (m_pid <= 0) return;
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }

    /// Reads until this stands there; false: it has ended or a minute has passed before.
    bool shows(std::string_view text)
    {
        std::array<char, 4096> bytes;
        for (int n = 0; n < 600 && m_shown.find(text) == std::string::npos; ++n) {
            pollfd wait{m_terminal.get(), POLLIN, 0};
            if (::poll(&wait, 1, 100) <= 0) continue;
            auto const got = ::read(m_terminal.get(), bytes.data(), bytes.size());
            if (got <= 0) break;
            m_shown.append(bytes.data(), static_cast<std::size_t>(got));
        }
        auto const at = m_shown.find(text);
        if (at != std::string::npos) m_seen += std::exchange(m_shown, m_shown.substr(at + text.size()));
        return at != std::string::npos;
    }
    void type(std::string const &line)
    {
        ::usleep(100'000);  // what is typed before the question is thrown away
        write_all(m_terminal.get(), line + "\n", "the terminal");
    }
    std::string seen() const { return m_seen + m_shown; }
    void close() { m_terminal = Fd{}; }
    /// Its exit status.
    int wait()
    {
        int status = 0;
        ::waitpid(m_pid, &status, 0);
        m_pid = -1;
        return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
    }

private:
    static std::vector<char *> pointers(std::vector<std::string> const &texts)
    {
        std::vector<char *> all;
        for (auto const &text : texts) all.push_back(const_cast<char *>(text.c_str()));
        all.push_back(nullptr);
        return all;
    }
    pid_t m_pid = -1;
    Fd m_terminal;
    std::string m_shown, m_seen;
};

constexpr std::string_view k_page = R"(---
title: Clear, look, try again
needs: [redis]
---
## Clear
```omactl
omactl queue clear low
```
## Look
Is somebody there?
## Again
```omactl verify="queue why never" within=5m
omactl queue failed requeue --rate 40/s
```
)";

class Desk {
public:
    Ground ground;

    Desk()
    {
        auto const fd = open_file(page(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
        write_all(fd.get(), k_page, page());
        fill_queue(ground, "low", 5);
        fill_failed(ground, 60);
        ground.laptop.variables["TERM"] = "xterm";
    }
    std::string page() const { return m_folder.path() + "/page.md"; }

    std::vector<std::string> words(std::initializer_list<std::string> more) const
    {
        std::vector<std::string> all{OMACTL_PROGRAM};
        all.insert(all.end(), more);
        return all;
    }
    Window open(std::initializer_list<std::string> more) const { return {words(more), ground.laptop.variables}; }

    std::string id() const
    {
        for (auto const &entry : std::filesystem::directory_iterator(ground.laptop.state() + "/runs"))
            if (auto name = entry.path().filename().string(); name.size() == 26) return name;
        return {};
    }
    nlohmann::json status() const
    {
        return nlohmann::json::parse(ground.omactl("runbook status --json " + id()).ended.out);
    }
    void check_stopped(int step) const
    {
        auto const said = status();
        CAPTURE(said.dump(2));
        CHECK(said.value("status", "") == "stopped");
        CHECK(said.value("why", "").starts_with("the terminal was closed"));
        CHECK(said.value("step", 0) == step);
    }
    /// The run is alive until then, or its last line is.
    void await_the_end() const
    {
        for (int n = 0; n < 400 && status().value("status", "") == "running"; ++n) ::usleep(25'000);
    }
    /// From a new terminal; the step for a person is done when it is asked for.
    void resume(bool with_person)
    {
        ground.redis.call({"SADD", "resque:queues", "never"});  // the verification holds
        auto window = open({"runbook", "resume", "--yes", id()});
        if (with_person) {
            REQUIRE(window.shows("s[t]op? "));
            window.type("d");
            REQUIRE(window.shows("nothing)? "));
            window.type("");
        }
        bool const done = window.shows("Report: ");
        CAPTURE(window.seen());
        CHECK(done);
        window.shows("never to be seen");
        CHECK(window.wait() == 0);
        check_all_done_once();
    }
    void check_all_done_once()
    {
        auto const lists = ground.lists();
        CHECK_FALSE(lists.contains("resque:queue:low"));
        CHECK_FALSE(lists.contains("resque:failed"));
        std::multiset<std::string> jobs;
        for (auto const *queue : {"sites", "mail"})
            for (auto const &job : lists.at(fmt::format("resque:queue:{}", queue))) jobs.insert(job);
        CHECK(jobs.size() == 60);
        CHECK(std::set<std::string>(jobs.begin(), jobs.end()).size() == 60);
        std::map<std::string, int> operations;
        for (auto const &entry : ground.laptop.entries())
            if (entry.state == op::State::done) ++operations[entry.plan.command];
        CHECK(operations["queue clear"] == 1);
        CHECK(operations["queue failed requeue"] == 1);
        check_settled(ground);
    }

private:
    sandbox::Folder m_folder;
};

TEST_CASE("closed at a question of the run: it stops there and goes on there")
{
    Desk desk;
    auto window = desk.open({"run", "--yes", desk.page()});
    REQUIRE(window.shows("s[t]op? "));
    window.close();
    CHECK(window.wait() == 143);
    desk.check_stopped(2);
    CHECK_FALSE(desk.ground.lists().contains("resque:queue:low"));
    desk.resume(true);
}

TEST_CASE("closed at a question of a line: nothing of it is done")
{
    Desk desk;
    auto window = desk.open({"run", desk.page()});
    REQUIRE(window.shows("[y/N] "));
    window.close();
    CHECK(window.wait() == 143);
    desk.check_stopped(1);
    CHECK(desk.ground.lists().contains("resque:queue:low"));
    desk.resume(true);
}

void pass_the_person(Window &window)
{
    REQUIRE(window.shows("s[t]op? "));
    window.type("d");
    REQUIRE(window.shows("nothing)? "));
    window.type("");
}

/// Until some of the failed jobs are back, and not all.
void await_some(Ground &ground)
{
    for (int n = 0; n < 400; ++n) {
        auto const left = ground.redis.call({"LLEN", "resque:failed"}).integer();
        if (left > 0 && left < 60) return;
        ::usleep(10'000);
    }
    FAIL("the line was never midway");
}

TEST_CASE("closed inside of a line: its step ends, and resume does the rest of it")
{
    Desk desk;
    auto window = desk.open({"run", "--yes", desk.page()});
    pass_the_person(window);
    await_some(desk.ground);
    window.close();
    CHECK(window.wait() == 143);
    desk.check_stopped(3);
    CHECK(desk.ground.lists().contains("resque:failed"));
    desk.resume(false);
}

TEST_CASE("closed while it verifies: the line is not done again")
{
    Desk desk;
    auto window = desk.open({"run", "--yes", desk.page()});
    pass_the_person(window);
    for (int n = 0; n < 400 && desk.status()["lines"].back().value("status", "") != "applied"; ++n) ::usleep(25'000);
    window.close();
    CHECK(window.wait() == 143);
    desk.check_stopped(3);
    desk.resume(false);
}

TEST_CASE("closed with the shell in which it runs: run and line get the signal from more than one side")
{
    Desk desk;
    auto const line = fmt::format("{} run --yes {}; exit 0", OMACTL_PROGRAM, desk.page());
    Window window{{"/bin/sh", "-c", line}, desk.ground.laptop.variables};
    pass_the_person(window);
    await_some(desk.ground);
    window.close();
    CHECK(window.wait() == 1000 + SIGHUP);
    desk.await_the_end();
    desk.check_stopped(3);
    desk.resume(false);
}

TEST_CASE("a run that was told to outlive its terminal does")
{
    Desk desk;
    desk.ground.redis.call({"SADD", "resque:queues", "never"});
    auto const line = fmt::format("trap '' HUP; exec {} run --yes --from 3 {}", OMACTL_PROGRAM, desk.page());
    Window window{{"/bin/sh", "-c", line}, desk.ground.laptop.variables};
    await_some(desk.ground);
    window.close();
    CHECK(window.wait() == 0);
    CHECK(desk.status().value("status", "") == "done");
    CHECK_FALSE(desk.ground.lists().contains("resque:failed"));
}

}  // namespace
