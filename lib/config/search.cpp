#include "lib/config/config.hpp"
#include "lib/core/error.hpp"

namespace omactl::config {

namespace {

// The XDG rules say that relative paths are ignored; here they would also mean the current folder,
// and a cloned repository must not run commands.
std::optional<std::string> user_file(Environ const &environ)
{
    auto const folder = environ.get("XDG_CONFIG_HOME");
    if (folder && folder->starts_with('/')) return *folder + "/omactl/config.toml";
    auto const home = environ.get("HOME");
    if (home && home->starts_with('/')) return *home + "/.config/omactl/config.toml";
    return std::nullopt;
}

}  // namespace

std::vector<std::string> Config::search_path(std::optional<std::string> const &option, Environ const &environ)
{
    if (option) return {*option};
    if (auto const named = environ.get("OMACTL_CONFIG")) {
        if (!named->starts_with('/'))
            throw Error{Fault::usage, "OMACTL_CONFIG is not an absolute path",
                        "a configuration is never taken from the current folder; to name one there: --config FILE"};
        return {*named};
    }
    std::vector<std::string> places;
    if (auto const user = user_file(environ)) places.push_back(*user);
    places.emplace_back("/etc/omactl/config.toml");
    return places;
}

}  // namespace omactl::config
