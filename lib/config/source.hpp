#pragma once

#include "lib/config/config.hpp"
#include "lib/config/document.hpp"

#include <optional>
#include <string>
#include <vector>

namespace omactl::config {

struct BadSource {
    unsigned line = 0;
    std::string what;
};

/// What keeps a text or table from being a source; nullopt when it is one.
std::optional<BadSource> source_trouble(Node const &node);
/// The same for a program and its arguments; `name` is the key in the message.
std::optional<BadSource> argv_trouble(std::string_view name, Node const &argv);
/// Such a program and its arguments; a program with a slash is meant from `folder` when it is relative.
std::vector<std::string> argv_from(Node const &node, std::string const &folder);

/// The source that a node without trouble stands for. A relative { file = … } is meant from
/// `folder`, the configuration file's own; "~/" is the home folder, found when it is resolved.
Source source_from(Node const &node, std::string const &folder);

/// A path of the file's: a relative one is meant from `folder`.
std::string path_from(std::string const &path, std::string const &folder);

/// Is it an address in which nothing is secret ("redis://10.0.0.12:6379/0", "10.0.0.12:6379")?
bool is_open_address(std::string_view value);
/// The parts of a URL that must never be shown: its password, as written and percent-decoded.
std::vector<std::string> secret_parts(std::string_view url);

}  // namespace omactl::config
