#include "lib/cli/process_io.hpp"

#include "lib/cli/terminal.hpp"
#include "lib/core/error.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace omactl::cli {

namespace {

constexpr std::size_t k_large = 65'536;
constexpr int k_unknown_width = 80;

int columns_of(int fd)
{
    winsize size{};
    return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace

ProcessIo::ProcessIo(Environ const &variables) : m_environ(variables) {}

ProcessIo::~ProcessIo()
{
    flush();
}

void ProcessIo::out(std::string_view text)
{
    m_pending += text;
    if (m_pending.size() >= k_large) flush();
}

void ProcessIo::err(std::string_view text)
{
    flush();
    write_all(STDERR_FILENO, text);
}

void ProcessIo::flush()
{
    if (m_pending.empty()) return;
    if (int const failed = write_all(STDOUT_FILENO, m_pending); failed != 0 && m_out_errno == 0) m_out_errno = failed;
    m_pending.clear();
}

bool ProcessIo::out_is_terminal() const
{
    return isatty(STDOUT_FILENO) == 1;
}

bool ProcessIo::err_is_terminal() const
{
    return isatty(STDERR_FILENO) == 1;
}

int ProcessIo::width() const
{
    int width = 0;
    if (auto const wanted = m_environ.get("COLUMNS"))
        std::from_chars(wanted->data(), wanted->data() + wanted->size(), width);
    if (width <= 0) width = columns_of(STDOUT_FILENO);
    if (width <= 0) width = columns_of(STDERR_FILENO);
    return width > 0 ? width : k_unknown_width;
}

bool ProcessIo::colour() const
{
    if (m_color != Color::automatic) return m_color == Color::always;
    return !m_environ.get("NO_COLOR") && m_environ.get("TERM") != "dumb" && out_is_terminal();
}

bool ProcessIo::can_ask() const
{
    return err_is_terminal() && Terminal::exists();
}

std::optional<std::string> ProcessIo::ask(std::string_view question)
{
    flush();
    auto terminal = Terminal::open();
    if (!terminal) return std::nullopt;
    terminal->discard_input();
    terminal->write(question);
    return terminal->read_line();
}

void ProcessIo::finish()
{
    flush();
    // A reader that has seen enough (`| head`) closes the pipe: that is no failure of ours.
    if (m_out_errno == 0 || m_out_errno == EPIPE) return;
    throw Error{Fault::failed, std::string("stdout: cannot write: ") + std::strerror(m_out_errno)};
}

}  // namespace omactl::cli
