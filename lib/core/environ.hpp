#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace omactl {

/// One snapshot of the process environment, taken at start by lib/config and handed down.
class Environ {
public:
    Environ() = default;
    explicit Environ(std::map<std::string, std::string, std::less<>> values) : m_values(std::move(values)) {}
    /// Unset and empty are the same: nullopt.
    std::optional<std::string> get(std::string_view name) const;
    std::map<std::string, std::string, std::less<>> const &all() const { return m_values; }

private:
    std::map<std::string, std::string, std::less<>> m_values;
};

/// `$XDG_STATE_HOME/omactl`, else `$HOME/.local/state/omactl`. Throws Fault::usage without either.
std::string state_folder(Environ const &environ);

}  // namespace omactl
