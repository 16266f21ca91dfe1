#include "lib/core/error.hpp"
#include "lib/process/process.hpp"
#include "lib/process/spawn.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <utility>

namespace omactl::process {

Child::Child(Start const &start) : m_own_group(start.own_group)
{
    Fd const in = start.input.empty() ? Fd{} : memory_file(start.input);
    Fd const log = start.log ? open_file(*start.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC) : Fd{};
    int const input = start.own_input ? in.get() : STDIN_FILENO;
    Streams streams{input, log.get(), log.get()};
    if (start.share)
        streams = {input, start.share == Start::Share::both ? STDOUT_FILENO : STDERR_FILENO, STDERR_FILENO};
    m_pid = spawn(start, streams);
}

Child::~Child()
{
    stop();
}

Child::Child(Child &&other) noexcept
    : m_pid(std::exchange(other.m_pid, -1)), m_own_group(other.m_own_group), m_status(std::move(other.m_status))
{
}

Child &Child::operator=(Child &&other) noexcept
{
    if (this != &other) {
        stop();
        m_pid = std::exchange(other.m_pid, -1);
        m_own_group = other.m_own_group;
        m_status = std::move(other.m_status);
    }
    return *this;
}

bool Child::running()
{
    if (m_pid > 0 && !m_status) m_status = reap(m_pid, false);
    return m_pid > 0 && !m_status;
}

void Child::signal(int number)
{
    if (running()) send_signal(m_pid, m_own_group, number);
}

bool Child::ends_within(Millis limit)
{
    if (running()) await_end(m_pid, limit);
    return !running();
}

int Child::wait(Millis limit)
{
    if (running()) await_end(m_pid, limit);
    if (running())
        throw Error{Fault::unverified, fmt::format("process {} still runs after {}", m_pid, human_duration(limit))};
    return m_status.value_or(127);
}

void Child::stop()
{
    if (!running()) return;
    send_signal(m_pid, m_own_group, SIGTERM);
    await_end(m_pid, Millis{2'000});
    if (!running()) return;
    send_signal(m_pid, m_own_group, SIGKILL);
    m_status = reap(m_pid, true);
}

}  // namespace omactl::process
