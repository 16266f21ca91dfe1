#include "tests/cli/terminal.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <string_view>

namespace omactl::tests {

namespace {

constexpr Millis k_quiet{60};

std::vector<char *> pointers(std::vector<std::string> const &texts)
{
    std::vector<char *> all;
    for (auto const &text : texts) all.push_back(const_cast<char *>(text.c_str()));
    all.push_back(nullptr);
    return all;
}

// A question; or a picture that is drawn until a key ends it.
bool asks(std::string_view shown)
{
    return shown.ends_with("\x1b[J") || shown.ends_with("] ") || shown.ends_with(": ") || shown.ends_with("? ") ||
           shown.ends_with("(drill) $ ");
}

std::string typed(std::string const &answer)
{
    if (answer == "^C") return "\x03";
    if (answer == "^D") return "\x04";
    return answer + "\n";
}

class Session {
public:
    Session(std::vector<std::string> const &argv, std::vector<std::string> const &environment)
    {
        winsize const size{.ws_row = 30, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
        auto arguments = pointers(argv);
        auto variables = pointers(environment);
        int terminal = -1;
        m_pid = ::forkpty(&terminal, nullptr, nullptr, &size);
        if (m_pid < 0) throw Error{Fault::failed, "forkpty: no terminal to be had"};
        if (m_pid == 0) {
            ::execvpe(arguments[0], arguments.data(), variables.data());
            ::_exit(127);
        }
        m_terminal = Fd{terminal};
    }
    Session(Session const &) = delete;
    ~Session()
    {
        if (m_pid <= 0) return;
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }

    void converse(std::vector<std::string> const &answers, Ticks end)
    {
        std::size_t given = 0, asked_at = 0;
        while (std::chrono::steady_clock::now() < end) {
            bool const quiet = !ready(k_quiet);
            if (!quiet && !read_some()) break;
            if (quiet && given < answers.size() && m_shown.size() > asked_at && asks(m_shown)) {
                asked_at = m_shown.size();
                type(answers[given++]);
            }
        }
        if (given < answers.size())
            throw Error{Fault::unverified,
                        fmt::format("the answer '{}' was never asked for; shown so far:\n{}", answers[given], shown())};
    }

    int finish(Ticks end)
    {
        int status = 0;
        for (pid_t done = 0; done == 0; ::usleep(5'000)) {
            done = ::waitpid(m_pid, &status, WNOHANG);
            if (done == 0 && std::chrono::steady_clock::now() > end)
                throw Error{Fault::unverified, "it still ran at the time limit; shown so far:\n" + shown()};
        }
        m_pid = -1;
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }

    std::string shown() const
    {
        std::string text;
        for (std::size_t i = 0; i < m_shown.size(); ++i)
            if (m_shown[i] != '\r' || i + 1 == m_shown.size() || m_shown[i + 1] != '\n') text += m_shown[i];
        return text;
    }

private:
    bool ready(Millis span) const
    {
        pollfd wait{m_terminal.get(), POLLIN, 0};
        return ::poll(&wait, 1, static_cast<int>(span.count())) > 0;
    }

    bool read_some()
    {
        std::array<char, 4096> bytes;
        auto const n = ::read(m_terminal.get(), bytes.data(), bytes.size());
        if (n > 0) m_shown.append(bytes.data(), static_cast<std::size_t>(n));
        return n > 0;  // a terminal whose last user has gone answers EIO
    }

    void type(std::string const &answer) { write_all(m_terminal.get(), typed(answer), "the terminal"); }

    pid_t m_pid = -1;
    Fd m_terminal;
    std::string m_shown;
};

}  // namespace

process::Ended run_in_terminal(std::vector<std::string> const &argv, std::vector<std::string> const &environment,
                               std::vector<std::string> const &answers, Millis limit)
{
    auto const end = std::chrono::steady_clock::now() + limit;
    Session session{argv, environment};
    session.converse(answers, end);
    int const status = session.finish(end);
    return {status, session.shown(), {}, false};
}

}  // namespace omactl::tests
