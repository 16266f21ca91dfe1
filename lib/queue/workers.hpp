#pragma once

#include "lib/core/time.hpp"
#include "lib/queue/layout.hpp"
#include "lib/redis/connection.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::queue {

/// A job that a worker has taken, as the worker keeps it in Redis while it works:
/// {"queue":…,"run_at":…,"payload":{…}}; Sidekiq has the payload as text, node-resque adds "worker".
struct Held {
    std::string entry;             ///< all of it, byte for byte; "" when only its length was asked for
    std::int64_t bytes = 0;        ///< of the entry
    std::string thread;            ///< Sidekiq's thread id; "" for Resque, whose workers have one job
    std::string queue;             ///< where the job came from; "" when the entry can't be read
    std::optional<Instant> since;  ///< when the work began
    std::size_t at = 0, size = 0;  ///< the raw payload inside the entry; size 0: there is none
    bool copied = false;           ///< node-resque: Redis wrote the payload anew, [] as {}, long numbers rounded

    /// The job's bytes as they stood in the queue, as far as the entry has them. Of a copied entry
    /// args {} are [].
    std::string job() const;
    bool rebuilt() const;   ///< job() is not what stands in the entry: its args were {}
    bool rounded() const;   ///< a copied entry with a number that has lost digits: that is another job
    bool doubtful() const;  ///< a copied entry with an empty object, which may have been an empty array
};
Held read_held(std::string entry);

/// One worker (Resque) or process of workers (Sidekiq), as it has registered itself.
struct Worker {
    std::string id;
    std::string host, pid;            ///< as the id says; "" where it does not
    std::vector<std::string> queues;  ///< as registered: `*`, `high_*` and `!slow` are possible
    std::optional<Instant> started;
    std::optional<Instant> beat;  ///< the last sign of life; nullopt: it gives none, so nothing is known
    std::string beat_bytes;       ///< what the sign was read from: as long as it is the same, no other came
    std::string ping;             ///< node-resque's name for worker:ping:NAME, "" when it is none of these
    bool entry_gone = false;      ///< Sidekiq: listed, but its entry has run out a minute after its last beat
    bool quiet = false;           ///< Sidekiq: takes no more jobs
    std::int64_t threads = 1, busy = 0;
    std::vector<Held> works;
};
/// "host:pid:q1,q2" → host, pid, queues. Names of queues may hold colons.
void read_worker_id(Worker &worker, std::string_view id);
/// Sidekiq's `info` of a process.
void read_process_info(Worker &worker, std::string_view info);

/// ISO 8601, what Ruby's Time#to_s wrote in any of its versions, JavaScript's dates, and seconds or
/// milliseconds since 1970.
std::optional<Instant> lenient_time(std::string_view text);

enum class Detail { signs, jobs };  ///< signs: how long the entries are, not what they hold

/// All workers at one moment of the server's clock.
struct Crew {
    Instant now;
    std::vector<Worker> workers;
    bool all_paused = false;         ///< Resque: pause-all-workers says true, and none takes a job
    bool plugin_paused_all = false;  ///< pause:all stands: for workers that have loaded resque-pause
};

/// Is called for each worker as soon as it is complete, with the server's time; it may cut off what
/// it does not need, so that what all hold together is never in memory.
using EachWorker = std::function<void(Worker &, Instant now)>;

/// Three rounds of pipelined reads however many there are, about 1 MiB under way at a time.
Crew read_crew(redis::Connection &redis, Layout const &layout, Detail detail, EachWorker const &each = {});

/// What is known of a worker's life. `unknown`: it gives no sign, as workers of other languages and
/// old versions don't; nobody may take it for dead.
enum class Life { alive, gone, unknown };
Life life_of(Worker const &worker, Instant now, Millis older_than);

/// Would it take jobs of this queue? As the framework matches: Resque's patterns like File.fnmatch,
/// `!name` takes away what came before it; Sidekiq's names as they are.
bool listens(Worker const &worker, Kind kind, std::string const &queue);

/// Where a Resque worker's own facts stand.
struct WorkerKeys {
    std::string entry, started, processed, failed, ping;
};
WorkerKeys keys_of(Layout const &layout, Worker const &worker);
/// Where a Sidekiq process notes what its threads hold, with each of its beats (every 5 or 10 s): HASH
/// thread → entry, `ID:work` since 6.5, `ID:workers` before (lib/sidekiq/launcher.rb).
struct WorkKeys {
    std::string work, workers;
};
WorkKeys work_keys(Layout const &layout, std::string const &process);
std::string heartbeats(Layout const &layout);  ///< HASH: id → time of its last sign

}  // namespace omactl::queue
