#pragma once

#include "lib/core/environ.hpp"
#include "lib/core/time.hpp"
#include "lib/process/process.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "drill/lair.hpp"

namespace omactl::drill {

/// Where a sandbox lies: a folder with the configuration of the environment `sandbox`, and the omactl that
/// it leads. Everything that is started here lies in that folder and dies with us.
class Site {
public:
    Site(std::string omactl, Environ const &variables, Clock &clock);

    std::string const &folder() const { return m_lair.path(); }
    std::string config_path() const { return folder() + "/config.toml"; }
    std::string archive_folder() const { return folder() + "/state/omactl/archive"; }
    /// `folders`: where pages are; `tables`: what the services add to the environment.
    void write_config(std::vector<std::string> const &folders, std::string const &tables) const;

    /// An omactl in this environment.
    process::Start omactl(std::vector<std::string> const &words) const;
    /// A Part (drill/part.hpp) that does what `order` says.
    process::Start part(std::string_view name, std::string const &order) const;
    /// For anything else that works here: omactl is in its PATH.
    std::vector<std::string> variables() const;

    Clock &clock() const { return m_clock; }
    void sleep(Millis span) const;  ///< throws when somebody wants to leave
    /// False: it did not hold within `limit`.
    bool await(std::function<bool()> const &holds, Millis limit) const;

private:
    Lair m_lair;
    Clock &m_clock;
    Environ const &m_environ;
    std::string m_omactl;
};

/// As TOML quotes it.
std::string toml_string(std::string_view text);
std::string toml_words(std::vector<std::string> const &words);

}  // namespace omactl::drill
