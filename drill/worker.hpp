#pragma once

#include "drill/order.hpp"

namespace omactl::drill {

/// A worker as Resque's: registers itself, gives a sign every second, honours `pause-all-workers`, keeps
/// the job in hand in worker:ID, and writes each payload that it has done as a line behind the file
/// `done`, which no trouble of Redis reaches. A job that a broken connection meets goes to `failed`. Ends
/// with a TERM, or when who started it is gone.
/// Source: resque lib/resque/{worker,data_store,job}.rb.
int work(WorkerOrder const &order, Clock &clock);

}  // namespace omactl::drill
