#pragma once

#include "lib/core/file.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace omactl::tests {

/// A shell on a terminal of its own (100 × 30), as somebody sits before it who types faster than it
/// works. `omactl` is a function there that writes down the words that it was given, while the
/// completion asks the real one.
class Typist {
public:
    /// `shell`: bash, zsh or fish; `environment`: more of "NAME=value".
    Typist(std::string shell, std::vector<std::string> const &environment);
    ~Typist();
    Typist(Typist const &) = delete;

    /// Types the line and presses Enter; the words that omactl got, "<queue><clear>".
    std::string words_of(std::string_view keys);
    /// Types the line and gives what the shell shows until it holds `awaited`. Then clears the line.
    std::string shown_after(std::string_view keys, std::string_view awaited);
    /// A file in the folder in which the shell stands.
    std::string path(std::string_view name) const;

private:
    void start(std::vector<std::string> const &environment);
    void type(std::string_view keys);
    bool read_some();
    std::string file_when_there(std::string const &path);
    [[noreturn]] void give_up(std::string_view what) const;

    sandbox::Folder m_folder;
    std::string m_shell;
    pid_t m_pid = -1;
    Fd m_terminal;
    std::string m_shown;
};

}  // namespace omactl::tests
