#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace omactl::queue {

/// A raw JSON value with what may be customers' data hidden: texts become "…"; numbers, names of
/// members and the shape stay, since they tell one job from another. Cut behind about `limit` bytes,
/// with a "…". What is no JSON is "…" alone.
std::string masked(std::string_view raw, std::size_t limit);

}  // namespace omactl::queue
