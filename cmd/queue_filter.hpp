#pragma once

#include "lib/operation/plan.hpp"
#include "lib/queue/selection.hpp"

#include <cstdint>
#include <functional>
#include <string_view>

namespace omactl::cmd {

/// Says of each element of a list, from the oldest on, whether it leaves.
using Leaves = std::function<bool(std::string_view)>;
/// By what a plan of queue.clear froze: a filter of jobs, or of failure records. `total`: length of the list.
Leaves leaves_of(op::Plan const &plan, std::int64_t total);
/// The same in words: "class RefreshSite, duplicates".
std::string predicate_of(op::Plan const &plan);

/// A filter inside a plan's detail.
inline op::Json to_json(queue::Filter const &f)
{
    return {{"class", f.klass},
            {"where", f.where},
            {"malformed", f.malformed},
            {"duplicates", f.duplicates},
            {"keep_newest", f.keep_newest},
            {"before", f.before},
            {"first", f.first}};
}

inline queue::Filter filter_of(op::Plan const &plan)
{
    auto const &j = plan.detail.at("filter");
    queue::Filter f;
    j.at("class").get_to(f.klass);
    j.at("where").get_to(f.where);
    j.at("malformed").get_to(f.malformed);
    j.at("duplicates").get_to(f.duplicates);
    j.at("keep_newest").get_to(f.keep_newest);
    f.before = j.value("before", std::int64_t{0});
    f.first = j.value("first", std::int64_t{0});
    return f;
}

}  // namespace omactl::cmd
