#include "cmd/settings_store.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/settings/scan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace omactl::cmd {

namespace {

using settings::Sure;
using settings::Use;

struct SettingsScanOptions {
    std::string path;
    std::vector<std::string> get, set;
    bool all_folders = false, offline = false;
    std::optional<std::string> store;
};

std::string place_of(Use const &use)
{
    return fmt::format("{}:{}", use.file, use.line);
}

std::vector<std::string> findings_on(settings::Key const &key)
{
    std::vector<std::string> findings;
    if (key.set == Sure::no) findings.emplace_back("set nowhere");
    if (key.read == Sure::no) findings.emplace_back("read nowhere");
    if (key.set == Sure::maybe) findings.emplace_back("set by a name made when it runs, perhaps");
    if (key.read == Sure::maybe) findings.emplace_back("read by a name made when it runs, perhaps");
    if (key.missing) findings.emplace_back("not live");
    if (key.defaults.size() > 1) findings.push_back(fmt::format("{} different defaults", key.defaults.size()));
    return findings;
}

cli::Json uses_json(std::vector<Use> const &uses)
{
    auto all = cli::Json::array();
    for (auto const &use : uses)
        all.push_back({{"file", cli::json_bytes(use.file)},
                       {"line", use.line},
                       {"expression", use.expression.empty() ? cli::Json{} : cli::json_bytes(use.expression)}});
    return all;
}

cli::Json to_json(settings::Key const &key)
{
    return {{"name", cli::json_bytes(key.name)},
            {"reads", uses_json(key.reads)},
            {"sets", uses_json(key.sets)},
            {"findings", findings_on(key)}};
}

void add_rows(cli::Table &table, settings::Key const &key)
{
    auto name = printable(key.name);
    auto found = fmt::format("{}", fmt::join(findings_on(key), ", "));
    auto const add = [&](std::string kind, std::string expression, std::string place) {
        table.rows.push_back(
            {name, std::move(kind), std::move(expression), std::move(place), {found, cli::Tone::warning}});
        name.clear();
        found.clear();
    };
    for (auto const &use : key.reads) add("read", printable(use.expression), printable(place_of(use)));
    for (auto const &use : key.sets) add("set", printable(use.expression), printable(place_of(use)));
    if (key.only_live) add("live", "", "in no call");
}

std::string unsure_text(settings::Scan const &scan)
{
    std::string text;
    for (auto const &use : scan.uses)
        if (use.dynamic)
            text += fmt::format("{}: {} {}: its name is made when it runs\n", printable(place_of(use)),
                                use.kind == Use::Kind::read ? "reads" : "sets", printable(use.written));
    for (auto const &unread : scan.unread)
        text += fmt::format("{}: not read: {}\n", printable(unread.path), printable(unread.why));
    return text;
}

// nullopt: nobody said where the live ones are.
std::optional<std::set<std::string, std::less<>>> live_names(SettingsScanOptions const &o, Session &session)
{
    if (o.offline || (!o.store && !session.environment().settings.store)) return std::nullopt;
    std::set<std::string, std::less<>> names;
    for (auto const &setting : live_settings(store_of(o.store, session), session)) names.insert(setting.name);
    return names;
}

cli::Report scan(SettingsScanOptions const &o, Session &session)
{
    settings::ScanOptions options{.everything = o.all_folders};
    if (!o.get.empty()) options.names.get = o.get;
    if (!o.set.empty()) options.names.set = o.set;
    auto const found = settings::scan(o.path, options);
    auto const live = live_names(o, session);
    auto const keys = settings::by_key(found.uses, live ? &*live : nullptr);
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"NAME"}, {"IS"}, {"DEFAULT OR VALUE", false, true}, {"WHERE"}, {"", false, true}}, {}};
    for (auto const &key : keys) {
        report.data.push_back(to_json(key));
        add_rows(table, key);
    }
    if (!table.rows.empty()) report.blocks.emplace_back(std::move(table));
    if (auto const unsure = unsure_text(found); !unsure.empty()) report.blocks.emplace_back(unsure);
    report.blocks.emplace_back(fmt::format("{} in {}{}\n", counted(std::ssize(keys), "setting"),
                                           counted(static_cast<std::int64_t>(found.files), "file"),
                                           live ? "" : "; what is live was not asked"));
    return report;
}

constexpr cli::Param k_params[] = {
    cli::param<&SettingsScanOptions::path>("path", "", "A folder with Ruby code, or one file", cli::Complete::files),
    cli::param<&SettingsScanOptions::get>("--get", "NAME", "What reads: a method, Receiver.method or Constant[]"),
    cli::param<&SettingsScanOptions::set>("--set", "NAME", "What sets, in the same forms"),
    cli::param<&SettingsScanOptions::all_folders>("--all-folders", "",
                                                  "Also vendor, node_modules, tmp, log and their like"),
    cli::param<&SettingsScanOptions::offline>("--offline", "", "Don't ask what is live"),
    cli::param<&SettingsScanOptions::store>("--store", "STORE", k_store_help),
};
constexpr cli::Example k_examples[] = {
    {"omactl settings scan ~/src/shop", "get_setting and set_setting, against what is live"},
    {"omactl settings scan app --get Settings.get --set Settings.put --offline", "calls of other names"},
    {"omactl settings scan app --get 'Setting[]'", "reads, and sets where = follows"},
};
Verb<SettingsScanOptions> const g_scan{
    {.path = "settings scan",
     .summary = "Find where Ruby code reads and sets the settings",
     .details =
         "Looks through *.rb, *.rake, *.erb, *.ru, Rakefiles and Ruby programs in bin/ and script/ for get_setting "
         "and\n"
         "set_setting, with each default and value as it is written. Names what is set nowhere, read nowhere, not\n"
         "live, or has different defaults. A name that is made when the code runs is said to be one.",
     .params = k_params,
     .examples = k_examples},
    scan};

}  // namespace

}  // namespace omactl::cmd
