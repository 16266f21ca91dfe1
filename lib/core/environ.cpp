#include "lib/core/environ.hpp"

#include "lib/core/error.hpp"

namespace omactl {

std::optional<std::string> Environ::get(std::string_view name) const
{
    auto const found = m_values.find(name);
    if (found == m_values.end() || found->second.empty()) return std::nullopt;
    return found->second;
}

std::string state_folder(Environ const &environ)
{
    // The XDG specification wants relative paths ignored.
    if (auto const state = environ.get("XDG_STATE_HOME"); state && state->front() == '/') return *state + "/omactl";
    if (auto const home = environ.get("HOME"); home && home->front() == '/') return *home + "/.local/state/omactl";
    throw Error{Fault::usage, "no state folder: neither XDG_STATE_HOME nor HOME is an absolute path",
                "export XDG_STATE_HOME=/var/lib/omactl"};
}

}  // namespace omactl
