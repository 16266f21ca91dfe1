#include "lib/core/error.hpp"
#include "lib/process/process.hpp"
#include "lib/process/spawn.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace omactl::process {

namespace {

constexpr Millis k_second{1'000};

struct Pipe {
    Fd read, write;
    Pipe()
    {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) throw Error{Fault::failed, fmt::format("pipe: {}", std::strerror(errno))};
        read = Fd{ends[0]};
        write = Fd{ends[1]};
        ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    }
};

/// Takes what is there now. False once the other side has closed.
bool drain(Fd const &from, std::string &to)
{
    std::array<char, 65536> buffer;
    for (;;) {
        auto const got = ::read(from.get(), buffer.data(), buffer.size());
        if (got > 0) to.append(buffer.data(), static_cast<std::size_t>(got));
        if (got == 0 || (got < 0 && errno != EINTR)) return got < 0 && errno == EAGAIN;
    }
}

/// One program's run: reads both pipes until it has ended, and ends it when its time is over.
class Run {
public:
    Run(Start const &start, Ended &ended, std::function<void()> const &meanwhile)
        : m_own_group(start.own_group), m_ended(ended), m_meanwhile(meanwhile)
    {
        Pipe out, err;
        Fd const in = start.input.empty() ? Fd{} : memory_file(start.input);
        Fd const log = start.log ? open_file(*start.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC) : Fd{};
        m_pid = spawn(start, log ? Streams{in.get(), log.get(), log.get()}
                                 : Streams{in.get(), out.write.get(), err.write.get()});
        m_out = std::move(out.read);
        m_err = std::move(err.read);
        m_end = end_of(m_pid);
    }

    /// False when it still runs at `limit` from now.
    bool read_until_end(Millis limit)
    {
        auto const deadline = m_clock.ticks() + limit;
        for (;;) {
            auto const status = reap(m_pid, false);
            // After the end, only what is in the pipes already: a daemon left behind may hold them open.
            if (m_out && !drain(m_out, m_ended.out)) m_out = Fd{};
            if (m_err && !drain(m_err, m_ended.err)) m_err = Fd{};
            if (status) {
                m_ended.status = *status;
                return true;
            }
            auto const left = std::chrono::ceil<Millis>(deadline - m_clock.ticks());
            if (left <= Millis{0}) return false;
            wait_for_news(left);
            if (m_meanwhile && m_clock.ticks() >= m_next_call) {
                m_meanwhile();
                m_next_call = m_clock.ticks() + k_second;
            }
        }
    }

    void signal(int number) { send_signal(m_pid, m_own_group, number); }
    void reap_now() { m_ended.status = reap(m_pid, true).value_or(127); }

private:
    void wait_for_news(Millis left)
    {
        std::array<pollfd, 3> watched = {
            {{m_out.get(), POLLIN, 0}, {m_err.get(), POLLIN, 0}, {m_end.get(), POLLIN, 0}}};
        auto const slice = std::min(left, !m_end ? Millis{10} : m_meanwhile ? k_second : Millis{60'000});
        ::poll(watched.data(), watched.size(), static_cast<int>(slice.count()));
    }

    SystemClock m_clock;
    pid_t m_pid = -1;
    bool m_own_group;
    Fd m_out, m_err, m_end;
    Ended &m_ended;
    std::function<void()> const &m_meanwhile;
    Ticks m_next_call = m_clock.ticks() + k_second;
};

}  // namespace

Ended run(Start const &start, Millis limit)
{
    return run(start, limit, {});
}

Ended run(Start const &start, Millis limit, std::function<void()> const &meanwhile)
{
    Ended ended;
    Run running{start, ended, meanwhile};
    if (running.read_until_end(limit)) return ended;
    ended.timed_out = true;
    running.signal(SIGTERM);
    if (running.read_until_end(Millis{1'000})) return ended;
    running.signal(SIGKILL);
    running.reap_now();
    return ended;
}

}  // namespace omactl::process
