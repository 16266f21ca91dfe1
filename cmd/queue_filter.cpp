#include "cmd/queue_filter.hpp"

#include "cmd/queue_failures.hpp"

#include <memory>

namespace omactl::cmd {

Leaves leaves_of(op::Plan const &plan, std::int64_t total)
{
    if (plan.detail.contains("failures")) {
        auto filter = failure_filter_from(plan.detail.at("failures"));
        if (filter.everything()) return [](std::string_view) { return true; };
        return [matcher = std::make_shared<FailureMatcher>(std::move(filter))](std::string_view record) {
            return matcher->matches(queue::read_failure(record));
        };
    }
    return [selector = std::make_shared<queue::Selector>(filter_of(plan), total)](std::string_view job) {
        return selector->leaves(job);
    };
}

std::string predicate_of(op::Plan const &plan)
{
    return plan.detail.contains("failures") ? failure_filter_from(plan.detail.at("failures")).describe()
                                            : filter_of(plan).describe();
}

}  // namespace omactl::cmd
