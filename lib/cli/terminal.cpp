#include "lib/cli/terminal.hpp"

#include "lib/core/interrupt.hpp"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace omactl::cli {

namespace {

constexpr int k_quiet_ms = 30;  // a paste's next piece comes sooner than this
constexpr int k_most_pieces = 50;
constexpr int k_look_ms = 250;  // how long a signal that fell between two looks may go unseen

}  // namespace

int write_all(int fd, std::string_view bytes)
{
    while (!bytes.empty()) {
        auto const n = ::write(fd, bytes.data(), bytes.size());
        if (n >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(n));
            continue;
        }
        if (errno == EAGAIN) {  // somebody shares this stream and made it non-blocking
            pollfd wait{fd, POLLOUT, 0};
            poll(&wait, 1, k_look_ms);
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

std::optional<Terminal> Terminal::open()
{
    int const fd = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) return std::nullopt;
    return std::optional<Terminal>{std::in_place, fd};
}

Terminal::Terminal(Terminal &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}

Terminal::~Terminal()
{
    if (m_fd >= 0) ::close(m_fd);
}

bool Terminal::wait_for_input(int milliseconds) const
{
    pollfd wait{m_fd, POLLIN, 0};
    bool const ready = poll(&wait, 1, milliseconds) > 0;
    if (ready && (wait.revents & POLLHUP) != 0) note_closed_terminal();
    return ready;
}

void Terminal::discard_input()
{
    // A long paste arrives in pieces, and only whole lines are visible to poll: flush first.
    for (int pieces = 0; pieces < k_most_pieces; ++pieces) {
        tcflush(m_fd, TCIFLUSH);
        if (!wait_for_input(k_quiet_ms)) break;
    }
}

std::optional<std::string> Terminal::read_line()
{
    std::string line;
    while (interrupt_signal() == 0) {
        if (!wait_for_input(k_look_ms)) continue;
        char c = 0;
        auto const n = ::read(m_fd, &c, 1);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        if (c == '\n') return line;
        line += c;
    }
    return std::nullopt;
}

}  // namespace omactl::cli
