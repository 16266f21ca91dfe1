#pragma once

#include <string_view>

namespace omactl::cmd {

/// What carries a plan of plan_drop() out; its undo is an operation of its own.
constexpr std::string_view k_drop_operation = "redis.drop";
constexpr int k_drop_version = 1;

}  // namespace omactl::cmd
