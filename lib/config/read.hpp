#pragma once

#include "lib/config/config.hpp"
#include "lib/config/document.hpp"
#include "lib/config/validate.hpp"

#include <string>
#include <utility>
#include <vector>

namespace omactl::config {

/// The environments of a document that `validate` found nothing wrong with.
std::vector<Environment> read_environments(Node const &document, std::string const &folder);

/// Alias and name of the environment that it stands for.
std::vector<std::pair<std::string, std::string>> read_aliases(Node const &document);

/// Names that clash or lead nowhere: what the schema alone can't see.
std::vector<Trouble> name_troubles(Node const &document);

}  // namespace omactl::config
