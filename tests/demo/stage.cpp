#include "tests/demo/stage.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/process/process.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace omactl::demo {

namespace {

constexpr Millis k_limit{120'000};

std::string terminal_of_stdout()
{
    char name[256];
    return ::ttyname_r(STDOUT_FILENO, name, sizeof name) == 0 ? name : "";
}

}  // namespace

Stage::Stage(std::string program) : m_program(std::move(program)), m_terminal(terminal_of_stdout())
{
    auto const &home = m_folder.path();
    m_variables = {{"HOME", home}, {"XDG_STATE_HOME", home + "/state"}, {"XDG_CONFIG_HOME", home + "/config"}};
    for (auto const *name : {"PATH", "TERM", "NO_COLOR", "LANG", "LC_ALL", "TZ", "ASAN_OPTIONS"})
        if (char const *value = std::getenv(name)) m_variables[name] = value;
}

void Stage::tell(std::string const &text)
{
    print(text + "\n");
    pause(Millis{1'200});
}

void Stage::play(std::string const &why, std::string const &line, int status)
{
    print("\n# " + why + "\n");
    pause(Millis{1'500});
    type(line);
    int const ended = run(line);
    throw_if_interrupted();
    if (ended != status)
        throw Error{Fault::failed, fmt::format("demo: '{}' ended with {}, not with {}", line, ended, status)};
    pause(Millis{3'000});
}

std::string Stage::ask(std::string const &line)
{
    auto const ended =
        process::run({.argv = argv(line), .environment = environment(), .input = {}, .log = {}}, k_limit);
    throw_if_interrupted();
    if (ended.status != 0) throw Error{Fault::failed, fmt::format("demo: '{}': {}", line, ended.err)};
    return ended.out;
}

std::vector<std::string> Stage::argv(std::string const &line) const
{
    std::vector<std::string> words;
    for (auto const word : split(line, ' ')) words.emplace_back(word);
    words[0] = m_program;
    return words;
}

std::vector<std::string> Stage::environment() const
{
    std::vector<std::string> all;
    for (auto const &[name, value] : m_variables) all.push_back(name + "=" + value);
    return all;
}

void Stage::type(std::string const &line)
{
    print("$ ");
    for (char const c : line) {
        print({c});
        pause(Millis{18});
    }
    pause(Millis{400});
    print("\n");
}

int Stage::run(std::string const &line)
{
    auto const log = m_terminal.empty() ? m_folder.path() + "/shown" : m_terminal;
    process::Child child{{.argv = argv(line), .environment = environment(), .input = {}, .log = log}};
    int const status = child.wait(k_limit);
    if (m_terminal.empty()) {
        print(read_file(log));
        std::filesystem::remove(log);
    }
    return status;
}

void Stage::pause(Millis span)
{
    if (!m_terminal.empty()) m_clock.sleep(span);
    throw_if_interrupted();
}

void Stage::print(std::string const &text) const
{
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

}  // namespace omactl::demo
