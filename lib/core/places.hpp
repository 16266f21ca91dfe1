#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace omactl {

/// Where omactl's own parts may lie, best first: beside the program (`bin/../libexec/omactl`), whether it
/// was moved as a whole or stands in the tree that it is built in, else where it was installed.
std::vector<std::string> libexec_places(std::string_view name);
std::vector<std::string> data_places(std::string_view name);

/// The first of the places where something is. Throws Fault::internal, naming all of them, when nothing is.
std::string find_part(std::vector<std::string> const &places);

}  // namespace omactl
