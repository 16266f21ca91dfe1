#pragma once

#include "lib/cli/io.hpp"

#include <functional>
#include <string>
#include <vector>

#include "drill/order.hpp"
#include "drill/site.hpp"

namespace omactl::drill {

/// "omactl …", to be pasted.
std::string line_of(std::vector<std::string> const &words);

/// Where the lines of a drill are shown and run. Without --json all of it goes to stdout, in order; with
/// it, to stderr. Under --quiet nothing is shown.
class Stage {
public:
    Stage(Order const &order, Site const &site, cli::Io &io) : m_order(order), m_site(site), m_io(io) {}

    void tell(std::string const &text);
    /// Shows the command and what it says; its status. `person` plays the part of whoever has to do a step.
    using Person = std::function<std::string(std::string const &step)>;
    int play(std::vector<std::string> const &words, Person const &person = {});
    /// Nothing of it is shown; its status.
    int ask(std::vector<std::string> const &words) const;
    /// Until they leave it.
    void open_shell();

private:
    Order const &m_order;
    Site const &m_site;
    cli::Io &m_io;
};

}  // namespace omactl::drill
