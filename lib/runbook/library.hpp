#pragma once

#include "lib/core/environ.hpp"
#include "lib/runbook/page.hpp"

#include <optional>
#include <string>
#include <vector>

namespace omactl::runbook {

/// Where pages are looked for, in order: the configured folder, then those that came with omactl. Never
/// the current folder: what was cloned there must not run.
std::vector<std::string> folders(std::optional<std::string> const &configured);

/// Names of all pages, sorted; of two with one name the first folder's counts.
std::vector<std::string> names(std::vector<std::string> const &folders);

/// The path of a page by its name; with a slash in it, it is a path. Throws not_found with the nearest
/// names.
std::string path_of(std::string const &name, std::vector<std::string> const &folders);

/// The drills: files NAME.drill.yaml beside the pages. As above.
std::vector<std::string> drill_names(std::vector<std::string> const &folders);
std::string drill_path(std::string const &name, std::vector<std::string> const &folders);
/// The path of the page that a drill practises: the one that its key `page` names, else NAME.md. Throws usage,
/// with file and line, when that key is wrong.
std::string page_of_drill(std::string const &drill, std::vector<std::string> const &folders);

}  // namespace omactl::runbook
