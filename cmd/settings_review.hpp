#pragma once

#include "cmd/session.hpp"
#include "lib/settings/diff.hpp"
#include "lib/settings/scan.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// What a review goes by: the settings as they are, in the snapshot and by default, and where the code uses them.
struct ReviewSources {
    std::vector<settings::Difference> differences;
    std::vector<settings::Key> code;  ///< none: nobody said where the code is
};

/// Shows them one by one on the terminal and asks what each is to be. Those about which there is nothing to choose are
/// passed over. Throws declined when there is nobody to ask.
std::vector<settings::Change> review_settings(ReviewSources const &sources, Session &session);

}  // namespace omactl::cmd
