#include "cmd/aside.hpp"

#include "lib/core/interrupt.hpp"

#include <utility>

namespace omactl::cmd {

Aside::Aside(cli::Context &context, std::string command)
    : m_context(context), m_globals(context.globals), m_change(context.change),
      m_command(std::exchange(context.command, std::move(command)))
{
    context.globals.quiet = true;
    context.globals.output = cli::Output::table;
    context.change = {};
    context.change.yes = true;
    context.change.reason = m_change.reason;
    context.change.wait_lock = m_change.wait_lock;
}

Aside::Aside(cli::Context &context, std::string command, op::Plan const &plan) : Aside(context, std::move(command))
{
    context.change.confirm = plan.full_target();
}

Aside::~Aside()
{
    m_context.globals = std::move(m_globals);
    m_context.change = std::move(m_change);
    m_context.command = std::move(m_command);
}

Undisturbed::Undisturbed() : m_signal(interrupt_signal())
{
    set_interrupt_signal(0);
}

Undisturbed::~Undisturbed()
{
    if (m_signal != 0) set_interrupt_signal(m_signal);
}

}  // namespace omactl::cmd
