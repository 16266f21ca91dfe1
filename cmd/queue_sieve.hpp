#pragma once

#include "lib/operation/operation.hpp"
#include "lib/queue/layout.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

/// Takes some or all jobs out of a queue; an archive keeps them. The list is staged meanwhile.
///     all, for good:  stage → archive → release
///     some:           stage → archive → mask → sift → splice
/// Until release or mask the staged list is whole, so any failure ends in putting it back. Of a plan's
/// detail it needs `list`, `length`, `filter` and `chunk`; `removed` in the record is how many left.
class QueueSieve : public op::Operation {
public:
    std::unique_ptr<Guard> guard(op::Plan const &plan, op::World &world) const override;
    void recheck(op::Plan const &plan, op::World &world) const override;
    void apply(std::string_view step, op::Run &run) const override;
    op::Taken probe(std::string_view step, op::Run &run) const override;
    bool put_back(op::Run &run) const override;
    void settle(op::Run &run) const override;

protected:
    using Operation::Operation;

private:
    /// For the progress bar: "clear".
    virtual std::string_view verb() const = 0;
    /// What becomes of the next `count` staged jobs, before which are `from`. Returns the new `from`.
    virtual std::int64_t sift(op::Run &run, queue::Layout const &layout, std::string_view mask, std::int64_t from,
                              std::int64_t count) const;
    void do_sift(op::Run &run) const;
};

/// Fills in a plan's steps and what a sieve needs of its detail, beside `list` and the filter. `all`: the
/// whole list leaves for good.
void freeze_sieve(op::Plan &plan, std::int64_t length, std::int64_t leaving, std::int64_t bytes, bool all);
/// What such a plan sends; where its detail has `to`, the leavers go to that queue.
std::vector<std::string> sieve_wire(op::Plan const &plan, queue::Layout const &layout);

}  // namespace omactl::cmd
