#include "cmd/runbook_fit.hpp"

#include "cmd/runbook_session.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/library.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

std::vector<Suggestion> fitting_pages(std::string const &text, Session &session)
{
    auto const folders = runbook_folders(session);
    std::vector<Suggestion> all;
    for (auto const &name : runbook::names(folders)) {
        auto page = runbook::read_page(runbook::path_of(name, folders));
        if (auto evidence = runbook::evidence_for(page, text); !evidence.empty())
            all.push_back({std::move(page), std::move(evidence)});
    }
    std::ranges::stable_sort(all, std::ranges::greater{}, [](auto const &one) { return one.evidence.size(); });
    return all;
}

std::string command_for(Suggestion const &one)
{
    auto line = "omactl run " + shell_quoted(one.page.name);
    for (auto const &parameter : one.page.parameters) {
        auto const named = std::ranges::find_if(
            one.evidence, [&](runbook::Evidence const &evidence) { return evidence.values.contains(parameter.name); });
        if (named != one.evidence.end())
            line += " --set " + shell_quoted(parameter.name + "=" + named->values.at(parameter.name));
        else if (!parameter.preset)
            line += fmt::format(" --set {}=…", parameter.name);
    }
    return line;
}

}  // namespace omactl::cmd
