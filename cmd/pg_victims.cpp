#include "cmd/pg_victims.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/pg_lock.hpp"
#include "cmd/pg_look.hpp"
#include "cmd/pg_target.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_shown = 10;
constexpr std::size_t k_query_in_plan = 2'000;   // bytes; the whole text goes into the archive
constexpr std::uint64_t k_evidence = 64 * 1024;  // bytes a backend, for the space check: plan, locks, text

pg::Node const *node_of(std::int64_t pid, pg::Forest const &forest)
{
    for (auto const &node : forest.nodes)
        if (node.backend && node.pid == pid) return &node;
    return nullptr;
}

op::Json backend_json(pg::Backend const &backend)
{
    auto json = to_json(backend);
    if (backend.query.size() > k_query_in_plan) {
        json["query"] = cli::json_bytes(std::string_view{backend.query}.substr(0, k_query_in_plan));
        json["truncated"] = true;
    }
    return json;
}

std::string text_at(op::Json const &json, char const *name)
{
    auto const &value = json.at(name);
    if (value.is_string()) return value.get<std::string>();
    return value.is_object() ? from_base64(value.value("base64", "")).value_or("") : "";
}

std::optional<Millis> age_at(op::Json const &json, char const *name)
{
    auto const &value = json.at(name);
    if (!value.is_number()) return std::nullopt;
    return Millis{static_cast<std::int64_t>(value.get<double>() * 1'000)};
}

pg::Backend backend_from(op::Json const &json)
{
    pg::Backend b;
    b.pid = json.at("pid").get<std::int64_t>();
    b.state = text_at(json, "state");
    b.backend_type = text_at(json, "backend_type");
    b.user = text_at(json, "user");
    b.database = text_at(json, "database");
    b.application = text_at(json, "application");
    b.client = text_at(json, "client");
    b.backend_start = text_at(json, "backend_start");
    b.xact_start = text_at(json, "xact_start");
    b.query_start = text_at(json, "query_start");
    b.xact_age = age_at(json, "xact_age_s");
    b.query_age = age_at(json, "query_age_s");
    b.state_age = age_at(json, "state_age_s");
    b.query = text_at(json, "query");
    b.truncated = json.at("truncated").get<bool>();
    return b;
}

std::string line_of(Victim const &victim)
{
    auto const &b = victim.backend;
    auto text = fmt::format("{} {}, {}", b.token(), who_is(b), what_it_does(b));
    if (!victim.holds.empty()) text += fmt::format(", holds {}", printable(victim.holds));
    if (victim.blocks > 0) text += fmt::format(", blocks {}", with_commas(victim.blocks));
    if (b.is_active()) text += ": " + cut(one_line(b.query), 160);
    return text;
}

void describe(op::Plan &plan, Hunt const &hunt, Ladder const &ladder)
{
    std::string_view label;
    for (std::size_t i = 0; i < std::min(hunt.victims.size(), k_shown); ++i) {
        auto const own = name_of(hunt.victims[i].first);
        plan.lines.emplace_back(own == label ? "" : own, line_of(hunt.victims[i]));
        label = own;
    }
    if (hunt.victims.size() > k_shown)
        plan.lines.emplace_back("", fmt::format("… and {} more", with_commas(std::ssize(hunt.victims) -
                                                                             static_cast<std::int64_t>(k_shown))));
    bool const cancels = std::any_of(hunt.victims.begin(), hunt.victims.end(),
                                     [](Victim const &one) { return one.first == pg::How::cancel; });
    if (cancels && ladder.has(pg::How::terminate))
        plan.lines.emplace_back("if still there", fmt::format("its connection is ended {} later",
                                                              human_duration(ladder.wait_of(pg::How::cancel))));
    for (std::size_t i = 0; i < std::min(hunt.spared.size(), k_shown); ++i)
        plan.lines.emplace_back(i == 0 ? "left alone" : "", hunt.spared[i]);
    if (hunt.spared.size() > k_shown)
        plan.lines.emplace_back("", fmt::format("… and {} more", with_commas(std::ssize(hunt.spared) -
                                                                             static_cast<std::int64_t>(k_shown))));
}

void add_kills(std::vector<std::string> &wire, Hunt const &hunt, pg::How how, pg::How first)
{
    for (auto const &victim : hunt.victims)
        if (victim.first == first && takes(how, victim))
            wire.push_back(pg::printable_sql(pg::guarded_kill(victim.backend, how, hunt.spare)));
}

// As psql takes them. Who goes at the first rung is not sent the second.
std::vector<std::string> wire_of(Hunt const &hunt, Ladder const &ladder)
{
    std::vector<std::string> wire{pg_lock_sql()};
    add_kills(wire, hunt, pg::How::cancel, pg::How::cancel);
    add_kills(wire, hunt, pg::How::terminate, pg::How::terminate);
    std::vector<std::string> later;
    if (ladder.has(pg::How::cancel) && ladder.has(pg::How::terminate))
        add_kills(later, hunt, pg::How::terminate, pg::How::cancel);
    if (!later.empty())
        wire.push_back(
            fmt::format("-- {} later, to who is still there:", human_duration(ladder.wait_of(pg::How::cancel))));
    wire.insert(wire.end(), later.begin(), later.end());
    wire.push_back(pg_unlock_sql());
    return wire;
}

std::string question_of(op::Plan const &plan, Hunt const &hunt, Ladder const &ladder)
{
    bool const at_once = std::all_of(hunt.victims.begin(), hunt.victims.end(),
                                     [](Victim const &one) { return one.first == pg::How::terminate; });
    auto const *verb = at_once ? "Terminate" : ladder.has(pg::How::terminate) ? "End" : "Cancel";
    return fmt::format("{} {} in {}.", verb, counted(std::ssize(hunt.victims), "backend"), plan.env);
}

}  // namespace

bool takes(pg::How how, Victim const &victim)
{
    return how == pg::How::terminate || victim.first == pg::How::cancel;
}

void add_to(Hunt &hunt, pg::Backend const &backend, LocksLook const &look, Ladder const &ladder)
{
    auto why = pg::why_spared(backend, hunt.spare);
    auto const first = ladder.first_for(backend);
    if (why.empty() && !first) why = "an idle transaction, which a cancel does not end";
    if (!why.empty()) {
        hunt.spared.push_back(fmt::format("{} {}: {}", backend.token(), who_is(backend), why));
        return;
    }
    Victim victim{backend, 0, {}, *first};
    if (auto const *node = node_of(backend.pid, look.forest)) {
        victim.blocks = static_cast<std::int64_t>(node->victims);
        if (node->holds) victim.holds = fmt::format("{} {}", node->holds->object, node->holds->mode);
    }
    hunt.victims.push_back(std::move(victim));
}

void oldest_first(Hunt &hunt)
{
    std::stable_sort(hunt.victims.begin(), hunt.victims.end(), [](Victim const &a, Victim const &b) {
        return a.backend.age().value_or(Millis{0}) > b.backend.age().value_or(Millis{0});
    });
}

void plan_ending(op::Plan &plan, Hunt const &hunt, Ladder const &ladder, LocksLook const &look, Session &session)
{
    freeze_pg(plan, look.server);
    plan.count = std::ssize(hunt.victims);
    plan.ask = op::Ask::the_name;
    plan.before = {{"blocked", look.forest.waiting}};
    if (plan.count == 0) return;
    refuse_pooler(look.server, "a kill");
    plan.archive = archive_path(session, plan.id);
    plan.detail["archive_host"] = session.host();
    plan.detail["ladder"] = text_of(ladder);
    plan.detail["spare"] = {{"idle", hunt.spare.idle}, {"backups", hunt.spare.backups}};
    plan.detail["victims"] = op::Json::array();
    for (auto const &victim : hunt.victims)
        plan.detail["victims"].push_back({{"backend", backend_json(victim.backend)},
                                          {"blocks", victim.blocks},
                                          {"holds", victim.holds},
                                          {"first", name_of(victim.first)}});
    plan.steps = {"record"};
    for (auto const &rung : ladder.rungs) plan.steps.emplace_back(name_of(rung.how));
    describe(plan, hunt, ladder);
    plan.lines.emplace_back("recorded first",
                            fmt::format("query text, plan, locks: {}, on this machine", shown_archive(plan, session)));
    plan.has_no_undo("its transaction rolls back");
    plan.question = question_of(plan, hunt, ladder);
    plan.wire = wire_of(hunt, ladder);
    check_space(plan.archive, k_evidence * hunt.victims.size());
}

std::vector<Victim> victims_of(op::Plan const &plan)
{
    std::vector<Victim> victims;
    for (auto const &json : plan.detail.at("victims"))
        victims.push_back({backend_from(json.at("backend")), json.at("blocks").get<std::int64_t>(),
                           json.at("holds").get<std::string>(),
                           json.at("first") == "cancel" ? pg::How::cancel : pg::How::terminate});
    return victims;
}

Ladder ladder_of(op::Plan const &plan)
{
    return ladder_from(plan.detail.at("ladder").get<std::string>());
}

pg::Spare spare_of(op::Plan const &plan)
{
    auto const &json = plan.detail.at("spare");
    return {json.at("idle").get<bool>(), json.at("backups").get<bool>()};
}

}  // namespace omactl::cmd
