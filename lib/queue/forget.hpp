#pragma once

#include "lib/queue/layout.hpp"
#include "lib/redis/fenced.hpp"

#include <string>
#include <vector>

namespace omactl::queue {

extern redis::Script const k_forget;

/// The keys in which Redis remembers an operation that is over.
std::vector<std::string> keys_of(Layout const &layout, std::string_view id);

/// Drops these keys. Throws conflict when one of the operations is open again. With the last of them
/// the record says `forgotten`.
void forget(redis::Fenced &guard, std::vector<std::string> const &ids, std::vector<std::string> const &keys, bool last);

}  // namespace omactl::queue
