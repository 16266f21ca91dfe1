#include "lib/runbook/story.hpp"

#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/hands.hpp"
#include "lib/runbook/units.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace omactl::runbook {

namespace {

using Kind = Happening::Kind;

// Nobody seals a transcript: what is no text in it counts as none.
std::string text_of(Json const &line, char const *key)
{
    auto const found = line.find(key);
    return found != line.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::vector<Said> said_in(Record const &record, int attempt)
{
    std::vector<Said> all;
    auto const text = read_if_there(record.path(transcript_name(attempt))).value_or("");
    for (auto const line : split(text, '\n')) {
        auto const json = Json::parse(line, nullptr, false);
        if (!json.is_object()) continue;  // torn, when the machine died
        Said one{text_of(json, "at"), text_of(json, "to"), text_of(json, "text")};
        bool const goes_on = !all.empty() && all.back().to == one.to && (one.to == "out" || one.to == "err");
        if (goes_on)
            all.back().text += one.text;
        else
            all.push_back(std::move(one));
    }
    return all;
}

double seconds_between(std::string const &began, std::string const &ended)
{
    auto const from = parse_time(began), to = parse_time(ended);
    return from && to ? std::chrono::duration<double>(*to - *from).count() : 0;
}

std::string pasted(std::vector<std::string> const &words)
{
    std::string text = "omactl";
    for (auto const &word : words) text += " " + shell_quoted(word);
    return text;
}

/// Reads a run's events one by one.
class Teller {
public:
    Teller(Record const &record, Story &story) : m_record(record), m_story(story), m_units(units_of(story.page)) {}

    void hear(RunEvent const &event)
    {
        if (event.name == "begun" || event.name == "resumed") m_who = event.data.value("who", m_who);
        if (event.name == "all undone") m_who = event.data.value("who", m_who);
        if (event.name == "started")
            start(event);
        else if (event.name == "ended")
            end(event);
        else if (event.name == "failed")
            fail(event);
        else if (event.name == "done")
            conclude(event);
        else if (event.name == "undoing")
            undo(event);
        else if (event.name == "undone")
            settle_undo(event);
        else
            tell_plainly(event);
    }

private:
    Unit const *unit_of(RunEvent const &event) const
    {
        auto const found = std::ranges::find(m_units, event.data.value("unit", ""), &Unit::key);
        return found == m_units.end() ? nullptr : &*found;
    }

    std::size_t number_of(std::string const &step) const
    {
        auto const &steps = m_story.page.steps;
        auto const found = std::ranges::find(steps, step, &Step::name);
        return found == steps.end() ? 0 : static_cast<std::size_t>(found - steps.begin()) + 1;
    }

    // The page may have been changed since: then the words are what is left of the line.
    std::string line_of(RunEvent const &event) const
    {
        auto const *unit = unit_of(event);
        if (!unit) return pasted(event.data.value("words", std::vector<std::string>{}));
        if (unit->kind == Unit::Kind::person) return {};
        if (unit->kind == Unit::Kind::line) return pasteable(unit->line.text, m_story.run.values);
        std::string script;
        for (auto const &line : unit->block->lines) script += line.text + '\n';
        return script;
    }

    Happening &tell(RunEvent const &event, Kind kind)
    {
        auto &made = m_story.happenings.emplace_back();
        made.kind = kind;
        made.at = event.at;
        made.who = m_who;
        made.unit = event.data.value("unit", "");
        auto const *unit = unit_of(event);
        made.step = unit ? unit->step->name : event.data.value("step", "");
        made.step_number = number_of(made.step);
        made.why = event.data.value("why", "");
        return made;
    }

    // The last one that is of the event's unit and ran something.
    Happening *last_try(RunEvent const &event)
    {
        auto const key = event.data.value("unit", "");
        auto &all = m_story.happenings;
        auto const found = std::find_if(all.rbegin(), all.rend(), [&](Happening const &one) {
            return one.unit == key && (one.kind == Kind::tried || one.kind == Kind::script);
        });
        return found == all.rend() ? nullptr : &*found;
    }

    void start(RunEvent const &event)
    {
        auto const *unit = unit_of(event);
        bool const is_person = unit ? unit->kind == Unit::Kind::person : !event.data.contains("line");
        if (is_person) return;  // told when it is answered
        auto &made = tell(event, unit && unit->kind == Unit::Kind::shell ? Kind::script : Kind::tried);
        made.line = line_of(event);
        made.attempt = event.data.value("attempt", 0);
        made.said = said_in(m_record, made.attempt);
    }

    void end(RunEvent const &event)
    {
        auto *made = last_try(event);
        if (!made) return;
        made->status = event.data.value("status", 0);
        made->seconds = event.data.value("seconds", seconds_between(made->at, event.at));
    }

    void fail(RunEvent const &event)
    {
        if (auto *made = last_try(event)) made->why = event.data.value("why", "");
    }

    void conclude(RunEvent const &event)
    {
        auto const *unit = unit_of(event);
        if (!last_try(event)) {
            tell(event, Kind::person);
        } else if (unit && unit->ends_block && unit->block->attributes.verify) {
            auto const &verify = *unit->block->attributes.verify;
            auto const line = verify.starts_with("omactl ") ? verify : "omactl " + verify;
            tell(event, Kind::verified).line = pasteable(line, m_story.run.values);
        }
    }

    void undo(RunEvent const &event)
    {
        auto &made = tell(event, Kind::undoing);
        made.line = pasted(event.data.value("words", std::vector<std::string>{}));
        made.attempt = event.data.value("attempt", 0);
        made.said = said_in(m_record, made.attempt);
    }

    void settle_undo(RunEvent const &event)
    {
        auto &all = m_story.happenings;
        if (all.empty() || all.back().kind != Kind::undoing) return;
        all.back().status = 0;
        all.back().seconds = seconds_between(all.back().at, event.at);
    }

    void tell_plainly(RunEvent const &event)
    {
        struct Plain {
            std::string_view event;
            Kind kind;
        };
        static constexpr std::array k_plain{
            Plain{"skipped", Kind::skipped}, Plain{"passed", Kind::passed},     Plain{"stopped", Kind::stopped},
            Plain{"resumed", Kind::resumed}, Plain{"finished", Kind::finished}, Plain{"all undone", Kind::undone},
        };
        auto const *const plain = std::ranges::find(k_plain, event.name, &Plain::event);
        if (plain == k_plain.end()) return;
        auto &made = tell(event, plain->kind);
        if (plain->kind == Kind::skipped || plain->kind == Kind::passed) made.line = line_of(event);
    }

    Record const &m_record;
    Story &m_story;
    std::vector<Unit> m_units;
    std::string m_who;
};

}  // namespace

std::string_view name_of(Happening::Kind kind)
{
    constexpr std::array<std::string_view, 11> names{"tried",   "script",  "person",  "skipped",  "passed", "verified",
                                                     "undoing", "stopped", "resumed", "finished", "undone"};
    return names[static_cast<std::size_t>(kind)];
}

Story story_of(Record const &record)
{
    auto const events = record.events();
    auto const &folder = record.folder();
    Story story{state_of(folder.substr(folder.rfind('/') + 1), events), {}, {}};
    story.page = parse_page(story.run.page, story.run.path, story.run.text);
    Teller teller{record, story};
    for (auto const &event : events) teller.hear(event);
    return story;
}

}  // namespace omactl::runbook
