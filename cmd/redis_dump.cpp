#include "cmd/archive_place.hpp"
#include "cmd/export_file.hpp"
#include "cmd/redis_connect.hpp"
#include "cmd/redis_dump_file.hpp"
#include "cmd/redis_dump_method.hpp"
#include "cmd/redis_own_keys.hpp"
#include "cmd/redis_save.hpp"
#include "cmd/redis_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/progress.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/dump.hpp"
#include "lib/keyspace/rdb_fetch.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace omactl::cmd {

namespace {

struct DumpOptions {
    std::optional<std::string> at, named;
    std::string file;  ///< `named`, which is needed but with --at host
    std::optional<std::int64_t> db;
    std::optional<std::string> method;
    std::optional<cli::Rate> rate;
    std::int64_t connections = 2;
    bool force = false, check = false;
};

constexpr std::uint64_t k_spare = 16 * 1024 * 1024;
constexpr std::size_t k_shown = 20;  // of the keys that are not in it

// A dump is packed; a quarter of what the server uses is little for it.
void need_space(DumpOptions const &o, keyspace::Facts const &facts)
{
    auto const free = free_space(o.file);
    if (free >= facts.used_memory / 4 + k_spare) return;
    throw Error{Fault::failed,
                fmt::format("the server uses {}, and where {} is to lie {} are free", human_bytes(facts.used_memory),
                            printable(o.file), human_bytes(free)),
                "a file on a larger disk"};
}

void say_plan(DumpOptions const &o, DumpMethod const &method, keyspace::Facts const &facts, Session &session)
{
    auto const &context = session.context();
    context.say(fmt::format("Dump of {}, {} in {}\n  method  {}: {}\n  file    {}, {} free; {} used by the server\n",
                            ask_server(session.redis()).describe(), counted(facts.keys(), "key"),
                            counted(std::ssize(facts.databases), "database"), method.rdb ? "rdb" : "keys", method.why,
                            printable(homely(o.file, context.environ)), human_bytes(free_space(o.file)),
                            human_bytes(facts.used_memory)));
    if (!method.rdb)
        context.say("          not of one point in time: what is written meanwhile is in it or not\n");
    else
        context.say("          omactl's own keys and pauses are in it; `redis restore` leaves them out\n");
}

void by_replication(DumpOptions const &o, Session &session, keyspace::DumpResult &result)
{
    session.allow_writes();  // PSYNC is no read; what it costs is the fork that was shown
    auto const redis = redis_connector(session)(0);
    cli::Progress progress{session.context(), "fetch KiB", 0};
    result.bytes = keyspace::fetch_rdb(o.file, *redis, [&](keyspace::RdbProgress const &at) {
        if (at.saving) progress.note("the server saves");
        progress.at(static_cast<std::int64_t>(at.bytes / 1024));
        throw_if_interrupted();
    });
}

void key_by_key(DumpOptions const &o, keyspace::Facts const &facts, Session &session, keyspace::DumpResult &result)
{
    keyspace::DumpOptions options;
    if (o.db) options.databases = {static_cast<int>(*o.db)};
    options.exclude = own_keys(session);
    options.load = gentle_load(o.rate ? o.rate->per_second : 0, session);
    options.load.connections = static_cast<int>(std::max<std::int64_t>(1, o.connections));
    cli::Progress progress{session.context(), "dump", facts.keys()};
    try {
        result = keyspace::dump(o.file, facts, redis_connector(session), session.context().clock, options,
                                [&](keyspace::DumpProgress const &at) {
                                    progress.at(at.keys);
                                    throw_if_interrupted();
                                });
    } catch (Error const &e) {
        if (e.fault() != Fault::interrupted && e.fault() != Fault::terminated) throw;
        throw Error{e.fault(), e.message() + "; what was read stays in " + printable(o.file) + ".part",
                    "the same command goes on with it, while the server is not restarted"};
    }
}

std::string left_out_text(keyspace::DumpResult const &result)
{
    std::string text;
    for (std::size_t i = 0; i < result.left_out.size() && i < k_shown; ++i) {
        auto const &[db, key, why] = result.left_out[i];
        text += fmt::format("NOT in it: {} of database {}: {}\n", printable(key), db, printable(why));
    }
    if (result.left_out.size() > k_shown) text += fmt::format("… and {} more\n", result.left_out.size() - k_shown);
    return text;
}

cli::Report told(DumpOptions const &o, bool rdb, keyspace::DumpResult const &result, keyspace::Checked const &checked,
                 Millis spent)
{
    cli::Report report{to_json(checked.tally), {}, Fault::ok};
    report.data.update({{"file", o.file},
                        {"method", rdb ? "rdb" : "keys"},
                        {"point_in_time", rdb},
                        {"file_bytes", std::filesystem::file_size(o.file)},
                        {"excluded", result.excluded},
                        {"gone", result.gone},
                        {"resumed", result.resumed},
                        {"left_out", cli::Json::array()}});
    for (auto const &[db, key, why] : result.left_out)
        report.data["left_out"].push_back({{"db", db}, {"key", cli::json_bytes(key)}, {"why", why}});
    auto text = fmt::format("Dumped {}, {} of them with an expiry, to {}, {}, in {}; read back: it is whole.\n",
                            counted(checked.tally.count(), "key"), with_commas(checked.tally.with_expiry),
                            printable(o.file), human_bytes(std::filesystem::file_size(o.file)), human_duration(spent));
    if (result.resumed > 0) text += fmt::format("{} were in it already, from before\n", counted(result.resumed, "key"));
    if (result.excluded > 0)
        text += fmt::format("left out on purpose: {} of omactl's and of pauses\n", counted(result.excluded, "key"));
    if (result.gone > 0) text += fmt::format("gone while it was made: {}\n", counted(result.gone, "key"));
    report.blocks.emplace_back(text + left_out_text(result));
    return report;
}

Fault check(DumpOptions const &o, Session &session)
{
    auto const report = check_report(o.file);
    cli::show(report, session.context());
    return report.fault;
}

/// The server's own file, which stays there.
Fault leave_at_host(Session &session)
{
    auto const began = session.context().clock.ticks();
    auto const facts = keyspace::ask_facts(session.redis());
    session.context().say(fmt::format("{} saves {}: {}\n", ask_server(session.redis()).describe(),
                                      counted(facts.keys(), "key"), keyspace::estimate_fork(facts).words));
    session.allow_writes();  // BGSAVE is no read; what it costs is the fork that was shown
    save_at_server(session, throw_if_interrupted);
    bool const known = !facts.dir.empty();
    auto const path = known ? facts.dir + "/" + facts.dbfilename : std::string{};
    auto const spent = std::chrono::duration_cast<Millis>(session.context().clock.ticks() - began);
    cli::Report report{
        {{"file", known ? cli::Json(path) : cli::Json{}}, {"method", "host"}, {"keys", facts.keys()}}, {}, Fault::ok};
    report.blocks.emplace_back(fmt::format(
        "Saved in {}, on the server's host, in {}. Each save replaces it: copy it.\n",
        known ? printable(path) : "its dir, which it doesn't tell (CONFIG GET is refused)", human_duration(spent)));
    cli::show(report, session.context());
    return Fault::ok;
}

bool is_for_host(DumpOptions const &o, Session &session)
{
    if (!o.at) return false;
    if (*o.at != "host") throw Error{Fault::usage, fmt::format("--at knows only host, not '{}'", printable(*o.at))};
    if (o.named || o.db || o.method || o.rate || o.check)
        throw Error{Fault::usage, "--at host is the server's own RDB, in its own place, with all that it holds",
                    "omactl redis dump --at host"};
    if (session.is_readonly())
        throw Error{Fault::declined, "the environment is read-only, and BGSAVE makes the server write"};
    return true;
}

Fault dump(DumpOptions const &wanted, Session &session)
{
    if (is_for_host(wanted, session)) return leave_at_host(session);
    if (!wanted.named) throw Error{Fault::usage, "dump to which file?", "omactl redis dump FILE"};
    auto o = wanted;
    o.file = *wanted.named;
    if (o.check) return check(o, session);
    if (o.file == "-") throw Error{Fault::usage, "a dump is a file, which is read back; stdout is none"};
    refuse_existing(o.file, o.force);
    auto const began = session.context().clock.ticks();
    auto const facts = keyspace::ask_facts(session.redis());
    auto const method = choose_method({o.method.value_or(""), o.file, o.db.has_value(), session.is_readonly()}, facts);
    need_space(o, facts);
    say_plan(o, method, facts, session);
    keyspace::DumpResult result;
    if (method.rdb)
        by_replication(o, session, result);
    else
        key_by_key(o, facts, session, result);
    auto const checked = keyspace::check_file(o.file);
    auto const spent = std::chrono::duration_cast<Millis>(session.context().clock.ticks() - began);
    show_export(told(o, method.rdb, result, checked, spent), o.file, session);
    if (result.left_out.empty()) return Fault::ok;
    throw Error{Fault::partial, fmt::format("{} could not be dumped", counted(std::ssize(result.left_out), "key")),
                "what is in the file is right; do not restart on the strength of it"};
}

constexpr cli::Param k_params[] = {
    cli::param<&DumpOptions::named>("file", "", "Where to", cli::Complete::files),
    cli::one_of(cli::param<&DumpOptions::at>("--at", "PLACE", "host: by BGSAVE, in the server's own place; no FILE"),
                "host"),
    cli::param<&DumpOptions::db>("--db", "N", "Only this database; without it, all that have keys"),
    cli::one_of(cli::param<&DumpOptions::method>("--method", "METHOD",
                                                 "keys: one by one; rdb: as a replica gets them; else what fits"),
                "keys|rdb"),
    cli::param<&DumpOptions::rate>("--rate", "RATE", "At most so many keys a second, 5000/s (keys)"),
    cli::param<&DumpOptions::connections>("--connections", "N", "So many connections read values (keys)"),
    cli::param<&DumpOptions::force>("--force", "", "Write over a file that is there"),
    cli::param<&DumpOptions::check>("--check", "", "Dump nothing: read FILE, and say whether it is whole (0 or 3)"),
};
constexpr cli::Example k_examples[] = {
    {"omactl redis dump before-restart.dump", "all keys, with their expiries; read back when it is written"},
    {"omactl redis dump slow.dump --method keys --rate 5000/s", "gently, one by one, without a fork"},
    {"omactl redis dump --at host", "where it is too large to be fetched: it says where it lies"},
    {"omactl redis dump before-restart.dump --check", "is it whole? no server is asked"},
};
Action<DumpOptions> const g_dump{
    {.path = "redis dump",
     .kind = cli::Kind::read,
     .summary = "Keep all keys of Redis in a file",
     .details =
         "Two methods. rdb: the server forks and sends its RDB, as to a replica: one point in time, and memory for\n"
         "the pages that are written to meanwhile. keys: SCAN and DUMP, for servers that refuse PSYNC or have no\n"
         "room for a fork: not one point in time; it can be interrupted, and the same command goes on with FILE.part.\n"
         "Either is read back from end to end before it is called whole. What could not be read is listed, and the\n"
         "status is 9. `omactl redis restore` takes it back.",
     .params = k_params,
     .examples = k_examples},
    dump};

}  // namespace

}  // namespace omactl::cmd
