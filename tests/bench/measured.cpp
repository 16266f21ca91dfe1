#include "tests/bench/measured.hpp"

#include "lib/core/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

namespace omactl::bench {

namespace {

cpu_set_t only(unsigned cpu)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu % std::max(1U, std::thread::hardware_concurrency()), &set);
    return set;
}

std::vector<char *> pointers(std::vector<std::string> const &texts)
{
    std::vector<char *> all;
    for (auto const &text : texts) all.push_back(const_cast<char *>(text.c_str()));
    all.push_back(nullptr);
    return all;
}

/// Before whatever else the machine does, if we may; server and clients alike.
constexpr int k_before_others = -15;

double seconds(timeval const &t)
{
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
}

pid_t start(Run const &run)
{
    auto argv = pointers(run.argv), environment = pointers(run.environment);
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    auto const errors = run.output == "/dev/null" ? run.output : run.output + ".err";
    int const anew = O_WRONLY | O_CREAT | O_TRUNC;
    ::posix_spawn_file_actions_addopen(&files, 0, run.input.c_str(), O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&files, 1, run.output.c_str(), anew, 0600);
    ::posix_spawn_file_actions_addopen(&files, 2, errors.c_str(), anew, 0600);
    pid_t pid = -1;
    int const error = ::posix_spawnp(&pid, argv[0], &files, nullptr, argv.data(), environment.data());
    ::posix_spawn_file_actions_destroy(&files);
    if (error != 0) throw Error{Fault::failed, fmt::format("bench: {}: {}", run.argv[0], std::strerror(error))};
    return pid;
}

}  // namespace

Measured measure(Run const &run)
{
    // A child inherits the CPUs of the thread that starts it.
    cpu_set_t before;
    ::sched_getaffinity(0, sizeof before, &before);
    auto const client = only(1);
    ::sched_setaffinity(0, sizeof client, &client);
    ::setpriority(PRIO_PROCESS, 0, k_before_others);
    auto const begin = std::chrono::steady_clock::now();
    pid_t const pid = start(run);
    int status = 0;
    rusage used{};
    while (::wait4(pid, &status, 0, &used) < 0 && errno == EINTR) {}
    std::chrono::duration<double> const span = std::chrono::steady_clock::now() - begin;
    ::sched_setaffinity(0, sizeof before, &before);
    ::setpriority(PRIO_PROCESS, 0, 0);
    return {WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status), span.count(),
            seconds(used.ru_utime) + seconds(used.ru_stime), used.ru_maxrss * 1024};
}

void pin_server(pid_t pid)
{
    auto const server = only(0);
    for (auto const &task : std::filesystem::directory_iterator{fmt::format("/proc/{}/task", pid)}) {
        auto const id = std::stoi(task.path().filename());
        ::sched_setaffinity(id, sizeof server, &server);
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(id), k_before_others);
    }
}

void pin_observer()
{
    auto const own = only(std::thread::hardware_concurrency() > 2 ? 2 : 1);
    ::sched_setaffinity(0, sizeof own, &own);
    sched_param const first{.sched_priority = 2};
    ::sched_setscheduler(0, SCHED_FIFO, &first);
}

void before_all_others(pid_t pid)
{
    sched_param const first{.sched_priority = 1};
    ::sched_setscheduler(pid, SCHED_FIFO, &first);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    auto const middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::vector<Pair> alternate(int times, std::function<Measured()> const &ours, std::function<Measured()> const &theirs)
{
    std::vector<Pair> all;
    for (int i = 0; i < times; ++i) {
        Pair pair;
        if (i % 2 == 0) pair.ours = ours();
        pair.theirs = theirs();
        if (i % 2 == 1) pair.ours = ours();
        all.push_back(pair);
    }
    return all;
}

double median_of(std::vector<Pair> const &pairs, std::function<double(Pair const &)> const &what)
{
    std::vector<double> values;
    for (auto const &pair : pairs) values.push_back(what(pair));
    return median(values);
}

}  // namespace omactl::bench
