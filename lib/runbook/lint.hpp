#pragma once

#include "lib/runbook/page.hpp"
#include "lib/runbook/words.hpp"

#include <optional>
#include <string>
#include <vector>

namespace omactl::runbook {

/// All that is wrong with a page, by line: its form, and each of its commands against the commands that
/// there are. Contacts nobody.
std::vector<Problem> lint(Page const &page);

/// The same for one run: with these values in place instead of samples.
std::vector<Problem> lint(Page const &page, Values const &values);

/// The values of a run: what was set, else the presets. Throws Fault::usage for an unknown name (with the
/// nearest), a value of the wrong form, and a parameter that has none.
Values values_for(Page const &page, std::vector<std::string> const &settings);

/// A page's command (in a line, with its leading `omactl`, or in an attribute) as words for omactl.
/// Throws Fault::usage.
std::vector<std::string> words_of(std::string_view command, Values const &values);

/// The service that a command with this path asks, as a page's `needs` names it; "": none that it must name.
std::string_view service_asked_by(std::string_view path);

/// Does the line, as words, change something?
bool changes_something(std::vector<std::string> const &words);

}  // namespace omactl::runbook
