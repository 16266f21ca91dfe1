#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/process/process.hpp"
#include "lib/process/spawn.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

namespace omactl::process {

namespace {

bool is_program(std::string const &path)
{
    struct stat facts = {};
    return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

// With a null at the end, as exec wants them.
std::vector<char *> pointers(std::vector<std::string> const &words)
{
    std::vector<char *> all;
    for (auto const &word : words) all.push_back(const_cast<char *>(word.c_str()));
    all.push_back(nullptr);
    return all;
}

// Is a variable of this name among them?
bool is_among(std::string_view entry, std::vector<std::string> const &variables)
{
    auto const name = entry.substr(0, entry.find('=') + 1);
    for (auto const &one : variables)
        if (one.starts_with(name)) return true;
    return false;
}

}  // namespace

std::string_view own_variable(std::string_view name)
{
    for (char **entry = environ; entry && *entry; ++entry) {
        std::string_view const pair{*entry};
        if (pair.size() > name.size() && pair[name.size()] == '=' && pair.starts_with(name)) {
            return pair.substr(name.size() + 1);
        }
    }
    return {};
}

std::optional<std::string> find_program(std::string_view name, std::string_view path)
{
    if (name.empty()) return std::nullopt;
    if (name.find('/') != std::string_view::npos) {
        std::string const as_given{name};
        return is_program(as_given) ? std::optional{as_given} : std::nullopt;
    }
    for (auto const folder : split(path, ':')) {
        // An empty or relative entry means the current folder: a cloned repository must not run commands.
        if (!folder.starts_with('/')) continue;
        auto candidate = fmt::format("{}/{}", folder, name);
        if (is_program(candidate)) return candidate;
    }
    return std::nullopt;
}

std::optional<std::string> find_program(std::string_view name)
{
    return find_program(name, own_variable("PATH"));
}

void become(std::string const &program, std::vector<std::string> const &argv, std::vector<std::string> const &more)
{
    auto const found = find_program(program);
    if (!found) throw Error{Fault::not_found, fmt::format("{}: no such program", program)};
    auto const words = pointers(argv);
    auto variables = pointers(more);
    variables.pop_back();
    for (char **entry = environ; entry && *entry; ++entry)
        if (!is_among(*entry, more)) variables.push_back(*entry);
    variables.push_back(nullptr);
    auto const before = std::signal(SIGPIPE, SIG_DFL);  // ignored signals stay ignored across exec
    ::execve(found->c_str(), words.data(), variables.data());
    auto const reason = errno;
    std::signal(SIGPIPE, before);
    throw Error{Fault::failed, fmt::format("{}: {}", *found, std::strerror(reason))};
}

}  // namespace omactl::process
