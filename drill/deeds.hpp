#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "drill/scenario.hpp"

namespace omactl::drill {

class Ground;

/// Is it a deed that there is, with fields that it has, each readable? Throws Fault::usage.
void check(Deed const &deed);
/// Does it. Returns what was done, as a sentence for the engineer. Throws Fault::found when what it
/// watches is not so.
std::string perform(Deed const &deed, Ground &ground);

/// Throws Fault::usage: what is wrong at a place of a drill, and the nearest right word.
[[noreturn]] void refuse(std::string const &place, std::string_view message, std::vector<std::string> const &near);

}  // namespace omactl::drill
