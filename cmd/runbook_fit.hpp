#pragma once

#include "cmd/session.hpp"
#include "lib/runbook/page.hpp"
#include "lib/runbook/suggest.hpp"

#include <string>
#include <vector>

namespace omactl::cmd {

/// A page that names what is wrong as a symptom of its own.
struct Suggestion {
    runbook::Page page;
    std::vector<runbook::Evidence> evidence;
};

/// The pages that fit lines of trouble or an alert's text, the one with the most evidence first.
std::vector<Suggestion> fitting_pages(std::string const &text, Session &session);
/// "omactl run PAGE --set queue=sites", with the values that the text names; "…" for those that it doesn't.
std::string command_for(Suggestion const &one);

}  // namespace omactl::cmd
