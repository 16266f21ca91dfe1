#pragma once

#include "cmd/session.hpp"
#include "lib/cli/report.hpp"
#include "lib/runbook/document.hpp"

namespace omactl::cmd {

/// As what a report is wanted; neither: Markdown.
struct ReportForm {
    bool markdown = false, html = false;
};

/// Throws Fault::usage when a report can't be had so: two forms at once, or as a table.
void refuse_forms(ReportForm form, Session &session);

/// A report on stdout in the form that is wanted, or its data as JSON. What the configuration holds as
/// secrets is removed from all of it.
Fault show_document(runbook::Document document, cli::Json data, ReportForm form, Session &session);

/// Makes the secrets of the configuration known, so that they are removed from what is shown. Runs no
/// {command = …}: one may ask for a passphrase; one that can't be read now is passed over.
void learn_secrets(Session &session);

}  // namespace omactl::cmd
