#pragma once

#include "lib/core/environ.hpp"
#include "lib/core/file.hpp"
#include "lib/process/process.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <list>
#include <optional>
#include <string>
#include <vector>

#include "drill/ledger.hpp"
#include "drill/order.hpp"

namespace omactl::drill {

/// A private folder that goes when its owner does, however that ends: a process of its own waits for the
/// end and removes what is left.
class Lair {
public:
    Lair();
    ~Lair();
    std::string const &path() const { return m_folder.path(); }

private:
    sandbox::Folder m_folder;
    Fd m_alive;  ///< the pipe whose other end the janitor reads
    std::optional<process::Child> m_janitor;
};
/// What that process does: waits until nobody holds the pipe's other end, then removes the folder.
int clean_behind(std::string const &folder, int pipe);

/// Real servers with the environment `sandbox` that points an omactl at them, and worker processes. All of
/// it lies in one folder and ends with this.
class Ground {
public:
    /// `services`: what a page needs. Throws not_found, with the line that installs it, when a server is
    /// missing; usage for a service that no sandbox has.
    Ground(std::string omactl, std::vector<std::string> const &folders, std::vector<std::string> const &services,
           Environ const &variables, Clock &clock);

    std::string const &folder() const { return m_lair.path(); }
    std::string config_path() const { return folder() + "/config.toml"; }
    /// An omactl in this environment, which dies with us.
    process::Start omactl(std::vector<std::string> const &words) const;
    /// For anything else that works here: omactl is in its PATH.
    std::vector<std::string> variables() const;

    redis::Connection &redis() { return *m_redis; }
    void restart(std::string const &service);
    void sleep(Millis span);  ///< throws when somebody wants to leave

    void push(std::string const &queue, std::vector<std::string> const &payloads);
    WorkerOrder worker_order(std::vector<std::string> queues) const;
    /// A worker process; returns it once it has registered itself.
    process::Child &hire(WorkerOrder const &order);
    /// Waits until that worker holds a job, kills it and makes its last sign so old.
    void kill(process::Child &worker, Millis ago);
    std::uintmax_t done_bytes() const;

    Accounts accounts();
    /// Until all that waits is worked off, or nothing moves any more; at most so long.
    void await_rest(Millis limit);

private:
    void write_config(std::vector<std::string> const &folders);
    std::string worker_id(process::Child const &worker);
    template <class Condition> bool await(Condition const &holds, Millis limit);

    Lair m_lair;
    Clock &m_clock;
    Environ const &m_environ;
    std::string m_omactl;
    queue::Layout m_layout;
    std::optional<sandbox::RedisServer> m_server;
    std::optional<redis::Connection> m_redis;
    std::list<process::Child> m_workers;
    Books m_books;
};

}  // namespace omactl::drill
