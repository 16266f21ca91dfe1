#include "lib/cli/process_io.hpp"
#include "lib/core/error.hpp"

#include <catch2/catch.hpp>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <string>

using namespace omactl;
using namespace omactl::cli;

namespace {

std::string read_all(int fd)
{
    std::string text;
    char piece[4096];
    for (ssize_t n = 0; (n = read(fd, piece, sizeof piece)) > 0;) text.append(piece, static_cast<std::size_t>(n));
    return text;
}

// Runs `body` in a child whose stdout and stderr are one pipe; what came out, and its status.
std::pair<std::string, int> in_child(std::function<int()> const &body)
{
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    pid_t const child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        _exit(body());
    }
    close(ends[1]);
    auto const text = read_all(ends[0]);
    close(ends[0]);
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    return {text, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
}

int status_of_finish(ProcessIo &io)
{
    try {
        io.finish();
        return 0;
    } catch (Error const &e) {
        return static_cast<int>(e.fault());
    }
}

}  // namespace

TEST_CASE("stdout comes before what is said later on stderr, and whole")
{
    std::string const large(200'000, 'x');
    auto const [text, status] = in_child([&] {
        Environ const variables;
        ProcessIo io{variables};
        io.out("first\n");
        io.err("second\n");
        io.out(large);
        return status_of_finish(io);
    });
    CHECK(status == 0);
    CHECK(text == "first\nsecond\n" + large);
}

TEST_CASE("a full disk is a failure, a closed pipe is not")
{
    auto const [full, full_status] = in_child([] {
        REQUIRE(freopen("/dev/full", "w", stdout));
        Environ const variables;
        ProcessIo io{variables};
        io.out("lost\n");
        return status_of_finish(io);
    });
    CHECK(full_status == 1);
    auto const [closed, closed_status] = in_child([] {
        std::signal(SIGPIPE, SIG_IGN);
        int ends[2];
        if (pipe(ends) != 0) return 99;
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        Environ const variables;
        ProcessIo io{variables};
        io.out("unheard\n");
        return status_of_finish(io);
    });
    CHECK(closed_status == 0);
}

TEST_CASE("colour and width come from option, variables and terminal, in this order")
{
    auto const seen = [](Environ const &variables, Color color) {
        auto const [text, status] = in_child([&] {
            ProcessIo io{variables};
            io.set_color(color);
            return (io.colour() ? 100 : 0) + io.width() % 100;
        });
        return status;
    };
    CHECK(seen(Environ{}, Color::automatic) == 80);
    CHECK(seen(Environ{{{"COLUMNS", "42"}}}, Color::always) == 142);
    CHECK(seen(Environ{{{"COLUMNS", "wide"}, {"NO_COLOR", "1"}}}, Color::always) == 180);
    CHECK(seen(Environ{}, Color::never) == 80);
}

namespace {

// A child on a terminal of its own, and the pipe on which it reports.
struct OnTerminal {
    int master = -1, report = -1, go = -1;
    pid_t child = -1;

    explicit OnTerminal(std::function<std::string()> const &body)
    {
        int out[2], in[2];
        REQUIRE(pipe(out) == 0);
        REQUIRE(pipe(in) == 0);
        winsize size{24, 66, 0, 0};
        child = forkpty(&master, nullptr, nullptr, &size);
        REQUIRE(child >= 0);
        if (child == 0) {
            char start = 0;
            if (read(in[0], &start, 1) != 1) _exit(1);
            auto const said = body();
            _exit(write(out[1], said.data(), said.size()) == static_cast<ssize_t>(said.size()) ? 0 : 1);
        }
        close(out[1]);
        close(in[0]);
        report = out[0];
        go = in[1];
    }
    ~OnTerminal()
    {
        close(go);
        close(report);
        close(master);
        waitpid(child, nullptr, 0);
    }
    void type(std::string const &text)
    {
        REQUIRE(write(master, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    }
    void start() { REQUIRE(write(go, "g", 1) == 1); }
    // Reads the screen up to `text`.
    void wait_for(std::string const &text)
    {
        std::string screen;
        char c = 0;
        while (screen.find(text) == screen.npos) {
            REQUIRE(read(master, &c, 1) == 1);
            screen += c;
        }
    }
};

std::string asked()
{
    Environ const variables;
    ProcessIo io{variables};
    auto const answer = io.ask("Sure? [y/N] ");
    return answer ? "answer:" + *answer : "nobody";
}

}  // namespace

TEST_CASE("a prompt reads the terminal, and nothing that was typed ahead")
{
    OnTerminal t{asked};
    t.type("y\nomactl crate ls\n");
    t.wait_for("crate ls");  // the terminal's echo: it has arrived
    t.start();
    t.wait_for("Sure? [y/N] ");
    t.type("no\n");
    CHECK(read_all(t.report) == "answer:no");
}

TEST_CASE("the end of input is no answer")
{
    OnTerminal t{asked};
    t.start();
    t.wait_for("Sure? [y/N] ");
    t.type("\x04");
    CHECK(read_all(t.report) == "nobody");
}

TEST_CASE("on a terminal there is colour, width and somebody to ask")
{
    OnTerminal t{[] {
        Environ const plain, dumb{{{"TERM", "dumb"}}}, bare{{{"NO_COLOR", "1"}}};
        ProcessIo io{plain};
        return std::to_string(io.width()) + (io.colour() ? " colour" : "") + (io.can_ask() ? " ask" : "") +
               (ProcessIo{dumb}.colour() || ProcessIo{bare}.colour() ? " garish" : "");
    }};
    t.start();
    CHECK(read_all(t.report) == "66 colour ask");
}

TEST_CASE("without a terminal there is nobody to ask")
{
    auto const [text, status] = in_child([] {
        setsid();
        Environ const variables;
        ProcessIo io{variables};
        return (io.can_ask() ? 1 : 0) + (io.ask("Sure?") ? 2 : 0);
    });
    CHECK(status == 0);
    CHECK(text.empty());
}
