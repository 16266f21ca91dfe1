#pragma once

#include "cmd/session.hpp"
#include "lib/operation/operation.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// How processing is to rest while something else is done.
struct RestWish {
    Millis span{3'600'000};  ///< the pause ends by itself after so long, where the way to pause can
    Millis wait{300'000};    ///< for jobs under way
};

/// Puts a pause of all workers into a plan, as an operation of its own: a hold, with an id of its own, that any
/// machine can end. A pause that stands already is adopted, and stays. Where nothing is worked on, there is none.
void plan_rest(op::Plan &plan, RestWish const &wish, Session &session);
/// The writes that end that pause, as a dry run prints them.
std::vector<std::string> wire_of_end(op::Plan const &plan, Session &session);

/// Pauses, or goes on with it, and waits until nobody works. Throws declined when somebody still does.
void let_rest(op::Run &run);
/// Is the pause of this plan begun, and not ended?
bool is_resting(op::Run &run);
/// Makes it as it was before let_rest(); what it adopted stays. Returns what became of it: "Workers take jobs again".
std::string go_on(op::Run &run);
/// What is to be known of processing when something went wrong: "processing stays paused: …".
std::string rest_text(op::Run &run);

}  // namespace omactl::cmd
