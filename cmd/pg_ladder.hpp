#pragma once

#include "lib/cli/command.hpp"
#include "lib/core/time.hpp"
#include "lib/operation/plan.hpp"
#include "lib/pg/kill.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

/// How backends are ended: one way after the other, each with the time that it is given.
struct Ladder {
    struct Rung {
        pg::How how;
        Millis wait;
    };
    std::vector<Rung> rungs{{pg::How::cancel, Millis{5'000}}, {pg::How::terminate, Millis{10'000}}};

    bool has(pg::How how) const;
    Millis wait_of(pg::How how) const;  ///< 0 when it isn't there
    /// The first rung that does anything for this backend: cancelling an idle transaction does not.
    /// nullopt: none.
    std::optional<pg::How> first_for(pg::Backend const &backend) const;
};
std::string_view name_of(pg::How how);  ///< "cancel", "terminate"
std::string text_of(Ladder const &ladder);
Ladder ladder_from(std::string_view text);  ///< "cancel:5s,terminate:10s"; throws usage

}  // namespace omactl::cmd

namespace omactl::cli {

template <> struct Value<cmd::Ladder> {
    static cmd::Ladder from(std::string_view text) { return cmd::ladder_from(text); }
    static std::string text(cmd::Ladder const &ladder) { return cmd::text_of(ladder); }
};

}  // namespace omactl::cli
