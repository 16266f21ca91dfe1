#pragma once

#include "lib/core/file.hpp"
#include "lib/process/process.hpp"

#include <optional>
#include <string>

namespace omactl::process {

/// What the new program's first three descriptors are; -1: /dev/null.
struct Streams {
    int in = -1, out = -1, err = -1;
};

/// Starts it and returns its pid, which the caller must reap.
pid_t spawn(Start const &start, Streams streams);
/// A file in memory that holds `bytes`, at its beginning: a stdin that can't block or break.
Fd memory_file(std::string_view bytes);
/// Reaps `pid` if it has ended (or, with `block`, when it ends): exit status or 128 + signal.
std::optional<int> reap(pid_t pid, bool block);
/// Waits at most `limit` for `pid` to end; it is not reaped.
void await_end(pid_t pid, Millis limit);
/// A descriptor that becomes readable when `pid` ends; none on kernels without them.
Fd end_of(pid_t pid);
/// To the process, or to its whole group when it has its own.
void send_signal(pid_t pid, bool own_group, int number);
/// One variable of our own environment, "" when unset.
std::string_view own_variable(std::string_view name);

}  // namespace omactl::process
