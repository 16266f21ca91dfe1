#include "cmd/settings_change.hpp"
#include "cmd/settings_store.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/engine.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

struct SettingsSetOptions {
    std::string name;
    std::optional<std::string> value, file, store;
    bool remove = false;
};

std::optional<settings::Value> wanted(SettingsSetOptions const &o)
{
    if ((o.value ? 1 : 0) + (o.file ? 1 : 0) + (o.remove ? 1 : 0) != 1)
        throw Error{Fault::usage, "a value, --file FILE or --remove: one of them",
                    fmt::format("omactl settings set {} VALUE", shell_quoted(o.name))};
    if (o.remove) return std::nullopt;
    return settings::Value{o.file ? read_file(*o.file) : *o.value};
}

op::Plan plan_set(SettingsSetOptions const &o, Session &session)
{
    auto plan = op::begin_plan(session, k_settings_change, k_settings_change_version, o.name);
    auto to = wanted(o);
    auto const store = store_of(o.store, session);
    auto const live = live_setting(store, o.name, session);
    if (live && !live->is_plain())
        throw Error{
            Fault::failed, fmt::format("'{}' is a {}, not a string", printable(o.name), printable(live->kind)), {}};
    std::optional<settings::Value> from;
    if (live) from = settings::Value{live->value, live->expires};
    bool const stays = from.has_value() == to.has_value() && (!from || from->bytes == to->bytes);
    std::vector<settings::Change> changes;
    if (!stays) changes.push_back({o.name, from, std::move(to)});
    plan_changes(plan, store, changes, session);
    if (!stays && !from) plan.lines.emplace_back("", "a setting that was not there: is the name right?");
    add_undo_line(plan, session);
    plan.before = {{"value", from ? cli::json_bytes(from->bytes) : cli::Json{}}};
    plan.nothing = fmt::format("{} is {} already; nothing to do.", printable(o.name), shown(from));
    plan.question = fmt::format("{} {} in {}?", o.remove ? "Remove" : "Set", printable(o.name), plan.env);
    return plan;
}

constexpr cli::Param k_params[] = {
    cli::param<&SettingsSetOptions::name>("name", "", "The setting"),
    cli::verbatim_param<&SettingsSetOptions::value>("value", "", "Its new value, as it stands"),
    cli::param<&SettingsSetOptions::file>("--file", "FILE", "The value's bytes as they stand in a file",
                                          cli::Complete::files),
    cli::param<&SettingsSetOptions::remove>("--remove", "", "Take the setting away"),
    cli::param<&SettingsSetOptions::store>("--store", "STORE", k_store_help),
};
constexpr cli::Example k_examples[] = {
    {"omactl settings set alexa_limit 1000000", "shows the old value, asks, sets"},
    {"omactl settings set motd --file motd.txt", "any bytes"},
    {"omactl settings set alexa_limit --remove --dry-run", "look before it leaps"},
};
Action<SettingsSetOptions> const g_set{
    {.path = "settings set",
     .kind = cli::Kind::change,
     .summary = "Set one setting, or take it away",
     .details =
         "Sets only what is still as the plan shows it; an end that the setting has stays. The old value is kept\n"
         "with the operation, so that `omactl undo` can put it back while nobody has changed it since.",
     .params = k_params,
     .examples = k_examples},
    [](SettingsSetOptions const &o, Session &session) { return op::carry_out(plan_set(o, session), session); }};

}  // namespace

}  // namespace omactl::cmd
