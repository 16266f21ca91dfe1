#pragma once

#include "cmd/session.hpp"
#include "lib/operation/operation.hpp"
#include "lib/queue/orphans.hpp"

#include <cstdint>
#include <vector>

namespace omactl::cmd {

/// Why a job that a worker holds can't be moved, "" when it can.
std::string why_left(queue::Worker const &worker, queue::Held const &held);
/// A job that can be, frozen.
queue::Orphan orphan_of(queue::Worker const &worker, queue::Held const &held);

op::Json to_json(std::vector<queue::Orphan> const &orphans);
std::vector<queue::Orphan> orphans_from(op::Json const &json);

/// How many of them, from `first` on, one script takes: not too many, nor too many bytes.
std::size_t batch_of(std::vector<queue::Orphan> const &orphans, std::size_t first);
std::int64_t batches_of(std::vector<queue::Orphan> const &orphans);
inline std::vector<queue::Orphan> slice(std::vector<queue::Orphan> const &orphans, std::size_t first, std::size_t count)
{
    auto const begin = orphans.begin() + static_cast<std::ptrdiff_t>(first);
    return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

/// The reverse of `workers orphans --requeue`.
op::Plan plan_unorphan(op::Plan const &requeued, Session &session);

}  // namespace omactl::cmd
