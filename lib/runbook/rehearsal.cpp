#include "lib/runbook/rehearsal.hpp"

#include "lib/core/error.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/lint.hpp"
#include "lib/runbook/render.hpp"
#include "lib/runbook/units.hpp"

#include <fmt/format.h>

namespace omactl::runbook {

namespace {

constexpr Millis k_question_limit{60'000};

class Rehearsal {
public:
    Rehearsal(Page const &page, Values const &values, Hands &hands, cli::Context &context)
        : m_page(page), m_values(values), m_hands(hands), m_context(context)
    {
    }

    Fault run()
    {
        auto const units = units_of(m_page);
        for (auto const &unit : units) {
            throw_if_interrupted();
            if (unit.begins_step)
                m_context.say(
                    fmt::format("\n{}\n", heading(fmt::format("{} of {}  {}", unit.step_number, m_page.steps.size(),
                                                              printable(unit.step->name)),
                                                  m_context.io)));
            show(unit);
        }
        m_context.say(fmt::format("\n{}: nothing was changed\n", m_page.name));
        return m_worst;
    }

private:
    void show(Unit const &unit)
    {
        if (unit.kind == Unit::Kind::person) return m_context.say("  for a person: asks whether it is done\n");
        if (unit.begins_block) m_left_out = !is_wanted(unit.block->attributes);
        if (m_left_out) return m_context.say(fmt::format("  not now: {}\n", printable(unit.line.text)));
        if (unit.kind == Unit::Kind::shell)
            m_context.say("  a script, run after its own question\n");
        else
            show_line(unit);
        if (unit.ends_block && unit.block->attributes.verify)
            m_context.say(fmt::format("  then, within {}: {} (not asked: nothing was changed)\n",
                                      human_duration(*unit.block->attributes.within),
                                      pasteable(*unit.block->attributes.verify, m_values)));
    }

    bool is_wanted(Attributes const &a)
    {
        if (!a.condition && !a.exception) return true;
        auto const &command = a.condition ? *a.condition : *a.exception;
        auto const ended = m_hands.ask(words_of(command, m_values), k_question_limit);
        auto const answer = ended.status == 0 ? "yes" : ended.status == 3 ? "no" : "can't tell";
        m_context.say(fmt::format("  {} {}: {}{}\n", a.condition ? "if" : "unless", pasteable(command, m_values),
                                  answer, as_of_now()));
        if (ended.status != 0 && ended.status != 3) note(ended.status);
        return (ended.status == 0) == a.condition.has_value();
    }

    void show_line(Unit const &unit)
    {
        m_context.say(fmt::format("  $ {}{}\n", pasteable(unit.line.text, m_values), as_of_now()));
        auto words = words_of(unit.line.text, m_values);
        bool const changes = changes_something(words);
        if (changes) words.insert(words.begin(), "--dry-run");
        auto const status = m_hands.carry_out(words, 0);
        if (status != 0 && (changes || status != 3)) note(status);
        if (changes && m_changed_by == 0) m_changed_by = unit.step_number;
    }

    std::string as_of_now() const
    {
        return m_changed_by == 0 ? std::string{}
                                 : fmt::format("   (as it is now; step {} would change it)", m_changed_by);
    }

    void note(int status)
    {
        if (m_worst == Fault::ok) m_worst = static_cast<Fault>(status);
    }

    Page const &m_page;
    Values const &m_values;
    Hands &m_hands;
    cli::Context &m_context;
    std::size_t m_changed_by = 0;
    bool m_left_out = false;
    Fault m_worst = Fault::ok;
};

}  // namespace

Fault dry_run(Page const &page, Values const &values, Hands &hands, cli::Context &context)
{
    return Rehearsal{page, values, hands, context}.run();
}

}  // namespace omactl::runbook
