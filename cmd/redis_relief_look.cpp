#include "cmd/queue_target.hpp"
#include "cmd/redis_connect.hpp"
#include "cmd/redis_own_keys.hpp"
#include "cmd/redis_relief.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/prefix.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_prefixes = 5;

/// One thing that could be done.
struct Relief {
    std::string what;          ///< "purge"
    std::uint64_t brings = 0;  ///< about; 0: not known, or nothing
    std::string words;
    std::string command;  ///< "": it can't be done
};

Relief by_purge(keyspace::Info const &info)
{
    auto const bytes = purgeable(info);
    if (bytes == 0) return {"purge", 0, "its allocator keeps nothing that it could give back", ""};
    return {"purge", bytes, "what the allocator keeps and nobody uses", "omactl redis relief --purge"};
}

/// Half of what is left of the host; a fork wants the rest.
Relief by_limit(keyspace::Info const &info, keyspace::Facts const &facts)
{
    auto const limit = info.size("maxmemory"), host = info.size("total_system_memory");
    auto const rss = std::max(info.size("used_memory_rss"), limit);
    if (limit == 0) return {"maxmemory", 0, "no limit is set that could be raised", ""};
    if (facts.config_set == keyspace::May::no)
        return {"maxmemory", 0, "this server refuses CONFIG, as managed ones do: its provider raises the limit", ""};
    if (host <= rss) return {"maxmemory", 0, fmt::format("the host has {} in all: no room", human_bytes(host)), ""};
    auto const room = (host - rss) / 2;
    return {"maxmemory", room,
            fmt::format("a limit above {}; the host has {} in all, for others and for a fork too", human_bytes(limit),
                        human_bytes(host)),
            fmt::format("omactl redis relief --maxmemory {}MiB", (limit + room) / (1024 * 1024))};
}

bool is_precious(std::string const &prefix, Session &session)
{
    try {
        refuse_precious(prefix, session);
        return false;
    } catch (Error const &e) {
        if (e.fault() != Fault::declined) throw;
        return true;
    }
}

std::vector<Relief> by_drop(keyspace::Facts const &facts, Session &session)
{
    std::vector<Relief> all;
    for (auto const &look : keyspace::sample_prefixes(session.redis(), facts, own_keys(session), k_prefixes + 3)) {
        if (all.size() == k_prefixes || is_precious(look.prefix, session)) continue;
        auto const share = percent(static_cast<double>(look.with_expiry), static_cast<double>(look.sampled));
        all.push_back({"drop", look.bytes(),
                       fmt::format("about {} of {}, {} of them with an expiry{}", counted(look.keys, "key"),
                                   printable(look.prefix), share, look.with_expiry == 0 ? ": no cache, mostly" : ""),
                       fmt::format("omactl redis relief --drop {}", shell_quoted(look.prefix))});
    }
    return all;
}

std::string head_of(Server const &server, keyspace::Info const &info)
{
    auto const limit = info.size("maxmemory");
    return fmt::format("{}: {} used{}, RSS {}\n", server.describe(), human_bytes(info.size("used_memory")),
                       limit > 0 ? " of " + human_bytes(limit) : ", no limit set",
                       human_bytes(info.size("used_memory_rss")));
}

cli::Report report_of(std::vector<Relief> const &all, std::string head)
{
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"BRINGS", true}, {"BY", false, true}, {"", false, true}}, {}};
    for (auto const &one : all) {
        report.data.push_back({{"what", one.what},
                               {"brings_bytes", one.brings},
                               {"message", one.words},
                               {"command", one.command.empty() ? cli::Json{} : cli::Json(one.command)}});
        table.rows.push_back({one.brings > 0 ? human_bytes(one.brings) : "-", one.words, one.command});
    }
    report.blocks.emplace_back(std::move(head));
    report.blocks.emplace_back(std::move(table));
    return report;
}

}  // namespace

cli::Report relief_report(Session &session)
{
    auto const info = keyspace::Info::ask(session.redis());
    auto const facts = keyspace::ask_facts(session.redis());
    std::vector<Relief> all{by_purge(info), by_limit(info, facts)};
    if (facts.role != "slave" && !facts.cluster)
        for (auto &one : by_drop(facts, session)) all.push_back(std::move(one));
    auto report = report_of(all, head_of(ask_server(session.redis()), info));
    report.blocks.emplace_back(keyspace::estimate_fork(facts).words + "\n");
    return report;
}

}  // namespace omactl::cmd
