#include "cmd/queue_unique.hpp"

#include "lib/core/interrupt.hpp"
#include "lib/queue/list.hpp"

namespace omactl::cmd {

UniqueWork::UniqueWork(redis::Connection &redis, queue::Layout const &layout, std::vector<std::string> const &queues)
    : m_active(true)
{
    for (auto const &name : queues) {
        auto const list = layout.queue(name);
        auto const length = redis.call({"LLEN", list}).integer();
        queue::read_list(redis, list, layout.oldest_left(), 0, length, [&](std::string_view payload) {
            is_new(name, payload);
            return interrupt_signal() == 0;
        });
        throw_if_interrupted();
    }
}

bool UniqueWork::is_new(std::string const &queue, std::string_view payload)
{
    if (!m_active) return true;
    auto const job = queue::read_job(payload);
    return !job.well_formed || m_works[queue].insert(queue::work_of(m_printer, job)).second;
}

}  // namespace omactl::cmd
