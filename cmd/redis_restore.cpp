#include "cmd/redis_restore.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/redis_dump_file.hpp"
#include "cmd/redis_target.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"
#include "lib/redis/refusal.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace omactl::cmd {

namespace {

struct RestoreOptions {
    std::string file;
    bool replace = false;
    std::optional<std::string> match;
    std::optional<std::int64_t> db, into;
};

RestoreWish wish_of(RestoreOptions const &o)
{
    RestoreWish wish{std::filesystem::absolute(o.file).lexically_normal(), o.replace, o.match.value_or(""), {}, {}};
    if (o.db) wish.only_db = static_cast<int>(*o.db);
    if (o.into) wish.into = static_cast<int>(*o.into);
    return wish;
}

/// Who would take the keys, and can it?
void need_taker(Server const &server, keyspace::Facts const &facts, config::RedisService const &service)
{
    if (facts.cluster)
        throw Error{Fault::failed, "this is a Redis Cluster, whose keys are on several servers: not supported"};
    need_master(server, service);
    if (facts.restore == keyspace::May::no)
        throw Error{Fault::denied, fmt::format("{} refuses RESTORE to this user", server.describe()),
                    "a user whose ACL allows +restore"};
}

void need_version(keyspace::Checked const &file, keyspace::Facts const &facts)
{
    if (facts.rdb_version == 0 || file.rdb_version <= facts.rdb_version) return;
    throw Error{Fault::failed,
                fmt::format("the file is of RDB version {}, and Redis {} takes up to {}", file.rdb_version,
                            facts.version, facts.rdb_version),
                "restore it into a server at least as new as the one that it came from"};
}

// A payload is the least that a key takes.
std::uint64_t new_bytes(RestoreLook const &look)
{
    auto const keys = look.wanted.count();
    if (keys == 0) return 0;
    auto const share = 1 - static_cast<double>(look.about_there()) / static_cast<double>(keys);
    return static_cast<std::uint64_t>(share * static_cast<double>(look.wanted.payload_bytes));
}

void need_memory(RestoreLook const &look, keyspace::Facts const &facts, Session &session)
{
    auto const bytes = new_bytes(look);
    if (facts.maxmemory == 0 || facts.used_memory + bytes <= facts.maxmemory) return;
    throw Error{Fault::declined,
                fmt::format("it would not fit: {} used of {}, and the keys bring {} at least",
                            human_bytes(facts.used_memory), human_bytes(facts.maxmemory), human_bytes(bytes)),
                fmt::format("{} CONFIG SET maxmemory SIZE\nor a part of it: --match GLOB",
                            redis::redis_cli(session.redis().address()))};
}

std::string there_text(RestoreLook const &look, bool replace)
{
    auto const count = look.about_there();
    if (count == 0) return look.exact() ? "none of them" : "none of a sample of them";
    auto const words = fmt::format("{}{} of them: ", look.exact() ? "" : "about ", with_commas(count));
    return words + (replace ? "replaced" : "those that hold the same count as restored, the others stay as they are");
}

std::string left_out_text(RestoreLook const &look)
{
    std::string text;
    auto const add = [&](std::int64_t n, std::string_view what) {
        if (n > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", with_commas(n), what);
    };
    add(look.unmatched, "not asked for");
    add(look.own, "of omactl's and of pauses");
    add(look.expired, "expired since");
    return text;
}

void describe(op::Plan &plan, RestoreWish const &wish, RestoreLook const &look, keyspace::Checked const &file,
              keyspace::Facts const &facts, Session &session)
{
    auto const &environ = session.context().environ;
    plan.lines = {{"redis restore", fmt::format("{} ({}), {} with an expiry", counted(plan.count, "key"),
                                                types_text(look.wanted), with_commas(look.wanted.with_expiry))},
                  {"from", fmt::format("{}, {} of Redis {}, RDB version {}: read to its end, whole",
                                       printable(homely(wish.file, environ)), file.rdb ? "an RDB" : "a dump",
                                       printable(file.version), file.rdb_version)},
                  {"there already", there_text(look, wish.replace)}};
    if (auto const text = left_out_text(look); !text.empty()) plan.lines.emplace_back("left out", text);
    auto const limit = facts.maxmemory > 0 ? "of " + human_bytes(facts.maxmemory) : std::string{"and no limit set"};
    plan.lines.emplace_back("memory", fmt::format("{} used {}; the keys bring {} at least",
                                                  human_bytes(facts.used_memory), limit, human_bytes(new_bytes(look))));
    if (facts.maxmemory > 0 && facts.policy != "noeviction")
        plan.lines.emplace_back("", fmt::format("it evicts keys when it is full ({})", printable(facts.policy)));
    plan.wire = {fmt::format("RESTORE KEY EXPIRY PAYLOAD{}{}    ({})", wish.replace ? " REPLACE" : "",
                             look.wanted.with_expiry > 0 ? " [ABSTTL]" : "", counted(plan.count, "time"))};
    if (!wish.replace) plan.wire.emplace_back("RESTORE, DEL of a name beside a key that is there, to compare them");
    if (look.wanted.in_pieces > 0)
        plan.wire.push_back(fmt::format("RPUSH, SADD, HSET, ZADD, SETRANGE beside, then RENAME    ({})",
                                        counted(look.wanted.in_pieces, "big key")));
}

void promise(op::Plan &plan, RestoreWish const &wish, Session &session)
{
    if (!wish.replace) return plan.has_no_undo("later nothing tells what it has added from what others have written");
    plan.archive = session.archive_folder() + "/" + plan.id + ".keys";
    plan.lines.emplace_back("replaced", fmt::format("{} keeps them as they are now",
                                                    printable(homely(plan.archive, session.context().environ))));
    plan.has_no_undo("what it replaces comes back with `omactl redis restore FILE --replace` of that file");
}

op::Plan plan_restore(RestoreOptions const &o, Session &session)
{
    auto plan = op::begin_plan(session, k_restore_operation, k_restore_version, "redis");
    auto const wish = wish_of(o);
    auto const file = keyspace::check_file(wish.file);
    auto const server = ask_server(session.redis());
    auto const facts = keyspace::ask_facts(session.redis());
    need_taker(server, facts, *session.environment().redis);
    need_version(file, facts);
    auto const look = look_at_restore(wish, file.tally.count(), session);
    need_memory(look, facts, session);
    plan.service = server.describe();
    plan.detail = {{"run_id", server.run_id}, {"wish", wish.to_json()}, {"file", file_identity(wish.file)}};
    plan.detail["databases"] = cli::Json::array();
    for (auto const &[db, counts] : look.wanted.keys) plan.detail["databases"].push_back(wish.target(db));
    plan.before = {{"keys", facts.keys()}};
    plan.count = look.wanted.count();
    plan.ask = op::Ask::the_name;
    plan.steps = wish.replace ? std::vector<std::string>{"keep", "restore"} : std::vector<std::string>{"restore"};
    describe(plan, wish, look, file, facts, session);
    promise(plan, wish, session);
    plan.nothing = fmt::format("{} holds no key to restore ({}).", printable(o.file),
                               left_out_text(look).empty() ? "it is empty" : left_out_text(look));
    plan.question = fmt::format("Restore {} into Redis in {}.", counted(plan.count, "key"), plan.env);
    return plan;
}

constexpr cli::Param k_params[] = {
    cli::param<&RestoreOptions::file>("file", "", "A dump of `redis dump`, or any RDB", cli::Complete::files),
    cli::param<&RestoreOptions::replace>("--replace", "", "Replace keys that are there; they are kept first"),
    cli::verbatim_param<&RestoreOptions::match>("--match", "GLOB", "Only keys whose names match, as KEYS has it"),
    cli::param<&RestoreOptions::db>("--db", "N", "Only keys of this database of the file"),
    cli::param<&RestoreOptions::into>("--into", "N", "Put all of them into this database"),
};
constexpr cli::Example k_examples[] = {
    {"omactl redis restore before-restart.dump --dry-run", "what would come back, and what is there already"},
    {"omactl redis restore before-restart.dump --match 'settings*'", "some of it"},
    {"omactl redis restore dump.rdb --into 5", "look at an old RDB, beside what lives"},
};
Action<RestoreOptions> const g_restore{
    {.path = "redis restore",
     .kind = cli::Kind::change,
     .summary = "Bring back keys from a dump or an RDB",
     .details =
         "Reads the file to its end first: a damaged one restores nothing. Expiries are absolute: a key whose time\n"
         "is over stays away. What is there with the same content is left alone, so that it can be repeated; what\n"
         "holds something else stays too, unless --replace. omactl's own keys and pauses are never restored.",
     .params = k_params,
     .examples = k_examples},
    [](RestoreOptions const &o, Session &session) { return op::carry_out(plan_restore(o, session), session); }};

}  // namespace

}  // namespace omactl::cmd
