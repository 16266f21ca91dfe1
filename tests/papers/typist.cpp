#include "tests/papers/typist.hpp"

#include "lib/core/error.hpp"
#include "tests/papers/paper.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>

namespace omactl::tests {

namespace {

constexpr std::chrono::seconds k_limit{20};

std::vector<char *> pointers(std::vector<std::string> const &texts)
{
    std::vector<char *> all;
    for (auto const &text : texts) all.push_back(const_cast<char *>(text.c_str()));
    all.push_back(nullptr);
    return all;
}

std::vector<std::string> arguments(std::string const &shell)
{
    if (shell == "bash") return {"bash", "--norc", "--noprofile", "-i"};
    if (shell == "zsh") return {"zsh", "-f", "-i"};
    return {"fish", "--no-config", "-i"};
}

// The file is renamed, so that it is whole when it is there.
std::string setup(std::string const &shell)
{
    if (shell == "fish")
        return "source omactl.script; "
               "function omactl; printf '<%s>' $argv >words.new; mv words.new words; end; touch ready\r";
    std::string const zsh = shell == "zsh" ? "autoload -Uz compinit; compinit -D -u; unsetopt beep; " : "";
    return zsh + "source ./omactl.script; "
                 "omactl() { printf '<%s>' \"$@\" >words.new; mv words.new words; }; : >ready\r";
}

}  // namespace

Typist::Typist(std::string shell, std::vector<std::string> const &environment) : m_shell(std::move(shell))
{
    std::filesystem::create_directory(path("bin"));
    std::filesystem::create_symlink(OMACTL_PROGRAM, path("bin/omactl"));
    std::filesystem::copy_file(OMACTL_SOURCE "/completions/" + script_name(m_shell), path("omactl.script"));
    start(environment);
    type(setup(m_shell));
    file_when_there(path("ready"));
}

Typist::~Typist()
{
    if (m_pid <= 0) return;
    ::kill(m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
}

void Typist::start(std::vector<std::string> const &environment)
{
    std::vector<std::string> variables{"PATH=" + path("bin") + ":/usr/local/bin:/usr/bin:/bin",
                                       "HOME=" + m_folder.path(),
                                       "XDG_CONFIG_HOME=" + path("config"),
                                       "XDG_DATA_HOME=" + path("data"),
                                       "XDG_STATE_HOME=" + path("state"),
                                       "TERM=xterm",
                                       "LC_ALL=C.UTF-8",
                                       "INPUTRC=/dev/null",
                                       "HISTFILE="};
    variables.insert(variables.end(), environment.begin(), environment.end());
    auto const words = arguments(m_shell);
    auto argv = pointers(words);
    auto envp = pointers(variables);
    winsize const size{.ws_row = 30, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
    int terminal = -1;
    m_pid = ::forkpty(&terminal, nullptr, nullptr, &size);
    if (m_pid < 0) throw Error{Fault::failed, "forkpty: no terminal to be had"};
    if (m_pid == 0) {
        if (::chdir(m_folder.path().c_str()) == 0) ::execvpe(argv[0], argv.data(), envp.data());
        ::_exit(127);
    }
    m_terminal = Fd{terminal};
}

std::string Typist::path(std::string_view name) const
{
    return fmt::format("{}/{}", m_folder.path(), name);
}

void Typist::type(std::string_view keys)
{
    write_all(m_terminal.get(), keys, "the terminal");
}

// Waits a moment for more; false when the shell has gone.
bool Typist::read_some()
{
    pollfd wait{m_terminal.get(), POLLIN, 0};
    if (::poll(&wait, 1, 10) <= 0) return true;
    std::array<char, 4096> bytes;
    auto const n = ::read(m_terminal.get(), bytes.data(), bytes.size());
    if (n > 0) m_shown.append(bytes.data(), static_cast<std::size_t>(n));
    return n > 0;
}

void Typist::give_up(std::string_view what) const
{
    throw Error{Fault::unverified,
                fmt::format("{}: no {} (apt-get install {}); shown so far:\n{}", m_shell, what, m_shell, m_shown)};
}

std::string Typist::file_when_there(std::string const &path)
{
    auto const end = std::chrono::steady_clock::now() + k_limit;
    while (std::chrono::steady_clock::now() < end && read_some())
        if (is_there(path)) return read_file(path);
    give_up("file " + path);
}

std::string Typist::words_of(std::string_view keys)
{
    remove_if_there(path("words"));
    type(fmt::format("{}\r", keys));
    return file_when_there(path("words"));
}

std::string Typist::shown_after(std::string_view keys, std::string_view awaited)
{
    m_shown.clear();
    type(keys);
    auto const end = std::chrono::steady_clock::now() + k_limit;
    while (m_shown.find(awaited) == std::string::npos)
        if (std::chrono::steady_clock::now() > end || !read_some()) give_up(awaited);
    auto shown = m_shown;
    type("\x03");
    return shown;
}

}  // namespace omactl::tests
