#pragma once

#include "cmd/session.hpp"
#include "lib/operation/engine.hpp"
#include "lib/operation/plan.hpp"
#include "lib/queue/layout.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace omactl::cmd {

/// Record number, destination, job, and the record that the job came from: "" when there is none, or
/// when the job's bytes tell how it read.
using EachPushed = std::function<void(std::int64_t, std::string_view, std::string_view, std::string_view)>;
/// Walks through what an operation pushed, as far as `bits` say so.
void each_pushed(op::Plan const &plan, Session &session, std::string_view bits, EachPushed const &each);

/// The queue that jobs of a `queue move` came from; "" when they came from elsewhere.
std::string home_of(op::Plan const &pushed);
/// How a moved job reads in this queue.
std::string moved_home(std::string_view job, std::string_view home, queue::Layout const &layout);

/// Why jobs that left their queue since are not taken back.
constexpr std::string_view k_gone_since = "had been taken by workers, or moved, since";
/// How an undo ended that takes back what an operation pushed; `why_gone` is said of those that it could not.
op::Outcome took_back(op::Run &run, std::string_view why_gone);

}  // namespace omactl::cmd
