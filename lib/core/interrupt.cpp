#include "lib/core/interrupt.hpp"

#include "lib/core/error.hpp"

#include <unistd.h>

#include <atomic>

namespace omactl {

namespace {

std::atomic<int> g_signal{0};
std::atomic<void (*)() noexcept> g_last_act{nullptr};
static_assert(std::atomic<void (*)() noexcept>::is_always_lock_free, "a signal handler calls it");
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler touches it");

extern "C" void on_interrupt(int signal)
{
    int none = 0;
    if (g_signal.compare_exchange_strong(none, signal) || signal == SIGHUP) return;
    if (auto const act = g_last_act.load()) act();
    _exit(128 + signal);
}

}  // namespace

void watch_interrupts()
{
    struct sigaction action = {};
    action.sa_handler = on_interrupt;
    action.sa_mask = interrupt_signals();
    action.sa_flags = 0;  // no SA_RESTART: a wait must end so that its owner can look
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    struct sigaction before = {};
    if (sigaction(SIGHUP, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);

    struct sigaction ignore = {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, nullptr);
}

int interrupt_signal() noexcept
{
    return g_signal.load();
}

std::string_view interrupt_reason() noexcept
{
    switch (interrupt_signal()) {
    case 0: return "";
    case SIGTERM: return "terminated";
    case SIGHUP: return "the terminal was closed";
    default: return "interrupted";
    }
}

sigset_t interrupt_signals() noexcept
{
    sigset_t all;
    sigemptyset(&all);
    for (int const signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&all, signal);
    return all;
}

void throw_if_interrupted()
{
    int const signal = interrupt_signal();
    if (signal == 0) return;
    throw Error{signal == SIGINT ? Fault::interrupted : Fault::terminated, std::string(interrupt_reason())};
}

void note_closed_terminal() noexcept
{
    int none = 0;
    g_signal.compare_exchange_strong(none, SIGHUP);
}

void set_last_act(void (*act)() noexcept) noexcept
{
    g_last_act.store(act);
}

void set_interrupt_signal(int signal) noexcept
{
    g_signal.store(signal);
}

}  // namespace omactl
