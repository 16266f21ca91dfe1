#pragma once

#include "cmd/queue_target.hpp"
#include "lib/operation/operation.hpp"

#include <memory>
#include <string_view>

namespace omactl::cmd {

/// What operations on a Redis have in common whose first write is all there is to keep in mind: until
/// the service has a record nothing has happened, and afterwards the way leads forward only.
class OnRedis : public op::Operation {
public:
    using Operation::Operation;
    std::unique_ptr<Guard> guard(op::Plan const &plan, op::World &world) const override
    {
        return redis_guard(plan, world);
    }
    void recheck(op::Plan const &plan, op::World &world) const override { recheck_server(plan, session_of(world)); }
    bool put_back(op::Run &run) const override { return !run.guard.record(); }
    void settle(op::Run &) const override {}
};

/// One script does it all, so there is nothing between before and after.
class OneStep : public OnRedis {
public:
    using OnRedis::OnRedis;
    op::Taken probe(std::string_view, op::Run &run) const override
    {
        return run.guard.record() ? op::Taken::yes : op::Taken::no;
    }
};

/// One step of many scripts, each of which remembers how far it came; the last marks the record as over.
class Piecewise : public OnRedis {
public:
    using OnRedis::OnRedis;
    op::Taken probe(std::string_view, op::Run &run) const override
    {
        auto const record = run.guard.record();
        if (!record) return op::Taken::no;
        return record->field("over") == "1" ? op::Taken::yes : op::Taken::partly;
    }
};

}  // namespace omactl::cmd
