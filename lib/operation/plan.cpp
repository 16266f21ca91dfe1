#include "lib/operation/plan.hpp"

#include <fmt/format.h>

namespace omactl::op {

namespace {

constexpr int k_format = 1;

Json lines_to_json(Plan const &plan)
{
    Json lines = Json::array();
    for (auto const &[label, text] : plan.lines) lines.push_back({label, text});
    return lines;
}

Json hold_to_json(std::optional<Hold> const &hold)
{
    if (!hold) return nullptr;
    return {{"until", hold->until}, {"by_itself", hold->by_itself}};
}

std::optional<Hold> hold_from_json(Json const &json)
{
    if (json.is_null()) return std::nullopt;
    return Hold{json.at("until"), json.at("by_itself")};
}

}  // namespace

void Plan::has_no_undo(std::string why)
{
    lines.emplace_back("undo", "none: " + why);
    no_undo = std::move(why);
}

Json to_json(Plan const &p)
{
    return {{"format", k_format},
            {"id", p.id},
            {"operation", p.operation},
            {"version", p.version},
            {"command", p.command},
            {"env", p.env},
            {"target", p.target},
            {"service", p.service},
            {"reason", p.reason},
            {"who", p.who},
            {"ask", static_cast<int>(p.ask)},
            {"question", p.question},
            {"count", p.count},
            {"nothing", p.nothing},
            {"lines", lines_to_json(p)},
            {"wire", p.wire},
            {"steps", p.steps},
            {"undo", p.undo},
            {"no_undo", p.no_undo},
            {"run", p.run},
            {"undoes", p.undoes},
            {"archive", p.archive},
            {"hold", hold_to_json(p.hold)},
            {"before", p.before},
            {"detail", p.detail}};
}

Plan plan_from_json(Json const &j)
{
    try {
        if (j.at("format").get<int>() != k_format)
            throw Error{Fault::failed, "a plan of another version of omactl", "use the omactl that made it"};
        Plan p;
        j.at("id").get_to(p.id);
        j.at("operation").get_to(p.operation);
        j.at("version").get_to(p.version);
        j.at("command").get_to(p.command);
        j.at("env").get_to(p.env);
        j.at("target").get_to(p.target);
        j.at("service").get_to(p.service);
        j.at("reason").get_to(p.reason);
        j.at("who").get_to(p.who);
        p.ask = static_cast<Ask>(j.at("ask").get<int>());
        j.at("question").get_to(p.question);
        j.at("count").get_to(p.count);
        j.at("nothing").get_to(p.nothing);
        for (auto const &line : j.at("lines")) p.lines.emplace_back(line.at(0), line.at(1));
        j.at("wire").get_to(p.wire);
        j.at("steps").get_to(p.steps);
        j.at("undo").get_to(p.undo);
        j.at("no_undo").get_to(p.no_undo);
        j.at("run").get_to(p.run);
        j.at("undoes").get_to(p.undoes);
        j.at("archive").get_to(p.archive);
        p.hold = hold_from_json(j.at("hold"));
        p.before = j.at("before");
        p.detail = j.at("detail");
        return p;
    } catch (Json::exception const &e) {
        throw Error{Fault::failed, fmt::format("not a plan: {}", e.what())};
    }
}

Plan plan_from_text(std::string_view text)
{
    auto const json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) throw Error{Fault::failed, "not a plan: not JSON"};
    return plan_from_json(json);
}

}  // namespace omactl::op
