#pragma once

namespace omactl {

/// Ctrl-C and TERM. The first asks: long work ends its atomic step, records, and stops. The second
/// ends the process at once with 130 or 143. SIGPIPE is ignored.
void watch_interrupts();
/// 0, or the signal that asked us to stop.
int interrupt_signal() noexcept;
/// Throws Fault::interrupted or Fault::terminated once a signal has asked.
void throw_if_interrupted();
/// What the second signal does before it ends the process: async-signal-safe, nullptr for nothing.
void set_last_act(void (*act)() noexcept) noexcept;
/// For tests only: forget or pretend a signal.
void set_interrupt_signal(int signal) noexcept;

}  // namespace omactl
