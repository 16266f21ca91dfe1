#pragma once

#include "cmd/overdue.hpp"
#include "cmd/session.hpp"
#include "lib/cli/command.hpp"
#include "lib/cli/report.hpp"

#include <memory>
#include <source_location>

namespace omactl::cmd {

/// A command that reads: its function returns data, printing is done here.
template <class O> class Verb final : public cli::Command {
public:
    using Ask = cli::Report (*)(O const &, Session &);
    Verb(cli::Spec spec, Ask ask, std::source_location where = std::source_location::current())
        : Command(spec, where), m_ask(ask)
    {
    }
    std::shared_ptr<void> fresh_options() const override { return std::make_shared<O>(); }
    Fault run(void const *options, cli::Context &context) const override
    {
        Session session{context};
        mention_overdue(session);
        auto const report = m_ask(*static_cast<O const *>(options), session);
        cli::show(report, context);
        return report.fault;
    }

private:
    Ask m_ask;
};

/// A command that decides its own output and status (help, config init, a change).
template <class O> class Action final : public cli::Command {
public:
    using Do = Fault (*)(O const &, Session &);
    Action(cli::Spec spec, Do act, std::source_location where = std::source_location::current())
        : Command(spec, where), m_do(act)
    {
    }
    std::shared_ptr<void> fresh_options() const override { return std::make_shared<O>(); }
    Fault run(void const *options, cli::Context &context) const override
    {
        Session session{context};
        mention_overdue(session);
        return m_do(*static_cast<O const *>(options), session);
    }

private:
    Do m_do;
};

}  // namespace omactl::cmd
