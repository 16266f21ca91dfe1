#pragma once

#include "lib/runbook/page.hpp"

#include <string_view>

namespace omactl::runbook {

/// The services that `needs:` may name.
std::vector<std::string> const &known_services();

/// Fills title, symptoms, needs and parameters from YAML; `line` is where it begins in the file.
void read_front_matter(std::string_view yaml, int line, Page &page);

}  // namespace omactl::runbook
