#pragma once

#include "lib/cli/context.hpp"
#include "lib/operation/plan.hpp"

#include <string>

namespace omactl::cmd {

/// While it lives, operations are carried out as parts of another one, which was shown and confirmed with them in
/// it: nothing of theirs is shown or asked, and its options of a change are none of theirs.
class Aside {
public:
    Aside(cli::Context &context, std::string command);
    /// Confirmed is this one.
    Aside(cli::Context &context, std::string command, op::Plan const &plan);
    ~Aside();
    Aside(Aside const &) = delete;
    Aside &operator=(Aside const &) = delete;

private:
    cli::Context &m_context;
    cli::Globals m_globals;
    cli::ChangeOptions m_change;
    std::string m_command;
};

/// While it lives, a Ctrl-C that has come already stops nothing: for what puts things back because of it.
class Undisturbed {
public:
    Undisturbed();
    ~Undisturbed();
    Undisturbed(Undisturbed const &) = delete;
    Undisturbed &operator=(Undisturbed const &) = delete;

private:
    int m_signal;
};

}  // namespace omactl::cmd
