// What is done before a restart: counted, dumped, saved.

#include "cmd/redis_connect.hpp"
#include "cmd/redis_dump_method.hpp"
#include "cmd/redis_dump_restore.hpp"
#include "cmd/redis_fence.hpp"
#include "cmd/redis_own_keys.hpp"
#include "cmd/redis_save.hpp"
#include "lib/core/file.hpp"
#include "lib/core/fingerprint.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/dump.hpp"
#include "lib/keyspace/rdb_fetch.hpp"
#include "lib/operation/noted.hpp"
#include "lib/process/process.hpp"

#include <fmt/format.h>

#include <unordered_set>

namespace omactl::cmd {

namespace {

constexpr Millis k_check_limit{3'600'000};
constexpr char k_changes[] = "changes";

/// Called all the time while something long is done.
void stay_alive(op::Run &run)
{
    run.guard.beat();
    if (run.plan.detail.at("fence").get<bool>()) hold_writes(run);
    throw_if_interrupted();
}

// --- dumped --------------------------------------------------------------------------------------

void dump_by_replication(op::Run &run)
{
    auto const redis = redis_connector(session_of(run.world))(0);
    run.progress.emplace(run.world.context(), "dump KiB", 0);
    keyspace::fetch_rdb(run.plan.archive, *redis, [&](keyspace::RdbProgress const &at) {
        run.progress->at(static_cast<std::int64_t>(at.bytes / 1024));
        stay_alive(run);
    });
}

void dump_by_keys(op::Run &run, keyspace::Facts const &facts)
{
    auto &session = session_of(run.world);
    keyspace::DumpOptions options;
    options.exclude = own_keys(session);
    options.load = gentle_load(0, session);
    options.resume = false;  // an earlier one is of another time
    run.progress.emplace(run.world.context(), "dump", facts.keys());
    auto const result = keyspace::dump(run.plan.archive, facts, redis_connector(session), run.world.context().clock,
                                       options, [&](keyspace::DumpProgress const &at) {
                                           run.progress->at(at.keys);
                                           stay_alive(run);
                                       });
    if (result.left_out.empty()) return;
    throw Error{Fault::failed,
                fmt::format("'{}' can't be dumped ({}), so nothing is restarted",
                            printable(result.left_out.front().key), printable(result.left_out.front().why))};
}

/// redis-check-rdb's opinion, where it is installed and knows this version.
void check_by_redis(std::string const &file, op::Run &run)
{
    auto const program = process::find_program("redis-check-rdb");
    if (!program) return;
    process::Start start;
    start.argv = {*program, file};
    auto const ended = process::run(start, k_check_limit, [&] {
        try {
            stay_alive(run);
        } catch (Error const &) {
            // It is looked at again as soon as this is over.
        }
    });
    if (ended.status == 0 || ended.out.find("RDB format version") != std::string::npos) return;
    throw Error{Fault::failed, fmt::format("redis-check-rdb says that the dump is damaged: {}",
                                           printable(trim(ended.out.substr(0, 300))))};
}

// --- and each key that was counted is in the dump ------------------------------------------------

using Names = std::unordered_set<Fingerprint, FingerprintHash>;

std::int64_t not_in_dump(keyspace::Census const &census, std::string const &file, Instant now)
{
    Fingerprinter const hash;
    Names wanted;
    for (auto const &key : census.keys)
        if (key.expiry == 0 || key.expiry > now.time_since_epoch().count())
            wanted.insert(hash.of(std::to_string(key.db), census.name(key)));
    auto const source = keyspace::open_source(file);
    keyspace::Record record;
    using Kind = keyspace::Record::Kind;
    while (!wanted.empty() && source->next(record))
        if (record.kind == Kind::whole || record.kind == Kind::end)
            wanted.erase(hash.of(std::to_string(record.db), record.key));
    return std::ssize(wanted);
}

std::int64_t dump(op::Run &run, keyspace::Facts const &facts, keyspace::Census const &census)
{
    auto const &file = run.plan.archive;
    bool const rdb = run.plan.detail.at("rdb").get<bool>();
    make_folders(session_of(run.world).archive_folder());
    if (rdb)
        dump_by_replication(run);
    else
        dump_by_keys(run, facts);
    run.progress.reset();
    auto const meanwhile = [&run] { stay_alive(run); };
    auto const checked = while_held([&file] { return keyspace::check_file(file); }, meanwhile);
    if (rdb) check_by_redis(file, run);
    auto const now = session_of(run.world).context().clock.now() + Millis{60'000};  // clocks differ
    auto const missing = while_held([&] { return not_in_dump(census, file, now); }, meanwhile);
    if (missing > 0 && run.plan.detail.at("fence").get<bool>())
        throw Error{Fault::failed, fmt::format("{} that the server holds {} not in the dump", counted(missing, "key"),
                                               either(missing, "is", "are"))};
    return checked.tally.count();
}

// --- counted -------------------------------------------------------------------------------------

keyspace::Census count_keys(op::Run &run, keyspace::Facts const &facts)
{
    auto &session = session_of(run.world);
    keyspace::CensusOptions options;
    options.one_in = run.plan.detail.at("one_in").get<int>();
    options.exclude = own_keys(session);
    options.load = gentle_load(0, session);
    run.progress.emplace(run.world.context(), "fingerprint", facts.keys() / options.one_in);
    auto census = keyspace::take_census(facts, redis_connector(session), run.world.context().clock, options,
                                        [&](std::int64_t keys) {
                                            run.progress->at(keys);
                                            stay_alive(run);
                                        });
    run.progress.reset();
    if (census.unreadable > 0)
        throw Error{Fault::denied, fmt::format("{} may not be read by this user", counted(census.unreadable, "key")),
                    "a user whose ACL allows ~*: only what can be read can be compared"};
    keyspace::write_census(census_file(run.plan), census);
    return census;
}

std::int64_t changes_of(op::Run &run)
{
    return keyspace::ask_save_state(session_of(run.world).redis()).changes;
}

}  // namespace

std::string census_file(op::Plan const &plan)
{
    return plan.archive + ".census";
}

// Saved first: from then on the server tells how much has changed since, and that must stay nothing.
void keep_redis(op::Run &run)
{
    auto &session = session_of(run.world);
    recheck_server(run.plan, session);
    bool const fenced = run.plan.detail.at("fence").get<bool>();
    if (fenced && !hold_writes(run))
        throw Error{Fault::denied, "the server refuses CLIENT PAUSE, so others would go on writing while it is counted",
                    "--no-fence: then what they change can't be told from what a restart does"};
    auto const facts = keyspace::ask_facts(session.redis());
    make_folders(session.archive_folder());
    bool const saved = facts.bgsave != keyspace::May::no;
    if (saved) save_at_server(session, [&run] { stay_alive(run); });
    auto const changes = changes_of(run);
    auto const census = count_keys(run, facts);
    auto const in_dump = dump(run, facts, census);
    run.scratch[k_changes] = std::to_string(changes);
    cli::Json const kept{{"keys", facts.keys()},
                         {"counted", census.count()},
                         {"in_dump", in_dump},
                         {"fenced", fenced},
                         {"saved", saved},
                         {"changes", changes},
                         {"rdb", run.plan.detail.at("rdb")}};
    op::noted(run).remember({{"kept", cli::dump(kept)}});
}

std::optional<Kept> kept_before(op::Run &run)
{
    auto const record = run.guard.record();
    auto const text = record ? record->field("kept") : std::string{};
    if (text.empty()) return std::nullopt;
    auto const json = cli::Json::parse(text);
    Kept kept{json.at("keys"), json.at("counted"), json.at("in_dump"), json.at("fenced"),
              json.at("rdb"),  json.at("saved"),   std::nullopt};
    if (auto const writes = record->field("writes before"); !writes.empty()) kept.writes = std::atoll(writes.c_str());
    return kept;
}

void need_still(op::Run &run)
{
    auto const now = changes_of(run);
    auto const since = now - std::atoll(run.scratch[k_changes].c_str());
    if (since < 0) return;  // somebody has saved meanwhile: it counts from there
    op::noted(run).remember({{"writes before", std::to_string(since)}});
    auto const kept = kept_before(run);
    if (since == 0 || !kept || !kept->fenced) return;
    throw Error{Fault::conflict, fmt::format("{} came in though writes were held back", counted(since, "change")),
                "look who writes: redis-cli CLIENT LIST"};
}

}  // namespace omactl::cmd
