#include "lib/cli/screen.hpp"

#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

namespace omactl::cli {

namespace {

// Alternate screen, no cursor, no wrapping of what is longer than a line; and back.
constexpr std::string_view k_enter = "\x1b[?1049h\x1b[?25l\x1b[?7l";
constexpr std::string_view k_leave = "\x1b[?7h\x1b[?25h\x1b[?1049l";

int g_fd = -1;
termios g_before{};
bool g_has_modes = false;

// Called from a signal handler too: write and tcsetattr are all it may do.
void give_back() noexcept
{
    if (g_fd < 0) return;
    [[maybe_unused]] auto const n = ::write(g_fd, k_leave.data(), k_leave.size());
    if (g_has_modes) ::tcsetattr(g_fd, TCSADRAIN, &g_before);
}

// Key by key, and unseen. Ctrl-Z is a key like any other: a stopped process could not give the screen back.
termios key_modes(termios modes)
{
    modes.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    modes.c_cc[VSUSP] = _POSIX_VDISABLE;
    modes.c_cc[VMIN] = 1;
    modes.c_cc[VTIME] = 0;
    return modes;
}

std::size_t columns_shown(std::string_view line)
{
    std::string plain;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '\x1b')
            i = std::min(line.find('m', i), line.size());  // colours alone
        else
            plain += line[i];
    }
    return columns(plain);
}

}  // namespace

std::string picture(std::string const &lines, Screen::Size size)
{
    std::string text = "\x1b[H";
    int row = 0;
    auto const whole = lines.ends_with('\n') ? std::string_view{lines}.substr(0, lines.size() - 1) : lines;
    for (auto const line : split(whole, '\n')) {
        if (row == size.rows) break;
        if (row++ > 0) text += "\r\n";
        text += line;
        // At the very edge the cursor still stands on the last character.
        if (columns_shown(line) < static_cast<std::size_t>(size.columns)) text += "\x1b[K";
    }
    return text + (row < size.rows ? "\r\n\x1b[J" : "");
}

Screen::Screen(Terminal terminal) : m_terminal(std::move(terminal))
{
    g_fd = m_terminal.fd();
    g_has_modes = ::tcgetattr(g_fd, &g_before) == 0;
    set_last_act(&give_back);
    if (g_has_modes) {
        auto const modes = key_modes(g_before);
        ::tcsetattr(g_fd, TCSAFLUSH, &modes);
    }
    m_terminal.write(k_enter);
}

Screen::~Screen()
{
    give_back();
    set_last_act(nullptr);
    g_fd = -1;
}

Screen::Size Screen::size() const
{
    winsize size{};
    if (::ioctl(m_terminal.fd(), TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
    return {size.ws_col, size.ws_row};
}

void Screen::draw(std::string const &lines)
{
    m_terminal.write(picture(lines, size()));
}

std::optional<char> Screen::key(Millis span)
{
    // The signals are let in by ppoll alone: one that comes between the look and the wait is not missed.
    sigset_t before;
    auto const stops = interrupt_signals();
    pthread_sigmask(SIG_BLOCK, &stops, &before);
    int ready = 0;
    if (interrupt_signal() == 0) {
        pollfd wait{m_gone ? -1 : m_terminal.fd(), POLLIN, 0};
        auto const nanos = std::chrono::nanoseconds{span}.count();
        timespec const left{nanos / 1'000'000'000, nanos % 1'000'000'000};
        ready = ::ppoll(&wait, 1, &left, &before);
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (ready <= 0) return std::nullopt;
    char c = 0;
    auto const n = ::read(m_terminal.fd(), &c, 1);
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) m_gone = true;
    return n == 1 ? std::optional{c} : std::nullopt;
}

}  // namespace omactl::cli
