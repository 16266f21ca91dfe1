#include "drill/practice.hpp"

#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/words.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

#include "drill/ground.hpp"
#include "drill/stage.hpp"

namespace omactl::drill {

namespace {

constexpr Millis k_mended_limit{5'000};
constexpr Millis k_between{500};

class Practice {
public:
    Practice(Order const &order, Environ const &variables, cli::Io &io, Clock &clock)
        : m_order(order), m_io(io), m_clock(clock), m_scenario(read_scenario(order.name, order.folders)),
          m_ground(order.omactl, variables, clock), m_stage(m_order, m_ground.site(), io)
    {
        m_ground.build(m_scenario.page.needs, m_order.folders);
    }

    Fault go()
    {
        m_stage.tell(fmt::format("Drill {}: {}\nReal servers in {}, gone when the drill ends.\n", m_scenario.name,
                                 m_scenario.title, m_ground.site().folder()));
        for (auto const &deed : m_scenario.breakages) m_stage.tell(fmt::format("  {}\n", perform(deed, m_ground)));
        auto const began = m_clock.ticks();
        alarm();
        auto const fault = m_order.automatic ? mend_alone() : let_them_mend();
        m_spent = std::chrono::duration_cast<Millis>(m_clock.ticks() - began);
        if (fault != Fault::ok) return fault;
        show();
        return is_mended() ? Fault::ok : Fault::found;
    }

private:
    void alarm()
    {
        if (!m_scenario.pager.empty()) m_stage.tell(fmt::format("\nThe pager: {}\n", trim(m_scenario.pager)));
        if (!m_scenario.symptom.empty()) see_symptom();
        if (!m_scenario.pager.empty()) m_stage.play({"runbook", "suggest", std::string(trim(m_scenario.pager))});
    }

    void see_symptom()
    {
        auto const status = m_stage.play(words_of(m_scenario.symptom));
        if (status != static_cast<int>(Fault::found))
            throw Error{Fault::internal, fmt::format("{}: nothing is broken: '{}' ended with {}", m_scenario.path,
                                                     m_scenario.symptom, status)};
    }

    std::vector<std::string> run_words() const
    {
        std::vector<std::string> words{"run", m_scenario.page.name};
        for (auto const &[name, value] : m_scenario.set) {
            words.emplace_back("--set");
            words.push_back(name + "=" + value);
        }
        return words;
    }

    Fault mend_alone()
    {
        auto words = run_words();
        words.insert(words.end(), {"--yes", "--rehearse"});
        auto const status = m_stage.play(words, [&](std::string const &step) { return be(step); });
        if (status != 0) m_checks.push_back({fmt::format("the page came to its end (it ended with {})", status)});
        look();
        return Fault::ok;
    }

    /// The part of whoever has to do a step. What they saw, for the run's record.
    std::string be(std::string const &step)
    {
        auto const part = m_scenario.people.find(step);
        if (part == m_scenario.people.end()) return "rehearsed";
        std::string seen;
        for (auto const &deed : part->second) {
            try {
                seen += fmt::format("{}{}", seen.empty() ? "" : "; ", perform(deed, m_ground));
            } catch (Error const &e) {
                if (e.fault() != Fault::found) throw;
                m_checks.push_back({fmt::format("{}: {}", step, e.message())});
            }
        }
        m_stage.tell(fmt::format("  (whoever does this step) {}\n", seen));
        return seen;
    }

    Fault let_them_mend()
    {
        m_stage.tell(fmt::format("\nYour turn. In this shell omactl knows only the sandbox; leave it with `exit`.\n"
                                 "  read:  omactl runbook show {}\n  run:   {}\n",
                                 m_scenario.page.name, line_of(run_words())));
        for (;;) {
            m_stage.open_shell();
            m_checks.clear();
            look();
            if (is_mended()) return Fault::ok;
            show();
            auto const said = m_io.ask("Not yet. Back into the [s]hell, or [g]ive up? ");
            if (!said || trim(*said) == "g") return Fault::found;
        }
    }

    void look()
    {
        for (auto const &command : m_scenario.mended)
            m_checks.push_back({"omactl " + command, comes_true(words_of(command))});
        m_accounts = m_ground.settle();
        for (auto const &one : m_accounts) m_checks.insert(m_checks.end(), one.checks.begin(), one.checks.end());
    }

    bool comes_true(std::vector<std::string> const &words)
    {
        auto const end = m_clock.ticks() + k_mended_limit;
        for (;;) {
            if (m_stage.ask(words) == 0) return true;
            if (m_clock.ticks() >= end) return false;
            m_ground.site().sleep(k_between);
        }
    }

    bool is_mended() const
    {
        return std::all_of(m_checks.begin(), m_checks.end(), [](Check const &one) { return one.holds; });
    }

    std::string_view word() const { return is_mended() ? "mended" : "not mended"; }

    void show()
    {
        if (m_order.json) return m_io.out(json().dump(2) + "\n");
        std::string text = m_order.quiet ? "" : "\n";
        for (auto const &check : m_checks) text += fmt::format("  {} {}\n", check.holds ? "✓" : "✗", check.what);
        m_io.out(fmt::format("{}{}: {} in {}\n", text, m_scenario.name, word(), human_duration(m_spent)));
    }

    nlohmann::ordered_json json() const
    {
        nlohmann::ordered_json checks = nlohmann::ordered_json::array();
        for (auto const &check : m_checks) checks.push_back({{"check", check.what}, {"ok", check.holds}});
        nlohmann::ordered_json json{{"drill", m_scenario.name},
                                    {"runbook", m_scenario.page.name},
                                    {"status", word()},
                                    {"took_s", static_cast<double>(m_spent.count()) / 1'000},
                                    {"checks", checks}};
        for (auto const &one : m_accounts) json[one.name] = one.figures;
        return json;
    }

    std::vector<std::string> words_of(std::string const &line) const
    {
        return runbook::filled(runbook::split_words(line), m_scenario.set);
    }

    Order const &m_order;
    cli::Io &m_io;
    Clock &m_clock;
    Scenario m_scenario;
    Ground m_ground;
    Stage m_stage;
    Millis m_spent{0};
    std::vector<Check> m_checks;
    std::vector<Accounts> m_accounts;
};

}  // namespace

Fault practise(Order const &order, Environ const &variables, cli::Io &io, Clock &clock)
{
    if (!order.automatic && !io.can_ask())
        throw Error{Fault::declined, "a drill needs somebody at a terminal",
                    fmt::format("omactl drill {} --auto    (the page is run alone)", order.name)};
    return Practice{order, variables, io, clock}.go();
}

}  // namespace omactl::drill
