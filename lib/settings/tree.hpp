#pragma once

#include "lib/settings/scan.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::settings {

/// Walks a tree in the order of its names and hands over each file that is Ruby: its path as seen from `path`, and its
/// bytes. What can't be read, or holds code that isn't read, goes into `unread`. Throws not_found.
void each_ruby_file(std::string const &path, ScanOptions const &options, std::vector<Unread> &unread,
                    std::function<void(std::string const &name, std::string_view bytes)> const &take);

}  // namespace omactl::settings
