#include "cmd/journal_entry.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

using op::State;

std::string verdict_of(op::Entry const &entry, std::string_view shortest)
{
    for (auto it = entry.events.rbegin(); it != entry.events.rend(); ++it) {
        if (auto const text = it->data.value("sentence", ""); !text.empty()) return text;
        if (auto const text = it->data.value("error", ""); !text.empty()) return text;
    }
    return entry.state == State::open ? fmt::format("not finished: omactl resume {}", shortest) : "";
}

cli::Json summary_of(op::Entry const &entry, std::string_view shortest)
{
    cli::Json json{{"id", entry.id},
                   {"command", entry.plan.command},
                   {"target", entry.plan.full_target()},
                   {"status", name_of(entry.state)},
                   {"began_at", entry.began},
                   {"who", entry.plan.who},
                   {"reason", entry.plan.reason},
                   {"verdict", verdict_of(entry, shortest)}};
    json["ended_at"] = entry.ended.empty() ? cli::Json{} : cli::Json(entry.ended);
    json["archive"] = entry.plan.archive.empty() ? cli::Json{} : cli::Json(entry.plan.archive);
    json["undoes"] = entry.plan.undoes.empty() ? cli::Json{} : cli::Json(entry.plan.undoes);
    json["undone_by"] = entry.undone_by.empty() ? cli::Json{} : cli::Json(entry.undone_by);
    return json;
}

cli::Json all_of(op::Entry const &entry, std::string_view shortest)
{
    auto json = summary_of(entry, shortest);
    json["plan"] = op::to_json(entry.plan);
    json["events"] = cli::Json::array();
    for (auto const &event : entry.events)
        json["events"].push_back({{"at", event.at}, {"event", event.name}, {"data", event.data}});
    return json;
}

}  // namespace omactl::cmd
