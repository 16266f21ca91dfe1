#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace omactl::queue {

/// What is shown of payloads, which may hold customers' data, unless they were asked for whole. One
/// rule: numbers, true, false, null, the shape and the names of members stay, since they tell one job
/// from another. Of texts these stay: ids (at most ten digits, a UUID, gid://app/Site/1), points in
/// time, and short identifiers, as `weekly` or `Mail::Digest` are; all others become "…": what has an
/// @, a blank or a dot in it, one capitalised word (it may be a name), what is long or has many digits
/// (it may be a token), and whatever stands under a member that is called password, token, name,
/// e-mail and the like. Its result is well-formed JSON, cut behind about `limit` bytes, where "…"
/// stands for the rest. What is no JSON is "… (N bytes)", unless it is such an identifier.
std::string masked(std::string_view raw, std::size_t limit);

/// The same of a job, or of a failure record with its job, as it is kept: besides, what a framework
/// itself writes stays (class, queue, jid, times, the error), and hides in ActiveJob's wrapper only
/// what stands in `arguments`.
std::string masked_job(std::string_view bytes, std::size_t limit);

}  // namespace omactl::queue
