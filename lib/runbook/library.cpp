#include "lib/runbook/library.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <filesystem>
#include <set>

namespace omactl::runbook {

namespace {

// Beside the program, moved as a whole or as configured, else in the tree it was built from.
std::vector<std::string> shipped()
{
    std::array<char, PATH_MAX> path{};
    auto const size = ::readlink("/proc/self/exe", path.data(), path.size());
    std::string const program{path.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
    return {program.substr(0, program.rfind('/')) + "/../share/omactl/runbooks", OMACTL_RUNBOOKS,
            OMACTL_BUILD_RUNBOOKS};
}

}  // namespace

std::vector<std::string> folders(std::optional<std::string> const &configured)
{
    std::vector<std::string> all;
    if (configured) all.push_back(*configured);
    for (auto const &place : shipped()) {
        std::error_code ignored;
        if (!std::filesystem::is_directory(place, ignored)) continue;
        all.push_back(std::filesystem::canonical(place, ignored).string());
        break;
    }
    return all;
}

std::vector<std::string> names(std::vector<std::string> const &folders)
{
    std::set<std::string> all;
    for (auto const &folder : folders) {
        std::error_code ignored;
        for (auto const &entry : std::filesystem::directory_iterator(folder, ignored))
            if (entry.path().extension() == ".md") all.insert(entry.path().stem().string());
    }
    return {all.begin(), all.end()};
}

std::string path_of(std::string const &name, std::vector<std::string> const &folders)
{
    if (name.find('/') != std::string::npos) return name;
    auto const file = name.ends_with(".md") ? name : name + ".md";
    for (auto const &folder : folders)
        if (auto path = fmt::format("{}/{}", folder, file); is_there(path)) return path;
    std::string hint;
    for (auto const &near : nearest(name, names(folders))) hint += fmt::format("did you mean {}\n", near);
    throw Error{Fault::not_found, fmt::format("no runbook '{}'", printable(name)), hint + "omactl runbook ls"};
}

}  // namespace omactl::runbook
