#pragma once

#include "cmd/redis_target.hpp"

#include <string_view>

namespace omactl::cmd {

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
