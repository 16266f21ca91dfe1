#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace omactl::cli {

/// Writes all of it, whatever it takes; 0, or the errno of the write that failed.
int write_all(int fd, std::string_view bytes);

/// The controlling terminal itself (/dev/tty), wherever the three streams go.
class Terminal {
public:
    /// nullopt: there is none.
    static std::optional<Terminal> open();
    static bool exists() { return open().has_value(); }
    explicit Terminal(int fd) : m_fd(fd) {}
    Terminal(Terminal &&other) noexcept;
    Terminal &operator=(Terminal &&) = delete;
    ~Terminal();

    /// Throws away what was typed (or pasted) ahead, until nothing more comes.
    void discard_input();
    int fd() const { return m_fd; }
    void write(std::string_view text) { write_all(m_fd, text); }
    /// One line without its newline; nullopt at the end of input, when a signal asks us to
    /// stop, and when the terminal was closed, which counts as such a signal.
    std::optional<std::string> read_line();

private:
    bool wait_for_input(int milliseconds) const;
    int m_fd;
};

}  // namespace omactl::cli
