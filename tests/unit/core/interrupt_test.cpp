#include "lib/core/error.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/time.hpp"

#include <catch2/catch.hpp>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

using namespace omactl;
using namespace std::chrono_literals;

namespace {

/// Signals are tried in a process of their own: the handlers stay with the process.
template <typename Body> int exit_status_of(Body body)
{
    pid_t const pid = fork();
    REQUIRE(pid >= 0);
    if (pid == 0) {
        watch_interrupts();
        _exit(body());
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

void alarm_in(std::chrono::microseconds span, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    sigaction(SIGALRM, &action, nullptr);
    itimerval const once{{0, 0}, {0, span.count()}};
    setitimer(ITIMER_REAL, &once, nullptr);
}

Fault fault_after(int signal)
{
    set_interrupt_signal(signal);
    try {
        throw_if_interrupted();
        set_interrupt_signal(0);
        return Fault::ok;
    } catch (Error const &e) {
        set_interrupt_signal(0);
        return e.fault();
    }
}

}  // namespace

TEST_CASE("a signal that has asked becomes the fault of its exit status")
{
    CHECK(fault_after(0) == Fault::ok);
    CHECK(fault_after(SIGINT) == Fault::interrupted);
    CHECK(fault_after(SIGTERM) == Fault::terminated);
    CHECK(fault_after(SIGHUP) == Fault::terminated);
    CHECK(interrupt_signal() == 0);
}

TEST_CASE("the first signal asks")
{
    for (int const signal : {SIGINT, SIGTERM, SIGHUP})
        CHECK(exit_status_of([signal] {
                  raise(signal);
                  return interrupt_signal();
              }) == signal);
}

TEST_CASE("the second signal ends the process at once")
{
    auto const twice = [](int first, int second) {
        return exit_status_of([first, second] {
            raise(first);
            raise(second);
            return 0;
        });
    };
    CHECK(twice(SIGINT, SIGINT) == 130);
    CHECK(twice(SIGTERM, SIGTERM) == 143);
    CHECK(twice(SIGINT, SIGTERM) == 143);
    CHECK(twice(SIGHUP, SIGINT) == 130);
}

TEST_CASE("a closed terminal asks, however often, and never ends the process at once")
{
    for (int const first : {SIGHUP, SIGINT, SIGTERM})
        CHECK(exit_status_of([first] {
                  raise(first);
                  raise(SIGHUP);
                  raise(SIGHUP);
                  return interrupt_signal();
              }) == first);
}

TEST_CASE("who starts us with HUP ignored keeps it so")
{
    auto const before = signal(SIGHUP, SIG_IGN);
    CHECK(exit_status_of([] {
              raise(SIGHUP);
              return interrupt_signal();
          }) == 0);
    signal(SIGHUP, before);
}

TEST_CASE("a terminal that is found closed asks too, behind what has asked before")
{
    note_closed_terminal();
    CHECK(interrupt_signal() == SIGHUP);
    CHECK(interrupt_reason() == "the terminal was closed");
    set_interrupt_signal(SIGINT);
    note_closed_terminal();
    CHECK(interrupt_signal() == SIGINT);
    set_interrupt_signal(0);
}

TEST_CASE("a closed pipe is an error of write, not the end")
{
    CHECK(exit_status_of([] {
              int ends[2];
              if (pipe(ends) != 0) return 1;
              close(ends[0]);
              return write(ends[1], "x", 1) == -1 && errno == EPIPE ? 42 : 2;
          }) == 42);
}

TEST_CASE("a signal ends a sleep")
{
    // It does not matter whether it comes before or in the sleep, which would take a day.
    CHECK(exit_status_of([] {
              alarm_in(20ms, [](int) { kill(getpid(), SIGINT); });
              SystemClock{}.sleep(24h);
              return interrupt_signal();
          }) == SIGINT);
}

TEST_CASE("after a sleep signals come in as before")
{
    CHECK(exit_status_of([] {
              SystemClock{}.sleep(1ms);
              raise(SIGTERM);
              return interrupt_signal();
          }) == SIGTERM);
}

TEST_CASE("a signal that asks for nothing does not shorten a sleep")
{
    CHECK(exit_status_of([] {
              alarm_in(10ms, [](int) {});
              SystemClock clock;
              auto const begin = clock.ticks();
              clock.sleep(60ms);
              return clock.ticks() - begin >= 60ms ? 42 : 1;
          }) == 42);
}

TEST_CASE("a signal ends a system call that waits")
{
    CHECK(exit_status_of([] {
              int ends[2];
              if (pipe(ends) != 0) return 1;
              // Its own pipe's end comes a second later, lest a wrong handler hang the test.
              pid_t const helper = fork();
              if (helper == 0) {
                  close(ends[0]);
                  usleep(20'000);
                  kill(getppid(), SIGINT);
                  usleep(2'000'000);
                  _exit(0);
              }
              close(ends[1]);
              char byte = 0;
              bool const cut = read(ends[0], &byte, 1) == -1 && errno == EINTR;
              kill(helper, SIGKILL);
              waitpid(helper, nullptr, 0);
              return cut ? 42 : 2;
          }) == 42);
}
