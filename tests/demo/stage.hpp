#pragma once

#include "lib/core/time.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <map>
#include <string>
#include <vector>

namespace omactl::demo {

/// Where commands are shown and run: on a terminal at a pace to read along, elsewhere at once.
class Stage {
public:
    /// `program` is what runs where a line says omactl. Its home and state live in a folder that
    /// goes when the stage does.
    explicit Stage(std::string program);

    void set(std::string const &name, std::string const &value) { m_variables[name] = value; }
    std::string const &folder() const { return m_folder.path(); }

    /// A sentence of the story.
    void tell(std::string const &text);
    /// Shows why, shows the line, runs it for all to see. Throws Fault::failed when it ends
    /// with another status, and Fault::interrupted when somebody wants to leave.
    void play(std::string const &why, std::string const &line, int status = 0);
    /// Runs a line unseen and gives back its stdout.
    std::string ask(std::string const &line);

private:
    std::vector<std::string> argv(std::string const &line) const;
    std::vector<std::string> environment() const;
    void type(std::string const &line);
    int run(std::string const &line);
    void pause(Millis span);
    void print(std::string const &text) const;

    SystemClock m_clock;
    sandbox::Folder m_folder;
    std::string m_program, m_terminal;  // its path; "" in a pipe
    std::map<std::string, std::string> m_variables;
};

}  // namespace omactl::demo
