#include "cmd/findings.hpp"

#include "lib/core/text.hpp"

#include <algorithm>

namespace omactl::cmd {

namespace {

cli::Cell level_cell(Finding::Level level)
{
    switch (level) {
    case Finding::Level::ok: return {"ok", cli::Tone::good};
    case Finding::Level::warn: return {"WARN", cli::Tone::warning};
    case Finding::Level::fail: return {"FAIL", cli::Tone::trouble};
    }
    return {""};
}

std::string_view level_name(Finding::Level level)
{
    return level == Finding::Level::ok ? "ok" : level == Finding::Level::warn ? "warn" : "fail";
}

/// For people each mend stands in a line of its own below what it is for.
cli::Table for_people(std::vector<Finding> const &findings)
{
    cli::Table table{{{""}, {""}, {""}}, {}};
    for (auto const &finding : findings) {
        table.rows.push_back({level_cell(finding.level), finding.what, finding.message});
        if (finding.mend.empty()) continue;
        for (auto const line : split(finding.mend, '\n'))
            table.rows.push_back({"", "", {"-> " + std::string(line), cli::Tone::strong}});
    }
    return table;
}

cli::Table for_programs(std::vector<Finding> const &findings)
{
    cli::Table table{{{"status"}, {"what"}, {"message"}, {"mend"}}, {}};
    for (auto const &finding : findings)
        table.rows.push_back({level_cell(finding.level), finding.what, finding.message, finding.mend});
    return table;
}

cli::Json data_of(Finding const &finding)
{
    cli::Json data{{"status", level_name(finding.level)}, {"what", finding.what}, {"message", finding.message}};
    data["mend"] = finding.mend.empty() ? cli::Json{} : cli::Json(finding.mend);
    data.update(finding.facts);
    return data;
}

}  // namespace

cli::Report findings_report(std::vector<Finding> const &findings, std::string const &name, cli::Context const &context)
{
    bool const failed = std::any_of(findings.begin(), findings.end(),
                                    [](Finding const &finding) { return finding.level == Finding::Level::fail; });
    cli::Report report;
    report.data["ok"] = !failed;
    report.data[name] = cli::Json::array();
    for (auto const &finding : findings) report.data[name].push_back(data_of(finding));
    bool const rows_only = context.globals.output == cli::Output::tsv;
    report.blocks.emplace_back(rows_only ? for_programs(findings) : for_people(findings));
    report.fault = failed ? Fault::found : Fault::ok;
    return report;
}

}  // namespace omactl::cmd
