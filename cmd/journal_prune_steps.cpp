#include "cmd/journal_prune.hpp"
#include "cmd/queue_target.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/noted.hpp"
#include "lib/queue/forget.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace omactl::cmd {

namespace {

// The journal and the archives are this machine's.
void need_home(op::Plan const &plan, op::World &world)
{
    auto const host = plan.detail.at("host").get<std::string>();
    if (host != world.host())
        throw Error{Fault::conflict, fmt::format("it is the journal of another machine: {}", host), "run it there"};
}

void recheck_journal(op::Plan const &plan, op::World &world)
{
    need_home(plan, world);
    auto const ids = ids_of(forgotten_in(plan));
    for (auto const &entry : world.journal().entries())
        if (ids.contains(entry.id) && !is_decided(entry.state))
            throw Error{Fault::conflict, fmt::format("{} goes on meanwhile", entry.id), "look again"};
}

/// A file, or a folder of files.
void remove_archive(std::string const &path)
{
    std::error_code none;
    if (!std::filesystem::is_directory(path, none)) return remove_if_there(path);
    std::filesystem::remove_all(path, none);
    if (none) throw Error{Fault::failed, fmt::format("{}: {}", printable(path), none.message())};
}

void remove_here(std::string_view step, op::Run &run)
{
    need_home(run.plan, run.world);
    auto const gone = forgotten_in(run.plan);
    if (step == "journal") return run.world.journal().drop(ids_of(gone));
    for (auto const &one : gone)
        if (!one.archive.empty()) remove_archive(one.archive);
}

std::int64_t left_in_journal(op::Run &run)
{
    auto const ids = ids_of(forgotten_in(run.plan));
    auto const entries = run.world.journal().entries();
    return std::ranges::count_if(entries, [&](op::Entry const &entry) { return ids.contains(entry.id); });
}

op::Outcome verdict_of(op::Run &run)
{
    auto const left = left_in_journal(run);
    auto const stay = std::ssize(run.world.journal().entries()) - left;
    op::Outcome outcome;
    outcome.sentence = fmt::format("Forgot {} in {}; {} {} in the journal.", counted(run.plan.count, "operation"),
                                   human_duration(run.spent()), with_commas(stay), either(stay, "is", "are"));
    outcome.changes.push_back({{"forgotten", run.plan.count - left}});
    outcome.after = {{"operations", stay + left}};
    if (left > 0) {
        outcome.fault = Fault::unverified;
        outcome.trouble = fmt::format("{} of them are in the journal still", with_commas(left));
    }
    return outcome;
}

void forget(op::Run &run)
{
    auto gone = forgotten_in(run.plan);
    std::erase_if(gone, [](Forgotten const &one) { return !one.layout; });
    for (std::size_t at = 0; at < gone.size();) {
        throw_if_interrupted();
        std::vector<std::string> ids, keys;
        for (; at < gone.size() && std::ssize(ids) < k_forgotten_at_once; ++at) {
            ids.push_back(gone[at].id);
            auto const own = queue::keys_of(*gone[at].layout, gone[at].id);
            keys.insert(keys.end(), own.begin(), own.end());
        }
        queue::forget(fenced(run), ids, keys, at == gone.size());
    }
}

/// forget (Redis) → archives → journal → finish. The journal goes last: until then it tells what this
/// was about. Each step may be done twice.
class JournalPrune final : public op::Operation {
public:
    JournalPrune() noexcept : Operation("journal.prune", 1) {}

    std::unique_ptr<Guard> guard(op::Plan const &plan, op::World &world) const override
    {
        return redis_guard(plan, world);
    }

    void recheck(op::Plan const &plan, op::World &world) const override
    {
        recheck_server(plan, session_of(world));
        recheck_journal(plan, world);
    }

    void apply(std::string_view step, op::Run &run) const override
    {
        if (step == "forget") return forget(run);
        if (step == "finish") return queue::finish(fenced(run), layout_of(run.plan).mask(run.plan.id), "finish", {});
        remove_here(step, run);
    }

    // What is done twice does no harm, so only what Redis tells is asked.
    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        auto const record = run.guard.record();
        if (!record) return op::Taken::no;
        if (record->field("over") == "1") return op::Taken::yes;
        return step == "forget" && record->field("forgotten") == "1" ? op::Taken::yes : op::Taken::partly;
    }

    bool put_back(op::Run &run) const override { return !run.guard.record(); }
    void settle(op::Run &) const override {}
    op::Outcome verify(op::Run &run) const override { return verdict_of(run); }
};

/// The same in an environment without Redis: what is told here shows in the files themselves.
class JournalPruneHere final : public op::NotedOperation {
public:
    JournalPruneHere() noexcept : NotedOperation("journal.prune-here", 1) {}

    void recheck(op::Plan const &plan, op::World &world) const override { recheck_journal(plan, world); }
    void recheck_target(op::Plan const &plan, op::World &world) const override { need_home(plan, world); }

    void apply(std::string_view step, op::Run &run) const override
    {
        op::noted(run).about_to_write(step);
        remove_here(step, run);
    }

    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        if (step == "journal") return left_in_journal(run) == 0 ? op::Taken::yes : op::Taken::partly;
        auto const gone = forgotten_in(run.plan);
        bool const there = std::ranges::any_of(
            gone, [](Forgotten const &one) { return !one.archive.empty() && is_there(one.archive); });
        return there ? op::Taken::partly : op::Taken::yes;
    }

    op::Outcome verify(op::Run &run) const override { return verdict_of(run); }
};

JournalPrune const g_operation;
JournalPruneHere const g_operation_here;

}  // namespace

}  // namespace omactl::cmd
