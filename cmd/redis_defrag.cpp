#include "cmd/redis_config.hpp"
#include "cmd/redis_health.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/info.hpp"
#include "lib/operation/engine.hpp"
#include "lib/operation/holds.hpp"
#include "lib/operation/journal.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr std::string_view k_parameter = "activedefrag";

struct DefragOptions {
    std::optional<Millis> span;
    bool off = false;
};

/// The open holds of this environment that turned it on.
std::vector<std::string> own_holds(Session &session)
{
    std::vector<std::string> ids;
    auto const now = session.context().clock.now();
    for (auto const &hold : op::open_holds(session.journal().entries(), now))
        if (hold.command == "redis defrag" && hold.env == session.env_name()) ids.push_back(hold.id);
    return ids;
}

std::string fragmentation_text(keyspace::Info const &info)
{
    return fmt::format("RSS {} for {} used; the allocator's own share {}", human_bytes(info.size("used_memory_rss")),
                       human_bytes(info.size("used_memory")), printable(info.text("allocator_frag_ratio")));
}

std::string on_already(Session &session)
{
    auto const ids = own_holds(session);
    if (ids.empty()) return "It defragments already (activedefrag yes), and not by omactl: nothing to do.";
    return fmt::format("It defragments already: omactl holds extend {} --for DUR, or omactl redis defrag --off.",
                       session.journal().shortest(ids.front()));
}

op::Plan plan_defrag(DefragOptions const &o, Session &session)
{
    auto plan = op::begin_plan(session, k_config_change, k_config_change_version, "redis");
    auto const now = config_value(session, k_parameter);
    plan_config(plan, {std::string(k_parameter), now, "yes"}, session);
    if (now == "yes") {
        plan.count = 0;
        plan.nothing = on_already(session);
        return plan;
    }
    auto const info = keyspace::Info::ask(session.redis(), "memory");
    plan.hold = op::Hold{o.span ? rfc3339(session.context().clock.now() + *o.span) : "", ""};
    plan.undo = "turns it off";
    plan.lines = {{"redis defrag", "it moves what it holds together while it works (activedefrag yes)"},
                  {"now", fragmentation_text(info)},
                  {"costs", fmt::format("up to {} % of one processor, from {} on that lie waste",
                                        printable(config_value(session, "active-defrag-cycle-max")),
                                        human_bytes(parse_size(config_value(session, "active-defrag-ignore-bytes"))))},
                  {"may refuse", "a Redis built without its own jemalloc (Debian's); nothing changes then"},
                  {"ends by itself", op::how_it_ends(*plan.hold, session)},
                  {"undo", "omactl redis defrag --off"}};
    plan.question = fmt::format("Let Redis defragment in {}?", plan.env);
    return plan;
}

Fault defrag(DefragOptions const &o, Session &session)
{
    if (o.span && *o.span <= Millis{0}) throw Error{Fault::usage, "--for needs a time above nothing", "--for 30m"};
    if (!o.off) return op::carry_out(plan_defrag(o, session), session);
    if (o.span) throw Error{Fault::usage, "--off ends it; --for says how long it lasts", "one of them"};
    auto const ids = own_holds(session);
    for (auto const &id : ids) op::undo(id, {}, session);
    if (!ids.empty()) return Fault::ok;
    if (config_value(session, k_parameter) == "yes")
        throw Error{Fault::conflict, "it was turned on by somebody else than this machine's omactl",
                    "redis-cli CONFIG SET activedefrag no"};
    if (!session.context().globals.quiet) session.context().io.out("It does not defragment; nothing to do.\n");
    return Fault::ok;
}

constexpr cli::Param k_params[] = {
    cli::param<&DefragOptions::span>("--for", "DUR", "It is to end after so long"),
    cli::param<&DefragOptions::off>("--off", "", "End it"),
};
constexpr cli::Example k_examples[] = {
    {"omactl redis defrag --for 30m", "instead of a restart; `omactl redis status` says when it is enough"},
    {"omactl redis defrag --off", "or by `omactl holds release`"},
};
Action<DefragOptions> const g_defrag{
    {.path = "redis defrag",
     .kind = cli::Kind::change,
     .summary = "Let Redis defragment its memory while it works",
     .details = "Turns activedefrag on, as a hold: it shows in `omactl holds ls`, which moves and ends it, and cron's\n"
                "`holds enforce` ends it in time. Nothing of the data changes; it costs processor time. A Redis built\n"
                "without its own jemalloc refuses it, and says so; there MEMORY PURGE (`omactl redis relief --purge`)\n"
                "and a restart are left.",
     .params = k_params,
     .examples = k_examples},
    defrag};

}  // namespace

}  // namespace omactl::cmd
