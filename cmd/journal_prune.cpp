#include "cmd/journal_prune.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_wire.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/forget.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <set>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_named = 10;  // operations, unless a dry run lists all

struct PruneOptions {
    std::optional<Millis> older_than;
    bool undecided = false;
};

/// A file, or a folder of files.
std::uint64_t size_of(std::string const &archive)
{
    std::error_code gone;
    if (archive.empty()) return 0;
    if (!std::filesystem::is_directory(archive, gone)) {
        auto const size = std::filesystem::file_size(archive, gone);
        return gone ? 0 : size;
    }
    std::uint64_t all = 0;
    for (auto const &entry : std::filesystem::recursive_directory_iterator{archive, gone})
        if (entry.is_regular_file(gone)) all += entry.file_size(gone);
    return all;
}

std::vector<Forgotten> forgotten_of(Old const &old, Session &session)
{
    std::vector<Forgotten> all;
    for (auto const *entry : old.gone) {
        auto const here =
            entry->plan.archive.empty() ? std::nullopt : archive_here(session, entry->plan.archive, entry->id);
        all.push_back({entry->id, layout_in_redis(entry->plan), here.value_or("")});
    }
    return all;
}

std::string line_of(op::Entry const &entry, Forgotten const &one, std::vector<op::Entry> const &all, Instant now)
{
    auto const size = size_of(one.archive);
    auto const ago = now - parse_time(entry.ended).value_or(now);
    return fmt::format("{}  {} {}, {} {} ago{}", op::Journal::shortest(entry.id, all), entry.plan.command,
                       entry.plan.target, op::name_of(entry.state), human_duration(ago),
                       size > 0 ? ", archive " + human_bytes(size) : "");
}

void describe_rest(op::Plan &plan, Old const &old)
{
    auto const say = [&](std::int64_t count, std::string_view why) {
        if (count > 0) plan.lines.emplace_back("stay", fmt::format("{} {}", with_commas(count), why));
    };
    say(old.unfinished, "as old, but not finished: omactl status");
    say(old.undecided, "as old, but their archived jobs are out and nobody has decided: omactl status");
    say(old.held, "as old, but what they hold lasts: omactl holds ls");
    say(old.needed, "as old, but others that stay need them");
}

void describe(op::Plan &plan, Old const &old, std::vector<Forgotten> const &gone, std::vector<op::Entry> const &entries,
              Session &session)
{
    std::uint64_t archived = 0;
    std::int64_t archives = 0;
    for (auto const &one : gone) {
        archived += size_of(one.archive);
        archives += one.archive.empty() ? 0 : 1;
    }
    plan.lines = {{"journal prune", fmt::format("{} {} from the journal, {}", counted(plan.count, "operation"),
                                                either(plan.count, "goes", "go"),
                                                human_bytes(session.journal().bytes_of(ids_of(gone))))},
                  {"", fmt::format("with {}, {}{}", counted(archives, "archive"), human_bytes(archived),
                                   session.has_redis() ? ", and what Redis remembers of them" : "")}};
    auto const now = session.context().clock.now();
    auto const shown = session.context().change.dry_run ? gone.size() : std::min(gone.size(), k_named);
    for (std::size_t i = 0; i < shown; ++i) plan.lines.emplace_back("", line_of(*old.gone[i], gone[i], entries, now));
    if (shown < gone.size())
        plan.lines.emplace_back("", fmt::format("and {} more: --dry-run lists them",
                                                with_commas(std::ssize(gone) - static_cast<std::int64_t>(shown))));
    describe_rest(plan, old);
    plan.has_no_undo("what is pruned can't be looked up, resumed or undone any more");
    plan.question = fmt::format("Forget {} of {}?", counted(plan.count, "operation"), plan.env);
    plan.nothing = "Nothing that is decided is as old; nothing to prune.";
    if (auto const stay = old.unfinished + old.undecided + old.held + old.needed; stay > 0)
        plan.nothing += fmt::format(" As old, but open, undecided, or needed by others: {}.", with_commas(stay));
}

std::vector<std::string> wire_of(op::Plan const &plan, std::vector<Forgotten> const &gone, queue::Layout const &layout)
{
    WireText wire{layout, plan.detail.at("list").get<std::string>()};
    auto const count = std::ssize(gone);
    std::set<std::string> keys;
    for (auto const &one : gone)
        if (one.layout)
            for (auto const &key : queue::keys_of(*one.layout, "ID")) keys.insert(key);
    wire.step("forget", (count + k_forgotten_at_once - 1) / k_forgotten_at_once,
              fmt::format("UNLINK {} (of each)", fmt::join(keys, " ")));
    wire.finish(layout.mask("ID"));
    return wire.lines();
}

std::vector<std::string> wire_here(std::vector<Forgotten> const &gone, Session &session)
{
    std::vector<std::string> wire;
    for (auto const &one : gone)
        if (!one.archive.empty()) wire.push_back("remove " + shell_quoted(one.archive));
    wire.push_back("rewrite " + shell_quoted(session.journal().path()));
    return wire;
}

op::Plan plan_prune(PruneOptions const &o, Session &session)
{
    if (!o.older_than) throw Error{Fault::usage, "how old?", "omactl journal prune --older-than 90d --dry-run"};
    bool const in_redis = session.has_redis();
    auto plan = op::begin_plan(session, in_redis ? "journal.prune" : "journal.prune-here", 1, "journal");
    plan.service = "this machine's journal";
    if (in_redis) freeze_server(plan, session, ask_server(session.redis()));
    auto const entries = session.journal().entries();
    auto const old =
        old_operations(entries, rfc3339(session.context().clock.now() - *o.older_than), o.undecided, session);
    auto const gone = forgotten_of(old, session);
    plan.ask = op::Ask::the_name;
    plan.count = std::ssize(gone);
    plan.steps = {"archives", "journal"};
    if (in_redis) plan.steps = {"forget", "archives", "journal", "finish"};
    plan.detail["list"] = "journal@" + session.host();
    plan.detail["operations"] = to_json(gone);
    plan.detail["host"] = session.host();
    plan.before = {{"operations", std::ssize(entries)}};
    describe(plan, old, gone, entries, session);
    plan.wire = in_redis ? wire_of(plan, gone, session.queue_layout()) : wire_here(gone, session);
    return plan;
}

constexpr cli::Param k_params[] = {
    cli::param<&PruneOptions::older_than>("--older-than", "DUR", "Operations that ended longer ago, like 90d"),
    cli::param<&PruneOptions::undecided>("--undecided", "",
                                         "Also those whose archived jobs are out, with no `journal close`"),
};
constexpr cli::Example k_examples[] = {
    {"omactl journal prune --older-than 90d --dry-run", "each operation that would go, with its size"},
    {"omactl journal prune --older-than 90d --confirm production/journal", "in a script; a protected environment"},
};
Action<PruneOptions> const g_prune{
    {.path = "journal prune",
     .kind = cli::Kind::change,
     .summary = "Forget old operations, with their archives",
     .details = "Only what is decided goes: done, undone, failed or closed, of this environment. What is open, partly\n"
                "done or unknown stays, and a clear whose archived jobs are neither back nor closed. It goes from\n"
                "Redis first, then the archives, then the journal; it can't be undone.",
     .params = k_params,
     .examples = k_examples},
    [](PruneOptions const &o, Session &session) { return op::carry_out(plan_prune(o, session), session); }};

}  // namespace

}  // namespace omactl::cmd
