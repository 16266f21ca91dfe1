#include "lib/runbook/report.hpp"

#include "lib/core/error.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace omactl::runbook {

namespace {

using Kind = Happening::Kind;

std::string seconds_text(double seconds)
{
    return human_duration(Millis{static_cast<std::int64_t>(seconds * 1000)});
}

std::string status_text(int status)
{
    for (auto const &fact : fault_table())
        if (static_cast<int>(fact.fault) == status) return fmt::format("{} ({})", status, fact.name);
    return std::to_string(status);
}

Facts facts_of(RunState const &run, std::string_view standing)
{
    Facts facts;
    auto &rows = facts.rows;
    rows.push_back({"Status", {run.why.empty() ? std::string(standing) : fmt::format("{}: {}", standing, run.why)}});
    rows.push_back({"Runbook", {code(run.page), fmt::format(", environment {}", run.env)}});
    rows.push_back({"Run", {code(run.id)}});
    rows.push_back({"By", {run.who}});
    rows.push_back({"Began", {short_time(run.began)}});
    auto const took = human_duration(span_of(run));
    if (run.ended.empty())
        rows.push_back({"Last event", {fmt::format("{}, after {}", short_time(run.last), took)}});
    else
        rows.push_back({"Ended", {fmt::format("{}, after {}", short_time(run.ended), took)}});
    if (!run.reason.empty()) rows.push_back({"Reason", {run.reason}});
    for (auto const &[name, value] : run.values) rows.push_back({"Parameter " + name, {code(value)}});
    return facts;
}

/// What was printed and asked, as it stood on the terminal.
std::string printed(std::vector<Said> const &said)
{
    std::string text;
    for (auto const &one : said) {
        text += one.text;
        if (one.to == "answered") text += '\n';
    }
    return text;
}

void add_answers(Happening const &happening, Item &item)
{
    std::string question;
    for (auto const &one : happening.said) {
        if (one.to == "asked") question = trim(one.text);
        if (one.to != "answered") continue;
        auto const answer = one.text.empty() ? std::string("nothing") : fmt::format("“{}”", one.text);
        item.notes.push_back({fmt::format("asked “{}”, {} answered {}", question, happening.who, answer)});
    }
}

Text outcome_of(Happening const &happening)
{
    Text text{code(happening.line)};
    if (happening.kind == Kind::script) text = {"a script"};
    if (happening.status)
        text.emplace_back(
            fmt::format(" ended with {} after {}", status_text(*happening.status), seconds_text(happening.seconds)));
    else
        text.emplace_back(" was begun; how it ended is not recorded");
    return text;
}

Item tried(Happening const &happening, std::vector<Work> const &made)
{
    Item item{happening.at, outcome_of(happening), {}, {}};
    add_answers(happening, item);
    for (auto const &work : made)
        if (work.attempt == happening.attempt && happening.attempt > 0)
            item.notes.push_back({"operation ", code(work.id), ": " + work.status});
    if (!happening.why.empty() && happening.status != 0) item.notes.push_back({happening.why});
    if (happening.kind == Kind::script) {
        item.outputs.push_back({happening.line});
        item.notes.emplace_back(Text{"what a script prints is not kept"});
    }
    if (auto text = printed(happening.said); !text.empty()) item.outputs.push_back({std::move(text)});
    return item;
}

std::string with_reason(std::string text, std::string const &why)
{
    return why.empty() ? text : fmt::format("{}: {}", text, why);
}

Text left_out(Happening const &happening, std::string_view verb)
{
    if (happening.line.empty()) return {with_reason(std::string(verb), happening.why)};
    if (happening.line.ends_with('\n')) return {with_reason(fmt::format("a script {}", verb), happening.why)};
    return {code(happening.line), with_reason(fmt::format(" {}", verb), happening.why)};
}

Item item_of(Happening const &happening, std::vector<Work> const &made)
{
    auto const by = [&](std::string_view what) { return fmt::format("{} by {}", what, happening.who); };
    switch (happening.kind) {
    case Kind::tried:
    case Kind::script:
    case Kind::undoing: return tried(happening, made);
    case Kind::person:
        return {happening.at,
                {by("done"), happening.why.empty() ? "" : fmt::format(", who saw: “{}”", happening.why)},
                {},
                {}};
    case Kind::skipped: return {happening.at, left_out(happening, by("skipped")), {}, {}};
    case Kind::passed: return {happening.at, left_out(happening, "not run"), {}, {}};
    case Kind::verified: return {happening.at, {"verified: ", code(happening.line)}, {}, {}};
    case Kind::stopped: return {happening.at, {with_reason("stopped", happening.why)}, {}, {}};
    case Kind::resumed: return {happening.at, {by("resumed")}, {}, {}};
    case Kind::finished: return {happening.at, {"finished"}, {}, {}};
    case Kind::undone: return {happening.at, {with_reason(by("put back"), happening.why)}, {}, {}};
    }
    return {};
}

/// The steps in the order in which they were come to; a step that was left and come back to stands twice.
class Timeline {
public:
    Timeline(Story const &story, std::vector<Work> const &made, Document &document)
        : m_story(story), m_made(made), m_document(document)
    {
    }

    void add(Happening const &happening)
    {
        // Undoing belongs to the run: it is not the step once more.
        bool const of_step = !happening.step.empty() && happening.kind != Kind::undoing;
        auto const title = of_step           ? fmt::format("Step {}: {}", happening.step_number, happening.step)
                           : m_title.empty() ? std::string("The run")
                                             : m_title;
        if (happening.kind == Kind::undoing && m_title != "Putting back") begin("Putting back", happening);
        if (of_step && title != m_title) begin(title, happening);
        if (m_title.empty()) begin(title, happening);
        std::get<Items>(m_document.parts.back()).push_back(item_of(happening, m_made));
    }

private:
    void begin(std::string const &title, Happening const &happening)
    {
        m_title = title;
        m_document.parts.emplace_back(Heading{3, title});
        auto const &steps = m_story.page.steps;
        bool const fresh = happening.kind != Kind::undoing && happening.step_number > 0 &&
                           m_quoted.insert(happening.step_number).second;
        if (fresh)
            for (auto const &part : steps.at(happening.step_number - 1).parts)
                if (auto const *prose = std::get_if<Prose>(&part); prose && !trim(prose->markdown).empty())
                    m_document.parts.emplace_back(Quotation{prose->markdown});
        m_document.parts.emplace_back(Items{});
    }

    Story const &m_story;
    std::vector<Work> const &m_made;
    Document &m_document;
    std::string m_title;
    std::set<std::size_t> m_quoted;
};

void add_changes(std::vector<Work> const &made, Document &document)
{
    document.parts.emplace_back(Heading{2, "What it changed"});
    if (made.empty()) {
        document.parts.emplace_back(Paragraph{{"Nothing."}});
        return;
    }
    Items items;
    for (auto const &work : made) items.push_back(work.item);
    document.parts.emplace_back(std::move(items));
}

void add_unreached(Story const &story, Document &document)
{
    Items items;
    for (auto const &unit : units_of(story.page)) {
        auto const standing = story.run.standing_of(unit.key);
        if (standing != Standing::todo && standing != Standing::started) continue;
        if (standing == Standing::started && unit.kind != Unit::Kind::person) continue;  // told where it was tried
        Text text{fmt::format("Step {}: {}", unit.step_number, unit.step->name)};
        if (unit.kind != Unit::Kind::person) text = {text.front().text + ", ", code(unit.line.text)};
        items.push_back({"", std::move(text), {}, {}});
    }
    if (items.empty()) return;
    document.parts.emplace_back(Heading{2, "Not done"});
    document.parts.emplace_back(std::move(items));
}

}  // namespace

Millis span_of(RunState const &run)
{
    auto const from = parse_time(run.began), to = parse_time(run.ended.empty() ? run.last : run.ended);
    return from && to ? *to - *from : Millis{0};
}

Document report_of(Story const &story, std::vector<Work> const &made, std::string_view standing)
{
    Document document{story.run.title.empty() ? story.run.page : story.run.title, {}};
    document.parts.emplace_back(facts_of(story.run, standing));
    add_changes(made, document);
    document.parts.emplace_back(Heading{2, "What happened"});
    Timeline timeline{story, made, document};
    for (auto const &happening : story.happenings) timeline.add(happening);
    add_unreached(story, document);
    return document;
}

}  // namespace omactl::runbook
