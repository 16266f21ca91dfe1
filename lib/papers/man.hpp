#pragma once

#include <string>
#include <vector>

namespace omactl::papers {

struct Page {
    std::string name;  ///< of its file: "omactl-queue.1"
    std::string text;  ///< mdoc(7)
};

/// All manual pages: omactl(1), one for each group of registered commands, and those on the
/// configuration, runbooks and exit statuses.
std::vector<Page> man_pages();

Page overview_page();
Page group_page(std::string_view group);
Page configuration_page();
Page runbook_page();
Page exit_status_page();

}  // namespace omactl::papers
