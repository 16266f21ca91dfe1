#pragma once

#include "lib/config/config.hpp"
#include "lib/config/document.hpp"
#include "lib/config/schema.hpp"
#include "lib/config/validate.hpp"

#include <optional>
#include <string>
#include <vector>

namespace omactl::config {

/// A configuration file that could be read and is TOML; it may still be wrong.
struct Draft {
    std::string path;
    std::string folder;  ///< of the file, for relative paths in it
    Node document;
    std::vector<Trouble> troubles;  ///< none: `Config::load` takes it
};

/// The file that `Config::load` would take; nullopt when there is none. Throws Fault::usage when
/// one is there and can't be read or is not TOML.
std::optional<Draft> find_draft(std::optional<std::string> const &option, Environ const &environ);

/// One value of a configuration file without trouble.
struct Setting {
    std::string environment;  ///< "" at the top of the file
    std::string key;          ///< inside the environment: "redis.url"
    unsigned line = 0;
    bool used = false;             ///< does this version act on it?
    std::optional<Source> source;  ///< of those that may be secret
    std::string value;             ///< as in the file, safe for a terminal; empty for sources
};

/// All values in the order of the file.
std::vector<Setting> settings(Draft const &draft);

/// The same of a configuration without a file: what the usual variables stand for, line 0.
std::vector<Setting> settings(Config const &config);

/// What others may do with the file.
struct Access {
    bool others_read = false;
    bool others_write = false;
};
Access access_to(std::string const &path);

}  // namespace omactl::config
