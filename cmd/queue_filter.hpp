#pragma once

#include "lib/operation/plan.hpp"
#include "lib/queue/selection.hpp"

namespace omactl::cmd {

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
