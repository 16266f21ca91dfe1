#include "lib/runbook/library.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/places.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace omactl::runbook {

std::vector<std::string> folders(std::optional<std::string> const &configured)
{
    std::vector<std::string> all;
    if (configured) all.push_back(*configured);
    for (auto const &place : data_places("runbooks")) {
        std::error_code ignored;
        if (!std::filesystem::is_directory(place, ignored)) continue;
        all.push_back(std::filesystem::canonical(place, ignored).string());
        break;
    }
    return all;
}

namespace {

constexpr std::string_view k_drill = ".drill.yaml";

/// Names of the files that end so, sorted; of two with one name the first folder's counts.
std::vector<std::string> names_with(std::string_view ending, std::vector<std::string> const &folders)
{
    std::set<std::string> all;
    for (auto const &folder : folders) {
        std::error_code ignored;
        for (auto const &entry : std::filesystem::directory_iterator(folder, ignored)) {
            auto const file = entry.path().filename().string();
            if (file.ends_with(ending)) all.insert(file.substr(0, file.size() - ending.size()));
        }
    }
    return {all.begin(), all.end()};
}

/// Throws not_found with the nearest of these names.
[[noreturn]] void not_there(std::string_view what, std::string const &name, std::vector<std::string> const &names,
                            std::string_view list)
{
    std::string hint;
    for (auto const &near : nearest(name, names)) hint += fmt::format("did you mean {}\n", near);
    throw Error{Fault::not_found, fmt::format("no {} '{}'", what, printable(name)), hint + std::string(list)};
}

}  // namespace

std::vector<std::string> names(std::vector<std::string> const &folders)
{
    return names_with(".md", folders);
}

std::string path_of(std::string const &name, std::vector<std::string> const &folders)
{
    if (name.find('/') != std::string::npos) return name;
    auto const file = name.ends_with(".md") ? name : name + ".md";
    for (auto const &folder : folders)
        if (auto path = fmt::format("{}/{}", folder, file); is_there(path)) return path;
    not_there("runbook", name, names(folders), "omactl runbook ls");
}

std::vector<std::string> drill_names(std::vector<std::string> const &folders)
{
    return names_with(k_drill, folders);
}

std::string drill_path(std::string const &name, std::vector<std::string> const &folders)
{
    for (auto const &folder : folders)
        if (auto path = fmt::format("{}/{}{}", folder, name, k_drill); is_there(path)) return path;
    not_there("drill", name, drill_names(folders), "omactl drill ls");
}

}  // namespace omactl::runbook
