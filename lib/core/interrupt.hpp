#pragma once

#include <csignal>
#include <string_view>

namespace omactl {

/// Ctrl-C, TERM and HUP, a closed terminal. The first asks: long work ends its atomic step, records, and
/// stops. A second Ctrl-C or TERM ends the process at once with 130 or 143; HUP never does, since a shell
/// and the kernel both send it. Who starts us with HUP ignored (nohup) keeps it so. SIGPIPE is ignored.
void watch_interrupts();
/// 0, or the signal that asked us to stop.
int interrupt_signal() noexcept;
/// The same as "interrupted", "terminated", "the terminal was closed"; "" when none has.
std::string_view interrupt_reason() noexcept;
/// Those signals, for a wait that alone lets them in.
sigset_t interrupt_signals() noexcept;
/// Throws Fault::interrupted or Fault::terminated (also for HUP) once a signal has asked.
void throw_if_interrupted();
/// What the second signal does before it ends the process: async-signal-safe, nullptr for nothing.
void set_last_act(void (*act)() noexcept) noexcept;
/// A question found its terminal closed: as HUP, which may come later or go to others.
void note_closed_terminal() noexcept;
/// For tests only: forget or pretend a signal.
void set_interrupt_signal(int signal) noexcept;

}  // namespace omactl
