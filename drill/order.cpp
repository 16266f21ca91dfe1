#include "drill/order.hpp"

#include <nlohmann/json.hpp>

namespace omactl::drill {

using Json = nlohmann::json;

Order read_order(std::string_view json)
{
    auto const all = Json::parse(json);
    Order order;
    order.name = all.value("name", "");
    order.automatic = all.value("auto", false);
    order.quiet = all.value("quiet", false);
    order.json = all.value("json", false);
    order.omactl = all.at("omactl");
    order.folders = all.at("folders").get<std::vector<std::string>>();
    return order;
}

std::string written(WorkerOrder const &order)
{
    return Json{
        {"socket", order.socket},        {"host", order.host},   {"done", order.done},       {"queues", order.queues},
        {"pace_ms", order.pace.count()}, {"hangs", order.hangs}, {"forgets", order.forgets}, {"repeats", order.repeats}}
        .dump();
}

WorkerOrder read_worker_order(std::string_view json)
{
    auto const all = Json::parse(json);
    return {all.at("socket"),
            all.at("host"),
            all.at("done"),
            all.at("queues").get<std::vector<std::string>>(),
            Millis{all.at("pace_ms").get<std::int64_t>()},
            all.at("hangs"),
            all.at("forgets"),
            all.at("repeats")};
}

}  // namespace omactl::drill
