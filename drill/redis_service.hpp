#pragma once

#include "lib/process/process.hpp"
#include "lib/queue/layout.hpp"
#include "lib/redis/connection.hpp"

#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "drill/redis_ballast.hpp"
#include "drill/redis_keeper.hpp"
#include "drill/redis_ledger.hpp"
#include "drill/redis_marks.hpp"
#include "drill/redis_worker.hpp"
#include "drill/service.hpp"

namespace omactl::drill {

/// Redis with Resque's queues in it, and the workers.
class RedisService final : public Service {
public:
    static constexpr std::string_view k_name = "redis";

    explicit RedisService(Site &site);

    std::string tables() const override;
    void restart() override;
    std::uintmax_t work() const override;
    Accounts settle() override;

    void push(std::string const &queue, std::vector<std::string> const &payloads);
    WorkerOrder worker_order(std::vector<std::string> queues) const;
    /// A worker process; returns it once it has registered itself.
    process::Child &hire(WorkerOrder const &order);
    /// Waits until that worker holds a job, kills it and makes its last sign so old.
    void kill(process::Child &worker, Millis ago);
    /// Fills memory with a cache and deletes most of it here and there; returns how many keys are left.
    std::int64_t scatter(std::int64_t keys, std::int64_t keep);

    /// kill -9, at a moment when no job is in a worker's hands: what those lose is no server's doing.
    void crash();
    /// Restarted with nothing in its folder.
    void empty();
    /// Settings that `omactl settings snapshot` has kept; in the end the job must have run that reloads what the
    /// application has in memory.
    void set_settings(std::int64_t count);
    RedisMarks &marks() { return m_marks; }

private:
    std::string worker_id(process::Child const &worker);
    /// Until all that waits is worked off, or nothing moves any more.
    void come_to_rest();
    JobAccounts count();
    std::string intermission() const { return m_site.folder() + "/intermission"; }

    Site &m_site;
    queue::Layout m_layout;
    RedisKeeper m_keeper;
    redis::Connection m_redis;
    RedisMarks m_marks;
    std::list<process::Child> m_workers;
    Books m_books;
    Ballast m_ballast;
};

}  // namespace omactl::drill
