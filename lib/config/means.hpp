#pragma once

#include "lib/config/config.hpp"
#include "lib/config/document.hpp"
#include "lib/config/source.hpp"

#include <optional>
#include <string>

namespace omactl::config {

/// What keeps a table from being a way to let workers rest; nullopt when it is one.
std::optional<BadSource> means_trouble(Node const &table);

/// The way that a node without trouble stands for: a name, or a table of commands. A program with a
/// relative path is meant from `folder`, never from where omactl is called.
PauseMeans means_from(Node const &node, std::string const &folder);

}  // namespace omactl::config
