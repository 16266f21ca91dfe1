#include "cmd/redis_relief.hpp"

#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/operation/engine.hpp"

namespace omactl::cli {

namespace {

/// A size as an option's value: 14GiB.
struct Size {
    std::uint64_t bytes = 0;
};

}  // namespace

template <> struct Value<Size> {
    static Size from(std::string_view text) { return {parse_size(text)}; }
    static std::string text(Size value) { return human_bytes(value.bytes); }
};

}  // namespace omactl::cli

namespace omactl::cmd {

namespace {

struct ReliefOptions {
    std::optional<cli::Size> maxmemory;
    bool purge = false;
    std::optional<std::string> drop;
    std::optional<std::int64_t> db;
};

Fault relief(ReliefOptions const &o, Session &session)
{
    auto const count = (o.maxmemory ? 1 : 0) + (o.purge ? 1 : 0) + (o.drop ? 1 : 0);
    if (count > 1)
        throw Error{Fault::usage, "one at a time: each has a plan and a verdict of its own",
                    "omactl redis relief    (shows what each would bring)"};
    if (o.db && !o.drop) throw Error{Fault::usage, "--db says whose keys --drop takes", "--drop PREFIX --db N"};
    if (o.maxmemory) return op::carry_out(plan_limit(o.maxmemory->bytes, session), session);
    if (o.purge) return op::carry_out(plan_purge(session), session);
    if (o.drop) {
        DropWish wish{*o.drop, std::nullopt};
        if (o.db) wish.db = static_cast<int>(*o.db);
        return op::carry_out(plan_drop(wish, session), session);
    }
    auto const report = relief_report(session);
    cli::show(report, session.context());
    return report.fault;
}

constexpr cli::Param k_params[] = {
    cli::param<&ReliefOptions::maxmemory>("--maxmemory", "SIZE", "Raise the limit, until Redis restarts: 14GiB"),
    cli::param<&ReliefOptions::purge>("--purge", "", "Let the allocator give back what nobody uses"),
    cli::verbatim_param<&ReliefOptions::drop>("--drop", "PREFIX", "Take keys that begin so into the archive: cache:"),
    cli::param<&ReliefOptions::db>("--db", "N", "Database of --drop, if not the address's"),
};
constexpr cli::Example k_examples[] = {
    {"omactl redis relief", "what could be had at once, and what each would bring"},
    {"omactl redis relief --maxmemory 14GiB --reason 'until the reindex is done'", "undo puts the old limit back"},
    {"omactl redis relief --purge", "memory that is free already, back to the system"},
    {"omactl redis relief --drop cache: --dry-run", "how many keys, and how much; undo brings them back"},
};
Action<ReliefOptions> const g_relief{
    {.path = "redis relief",
     .kind = cli::Kind::change,
     .summary = "Get memory back at once, before any restart",
     .details =
         "Without an option it only asks, and shows what each of them would bring. --drop keeps the keys in the\n"
         "archive first, and takes away only what is still as it was kept; `omactl undo` brings them back, with\n"
         "their expiries, where nothing else has come in their place. A server that refuses CONFIG is told.",
     .params = k_params,
     .examples = k_examples,
     .change_switch = "--maxmemory|--purge|--drop"},
    relief};

}  // namespace

}  // namespace omactl::cmd
