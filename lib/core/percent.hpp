#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace omactl {

/// The bytes that a part of a URL stands for; nullopt when a '%' has no two hex digits behind it.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace omactl
