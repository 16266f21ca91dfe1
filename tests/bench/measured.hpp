#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace omactl::bench {

/// What running a program took.
struct Measured {
    int status = 0;  ///< exit status, or 128 + signal
    double seconds = 0, cpu_seconds = 0;
    std::int64_t peak_bytes = 0;  ///< of resident memory
};

struct Run {
    std::vector<std::string> argv;
    std::vector<std::string> environment;
    std::string input = "/dev/null";
    std::string output = "/dev/null";  ///< stdout, written anew; stderr goes to <output>.err
};

/// Runs a program on the client's CPU and waits for it.
Measured measure(Run const &run);

/// The server works on CPU 0, the measured client on CPU 1, so that neither takes the other's time.
void pin_server(pid_t pid);
/// This thread: on a CPU of its own when there is a third one, else on the client's, and before it
/// if we may (SCHED_FIFO), as it mostly sleeps.
void pin_observer();
/// That process, or this thread (0) and what it starts, if we may: whatever else the machine does, only an observer
/// comes before it. For short measurements of two programs that wait for each other.
void before_all_others(pid_t pid);

double median(std::vector<double> values);

/// Both by turns, so that what slows the machine for a while slows both.
struct Pair {
    Measured ours, theirs;
};
std::vector<Pair> alternate(int times, std::function<Measured()> const &ours, std::function<Measured()> const &theirs);
double median_of(std::vector<Pair> const &pairs, std::function<double(Pair const &)> const &what);

}  // namespace omactl::bench
