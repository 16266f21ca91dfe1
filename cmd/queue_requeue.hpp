#pragma once

#include "cmd/queue_wire.hpp"
#include "cmd/session.hpp"
#include "lib/cli/values.hpp"
#include "lib/operation/plan.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

/// `20%` as an option's value.
struct Percent {
    std::int64_t value = 0;
};

struct RequeueOptions {
    std::optional<std::string> queue;
    std::optional<std::string> from, to, klass, error, since;
    bool all = false, unique = false;
    std::optional<std::int64_t> first, max_length;
    std::optional<cli::Rate> rate;
    Millis stall{300'000};
    std::optional<std::int64_t> canary;
    std::optional<Millis> wait;
    std::optional<Percent> abort_if_refail;
};

/// The writes of a requeue, canaries first when they are asked for; `give` adds those that push.
std::vector<std::string> requeue_wire(RequeueOptions const &options, queue::Layout const &layout,
                                      std::string const &list, std::function<void(WireText &)> const &give);

/// Puts back jobs that an operation's archive keeps.
op::Plan plan_from_archive(RequeueOptions const &options, std::string_view archive_id, Session &session);
/// Puts back jobs from Resque's `failed`, or from one of Sidekiq's sorted sets.
op::Plan plan_from_failed(RequeueOptions const &options, std::string const &set, Session &session);

}  // namespace omactl::cmd

namespace omactl::cli {

template <> struct Value<cmd::Percent> {
    static cmd::Percent from(std::string_view text);  ///< throws Fault::usage outside 1 to 100
    static std::string text(cmd::Percent const &percent);
};

}  // namespace omactl::cli
