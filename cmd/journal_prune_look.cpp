#include "cmd/archives_out.hpp"
#include "cmd/journal_prune.hpp"
#include "cmd/queue_target.hpp"
#include "lib/operation/holds.hpp"

#include <algorithm>

namespace omactl::cmd {

namespace {

using op::State;
using Ids = std::set<std::string>;

// The service's word counts too: somebody may have begun to undo it from another machine.
Ids unsettled_in_redis(std::vector<op::Entry const *> entries, Session &session)
{
    std::erase_if(entries, [](op::Entry const *entry) { return !layout_in_redis(entry->plan); });
    Ids unsettled;
    if (entries.empty()) return unsettled;
    std::vector<redis::Command> questions;
    for (auto const *entry : entries)
        questions.push_back({"HMGET", layout_of(entry->plan).record(entry->id), "id", "over", "undo", "undone"});
    auto const answers = session.redis().pipeline(questions);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto const has = [&](std::size_t field) { return !answers[i][field].is_nil(); };
        bool const over = !has(0) || has(1);
        bool const being_undone = has(2) && !has(3);
        if (!over || being_undone) unsettled.insert(entries[i]->id);
    }
    return unsettled;
}

/// The operations without which another one could not be resumed or undone.
Ids needs_of(op::Entry const &entry)
{
    Ids needs;
    if (!entry.plan.undoes.empty() && !is_decided(entry.state)) needs.insert(entry.plan.undoes);
    auto const &detail = entry.plan.detail;
    if (detail.is_object() && detail.contains("refill")) needs.insert(detail["refill"].value("archive_id", ""));
    needs.erase(entry.id);
    return needs;
}

// What stays may need what would go: then that stays too.
std::int64_t keep_needed(std::vector<op::Entry> const &all, std::vector<op::Entry const *> &gone)
{
    Ids leaving;
    for (auto const *entry : gone) leaving.insert(entry->id);
    Ids needed;
    for (auto const &entry : all)
        if (!leaving.contains(entry.id)) needed.merge(needs_of(entry));
    return static_cast<std::int64_t>(
        std::erase_if(gone, [&](op::Entry const *entry) { return needed.contains(entry->id); }));
}

std::optional<queue::Layout> layout_in(op::Json const &json)
{
    if (!json.is_object() || !json.contains("namespace")) return std::nullopt;
    return queue::Layout{json.at("namespace").get<std::string>(), queue::kind_of(json.at("kind").get<std::string>())};
}

}  // namespace

std::optional<queue::Layout> layout_in_redis(op::Plan const &plan)
{
    return layout_in(plan.detail);
}

bool is_decided(op::State state)
{
    return state == State::done || state == State::failed || state == State::closed || state == State::undone;
}

op::Json to_json(std::vector<Forgotten> const &all)
{
    auto json = op::Json::array();
    for (auto const &one : all) {
        json.push_back({{"id", one.id}, {"archive", one.archive}});
        if (!one.layout) continue;
        json.back()["namespace"] = one.layout->nspace;
        json.back()["kind"] = queue::name_of(one.layout->kind);
    }
    return json;
}

std::vector<Forgotten> forgotten_in(op::Plan const &plan)
{
    std::vector<Forgotten> all;
    for (auto const &one : plan.detail.at("operations"))
        all.push_back({one.at("id"), layout_in(one), one.at("archive")});
    return all;
}

std::set<std::string> ids_of(std::vector<Forgotten> const &all)
{
    Ids ids;
    for (auto const &one : all) ids.insert(one.id);
    return ids;
}

Old old_operations(std::vector<op::Entry> const &entries, std::string const &before, bool undecided, Session &session)
{
    Ids out, held;
    for (auto const &one : archives_out(entries, session)) out.insert(one.entry->id);
    for (auto const &hold : op::open_holds(entries, session.context().clock.now())) held.insert(hold.id);
    Old old;
    for (auto const &entry : entries) {
        if (entry.plan.env != session.env_name() || (entry.ended.empty() ? entry.began : entry.ended) >= before)
            continue;
        if (!is_decided(entry.state))
            ++old.unfinished;
        else if (held.contains(entry.id))
            ++old.held;
        else if (!undecided && out.contains(entry.id))
            ++old.undecided;
        else
            old.gone.push_back(&entry);
    }
    auto const unsettled = unsettled_in_redis(old.gone, session);
    old.unfinished += static_cast<std::int64_t>(
        std::erase_if(old.gone, [&](op::Entry const *entry) { return unsettled.contains(entry->id); }));
    while (auto const kept = keep_needed(entries, old.gone)) old.needed += kept;
    return old;
}

}  // namespace omactl::cmd
