#include "cmd/verb.hpp"
#include "lib/config/inspect.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <array>

namespace omactl::cmd {

namespace {

struct None {};

// ---- path

cli::Report path(None const &, Session &session)
{
    auto const &context = session.context();
    cli::Table table{{{""}, {""}}, {}};
    cli::Report report;
    report.data["used"] = nullptr;
    report.data["places"] = cli::Json::array();
    for (auto const &place : config::Config::search_path(context.globals.config, context.environ)) {
        bool const there = is_there(place);
        bool const used = there && report.data["used"].is_null();
        if (used) report.data["used"] = place;
        std::string const state = used ? "used" : there ? "not read" : "absent";
        report.data["places"].push_back({{"path", cli::json_bytes(place)}, {"state", state}});
        table.rows.push_back({{state, used ? cli::Tone::good : cli::Tone::faint}, printable(place)});
    }
    report.blocks.emplace_back(std::move(table));
    if (!report.data["used"].is_null()) return report;
    bool const named = context.globals.config || context.environ.get("OMACTL_CONFIG");
    report.blocks.emplace_back(named ? "The file was named and is not there: commands end with 2 until it is.\n"
                                       "Write it: omactl config init\n"
                                     : fmt::format("No configuration: the environment 'default' is made of {}.\n"
                                                   "Write one: omactl config init\n",
                                                   service_variables()));
    if (named) report.fault = Fault::found;
    return report;
}

// ---- show

struct Row {
    std::string key, value, note;
};

std::string literal_address(config::Source const &source)
{
    try {
        return redis::Address::parse(source.text).describe() + ", ";
    } catch (Error const &) {
        return {};  // `config check` says what is wrong with it
    }
}

Row row_of(config::Setting const &setting, Environ const &environ)
{
    using Kind = config::Source::Kind;
    Row row{printable(setting.key), setting.value, setting.used ? "" : "not used by this version"};
    if (!setting.source) return row;
    auto const &source = *setting.source;
    bool const address = source.kind == Kind::literal && setting.key == "redis.url";
    row.value = (address ? literal_address(source) : "") + source.describe();
    if (source.kind == Kind::env && !environ.get(source.text)) row.note = "not set";
    return row;
}

cli::Json data_of(Row const &row, config::Setting const &setting)
{
    return {{"key", row.key},
            {"value", row.value},
            {"secret", setting.source.has_value()},
            {"used", setting.used},
            {"line", setting.line}};
}

/// The environment that commands use now; "" when several are there and none is the default.
std::string chosen_name(Session &session)
{
    auto const &context = session.context();
    if (context.globals.env || context.environ.get("OMACTL_ENV")) return session.environment().name;
    try {
        return session.environment().name;
    } catch (Error const &) {
        return {};  // showing them all is what helps then
    }
}

struct Shown {
    cli::Json data = cli::Json::array();
    cli::Table table{{{"environment"}, {"key"}, {"value"}, {"note"}}, {}};

    void add(config::Environment const &environment, bool chosen, std::vector<config::Setting> const &settings,
             Environ const &variables)
    {
        cli::Json one{{"name", environment.name},
                      {"chosen", chosen},
                      {"protected", environment.protect ? cli::Json(*environment.protect) : cli::Json{}},
                      {"readonly", environment.readonly},
                      {"settings", cli::Json::array()}};
        for (auto const &setting : settings) {
            if (setting.environment != environment.name) continue;
            auto const row = row_of(setting, variables);
            one["settings"].push_back(data_of(row, setting));
            table.rows.push_back({environment.name, row.key, row.value, {row.note, cli::Tone::warning}});
        }
        if (one["settings"].empty()) table.rows.push_back({environment.name, "", "", {"empty", cli::Tone::warning}});
        data.push_back(std::move(one));
    }
};

cli::Report show(None const &, Session &session)
{
    auto const &context = session.context();
    auto const &config = session.config();
    auto const chosen = chosen_name(session);
    auto const draft = config::find_draft(context.globals.config, context.environ);
    auto const settings = draft ? config::settings(*draft) : config::settings(config);
    Shown shown;
    for (auto const &environment : config.all())
        if (!context.globals.env || environment.name == chosen)
            shown.add(environment, environment.name == chosen, settings, context.environ);
    cli::Report report;
    report.data["path"] = config.path() ? cli::json_bytes(*config.path()) : cli::Json{};
    report.data["environments"] = std::move(shown.data);
    auto const place = config.path() ? printable(*config.path()) : std::string("no configuration file");
    report.blocks.emplace_back(chosen.empty() ? place + "\n" : fmt::format("{}: {} is in use\n", place, chosen));
    report.blocks.emplace_back(std::move(shown.table));
    return report;
}

constexpr std::array k_show_examples{
    cli::Example{"omactl config show", "each value, where it comes from; never a secret"},
    cli::Example{"omactl config show -e staging --json", "one environment, for a script"},
};
constexpr std::array k_path_examples{
    cli::Example{"omactl config path", "which file is used, and where it is looked for"},
};

Verb<None> const path_command{{
                                  .path = "config path",
                                  .summary = "Show which file is used and where it is looked for",
                                  .details = "The first that is there counts. The current folder is never searched: "
                                             "a cloned repository must not bring a configuration.",
                                  .examples = k_path_examples,
                              },
                              path};
Verb<None> const show_command{{
                                  .path = "config show",
                                  .summary = "Show environments, their services and sources",
                                  .details = "Secrets are described, never resolved or shown. The first line names the "
                                             "environment that commands use now.",
                                  .examples = k_show_examples,
                              },
                              show};

}  // namespace

}  // namespace omactl::cmd
