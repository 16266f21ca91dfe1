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

}  // namespace omactl::drill
