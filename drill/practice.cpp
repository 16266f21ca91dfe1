#include "drill/practice.hpp"

#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/library.hpp"
#include "lib/runbook/page.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

#include "drill/deeds.hpp"
#include "drill/ground.hpp"
#include "drill/stage.hpp"

namespace omactl::drill {

namespace {

constexpr Millis k_rest_limit{60'000};
constexpr Millis k_mended_limit{5'000};
constexpr Millis k_between{500};

/// One thing that must be so in the end.
struct Check {
    std::string what;
    bool holds = false;
};

class Practice {
public:
    Practice(Order const &order, Environ const &variables, cli::Io &io, Clock &clock)
        : m_order(order), m_io(io), m_clock(clock),
          m_scenario(read_scenario(order.name, runbook::drill_path(order.name, order.folders))),
          m_page(runbook::read_page(runbook::path_of(order.name, order.folders))),
          m_ground(order.omactl, order.folders, m_page.needs, variables, clock), m_stage(m_order, m_ground, io)
    {
    }

    Fault go()
    {
        m_stage.tell(fmt::format("Drill {}: {}\nReal servers in {}, gone when the drill ends.\n", m_scenario.name,
                                 m_scenario.title, m_ground.folder()));
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
        std::vector<std::string> words{"run", m_scenario.name};
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
                                 "  read:  omactl runbook show {}\n  run:   omactl {}\n",
                                 m_scenario.name, fmt::format("{}", fmt::join(run_words(), " "))));
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
        m_ground.await_rest(k_rest_limit);
        m_accounts = m_ground.accounts();
        auto const &now = m_accounts;
        m_checks.push_back({fmt::format("{} of {} were done, {} lie in an archive, {} failed, {} wait",
                                        with_commas(now.done), counted(now.pushed, "job"), with_commas(now.archived),
                                        with_commas(now.failed), with_commas(now.waiting + now.held)),
                            now.waiting + now.held + now.failed == 0});
        m_checks.push_back({now.lost + now.repeated == 0
                                ? std::string{"none was lost, none was done twice"}
                                : fmt::format("{} lost, {} done twice, for example {}", with_commas(now.lost),
                                              with_commas(now.repeated), printable(now.example)),
                            now.lost + now.repeated == 0});
    }

    bool comes_true(std::vector<std::string> const &words)
    {
        auto const end = m_clock.ticks() + k_mended_limit;
        for (;;) {
            if (m_stage.ask(words) == 0) return true;
            if (m_clock.ticks() >= end) return false;
            m_ground.sleep(k_between);
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
        auto const &now = m_accounts;
        return {{"drill", m_scenario.name},
                {"runbook", m_page.name},
                {"status", word()},
                {"took_s", static_cast<double>(m_spent.count()) / 1'000},
                {"checks", checks},
                {"jobs",
                 {{"pushed", now.pushed},
                  {"done", now.done},
                  {"waiting", now.waiting},
                  {"held", now.held},
                  {"failed", now.failed},
                  {"archived", now.archived},
                  {"lost", now.lost},
                  {"repeated", now.repeated}}}};
    }

    static std::vector<std::string> words_of(std::string const &line)
    {
        std::vector<std::string> words;
        for (auto const word : split(line, ' '))
            if (!word.empty()) words.emplace_back(word);
        return words;
    }

    Order const &m_order;
    cli::Io &m_io;
    Clock &m_clock;
    Scenario m_scenario;
    runbook::Page m_page;
    Ground m_ground;
    Stage m_stage;
    Millis m_spent{0};
    std::vector<Check> m_checks;
    Accounts m_accounts;
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
