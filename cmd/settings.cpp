#include "cmd/settings_store.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct SettingsLsOptions {
    std::optional<std::string> store;
};

struct SettingsGetOptions {
    std::string name;
    std::optional<std::string> store;
};

std::string note_on(settings::Setting const &setting, Session &session)
{
    if (!setting.expires) return {};
    return "ends in " + human_duration(*setting.expires - session.context().clock.now());
}

cli::Json to_json(settings::Setting const &setting)
{
    cli::Json json{{"name", cli::json_bytes(setting.name)}, {"value", value_json(setting)}, {"kind", setting.kind}};
    json["expires"] = setting.expires ? cli::Json(rfc3339(*setting.expires)) : cli::Json{};
    return json;
}

cli::Report ls(SettingsLsOptions const &o, Session &session)
{
    auto const store = store_of(o.store, session);
    auto const live = live_settings(store, session);
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"NAME"}, {"VALUE", false, true}, {""}}, {}};
    for (auto const &setting : live) {
        report.data.push_back(to_json(setting));
        table.rows.push_back(
            {printable(setting.name), shown_value(setting), {note_on(setting, session), cli::Tone::warning}});
    }
    if (!live.empty()) report.blocks.emplace_back(std::move(table));
    report.blocks.emplace_back(fmt::format("{} in {}\n",
                                           live.empty() ? "No settings" : counted(std::ssize(live), "setting"),
                                           printable(store.describe())));
    return report;
}

cli::Report get(SettingsGetOptions const &o, Session &session)
{
    auto const store = store_of(o.store, session);
    auto const setting = live_setting(store, o.name, session);
    if (!setting) throw_unknown_setting(o.name, store, live_settings(store, session));
    cli::Report report{to_json(*setting), {}, Fault::ok};
    report.blocks.emplace_back(shown_value(*setting) + "\n");
    return report;
}

constexpr cli::Param k_ls_params[] = {
    cli::param<&SettingsLsOptions::store>("--store", "STORE", k_store_help),
};
constexpr cli::Example k_ls_examples[] = {
    {"omactl settings ls", "all of them, by name"},
    {"omactl settings ls --store redis-prefix:setting:", "with no configuration"},
};
Verb<SettingsLsOptions> const g_ls{
    {.path = "settings ls",
     .summary = "List the application's settings",
     .details = "Names and values are bytes; what could steer a terminal is shown as \\x1b. In JSON, bytes that are\n"
                "not UTF-8 come as {\"base64\": …}. Of a key that is no string only its kind is shown.",
     .params = k_ls_params,
     .examples = k_ls_examples},
    ls};

constexpr cli::Param k_get_params[] = {
    cli::param<&SettingsGetOptions::name>("name", "", "The setting"),
    cli::param<&SettingsGetOptions::store>("--store", "STORE", k_store_help),
};
constexpr cli::Example k_get_examples[] = {
    {"omactl settings get alexa_limit", "its value, or 5 when it is not set"},
    {"omactl settings get alexa_limit --json", "with its kind and its end"},
};
Verb<SettingsGetOptions> const g_get{
    {.path = "settings get", .summary = "Show one setting's value", .params = k_get_params, .examples = k_get_examples},
    get};

}  // namespace

}  // namespace omactl::cmd
