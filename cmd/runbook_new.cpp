#include "cmd/runbook_session.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/journal.hpp"
#include "lib/runbook/lint.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace omactl::cmd {

namespace {

struct RunbookNewOptions {
    std::string name;
    std::optional<std::string> since, file;
};

constexpr std::string_view k_template = R"(---
title: {yaml}
symptoms:
  - "the words of the pager or of omactl status; … stands for anything between them"
needs: [redis]
parameters:
  queue: {{ type: queue, help: "which queue" }}
---

# {title}

What is going on, in two or three sentences. What is *not* in danger.

## Is it really so?

What good looks like, and when to stop here.

```omactl
omactl queue why {{{{queue}}}}
```

## Deal with it

Why this, and why before what follows. What can't be undone.

```omactl verify="queue why {{{{queue}}}}" within=2m
omactl queue clear {{{{queue}}}} --duplicates
```

## Tell the team

What was found, what was done, where the archive lies.
)";

std::string yaml_text(std::string_view text)
{
    std::string quoted;
    append_json_string(quoted, text);
    return quoted;
}

// They belong to the moment in which they were typed.
constexpr std::array<std::string_view, 9> k_momentary{"-y",        "--yes",  "-q", "--quiet",  "-v",
                                                      "--verbose", "--json", "-n", "--dry-run"};
constexpr std::array<std::string_view, 7> k_momentary_with_value{"-e",       "--env",    "--config", "--confirm",
                                                                 "--reason", "--output", "-o"};

std::string line_of(std::vector<std::string> const &argv)
{
    std::string line = "omactl";
    for (std::size_t i = 0; i < argv.size(); ++i) {
        auto const name = std::string_view{argv[i]}.substr(0, argv[i].find('='));
        if (std::ranges::find(k_momentary, name) != k_momentary.end()) continue;
        if (std::ranges::find(k_momentary_with_value, name) != k_momentary_with_value.end()) {
            if (name == argv[i]) ++i;
            continue;
        }
        line += " " + shell_quoted(argv[i]);
    }
    return line;
}

// What can't stand in a page: it names an operation that is over.
bool is_repeatable(op::Entry const &entry)
{
    auto const &argv = entry.plan.command;
    return entry.plan.undoes.empty() && argv != "undo" && argv != "resume" && argv != "apply";
}

std::string prose_of(op::Entry const &entry)
{
    auto text = fmt::format("Done at {} by {}", entry.began.substr(0, 19) + "Z", printable(entry.plan.who));
    if (!entry.plan.reason.empty()) text += fmt::format(", because: {}", printable(entry.plan.reason));
    text += ".";
    if (auto const *verdict = entry.last_data(std::string(op::name_of(entry.state))))
        if (auto const sentence = verdict->value("sentence", ""); !sentence.empty()) text += " " + printable(sentence);
    if (entry.state == op::State::undone) text += " It was undone later: leave it out?";
    return text;
}

std::string from_journal(RunbookNewOptions const &o, Session &session)
{
    auto const since = rfc3339(parse_since(*o.since, session.context().clock.now()));
    std::string steps;
    std::set<std::string_view> needs;
    int number = 0;
    for (auto const &entry : session.journal().entries()) {
        if (entry.began < since || !is_repeatable(entry)) continue;
        auto const *started = entry.events.empty() ? nullptr : &entry.events.front().data;
        auto const argv = started ? started->value("argv", std::vector<std::string>{}) : std::vector<std::string>{};
        if (auto const service = runbook::service_asked_by(entry.plan.command); !service.empty()) needs.insert(service);
        steps += fmt::format("\n## {}. {} {}\n\n{}\n\n```omactl\n{}\n```\n", ++number, printable(entry.plan.command),
                             printable(entry.plan.target), prose_of(entry), line_of(argv));
    }
    if (number == 0)
        throw Error{Fault::not_found, fmt::format("nothing was done since {}", since),
                    "omactl journal ls; --from-journal 1d looks further back"};
    return fmt::format("---\ntitle: {0}\nsymptoms:\n  - {0}\nneeds: [{1}]\n---\n\n# {2}\n\nWhat was done by hand since "
                       "{3}. Say why each step comes, and what good looks like.\n{4}",
                       yaml_text(o.name), fmt::join(needs, ", "), o.name, since.substr(0, 19) + "Z", steps);
}

Fault make(RunbookNewOptions const &o, Session &session)
{
    auto title = o.name;
    std::ranges::replace(title, '-', ' ');
    auto const text =
        o.since ? from_journal(o, session)
                : fmt::format(fmt::runtime(k_template), fmt::arg("yaml", yaml_text(title)), fmt::arg("title", title));
    if (!o.file) {
        session.context().io.out(text);
        return Fault::ok;
    }
    if (is_there(*o.file)) throw Error{Fault::usage, fmt::format("{} is there already", *o.file), "another --file"};
    auto const fd = open_file(*o.file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    write_all(fd.get(), text, *o.file);
    session.context().say(fmt::format("Wrote {0}; check it with: omactl runbook lint {0}\n", *o.file));
    return Fault::ok;
}

constexpr cli::Param k_params[] = {
    cli::param<&RunbookNewOptions::name>("name", "", "Name of the page, like redis-crash"),
    cli::param<&RunbookNewOptions::since>("--from-journal", "SINCE", "From what was done since then: 2h, or a time"),
    cli::param<&RunbookNewOptions::file>("--file", "PATH", "Into a new file instead of to stdout",
                                         cli::Complete::files),
};
constexpr cli::Example k_examples[] = {
    {"omactl runbook new redis-crash --file ./redis-crash.md", "a page to fill in"},
    {"omactl runbook new clear-sites --from-journal 2h", "what was just done by hand, as a page"},
};
Action<RunbookNewOptions> const g_new{
    {.path = "runbook new",
     .summary = "Begin a runbook, from a template or from the journal",
     .details =
         "From the journal each operation becomes a step with its command, who did it, why, and what came of it.\n"
         "What belonged to the moment (--yes, --reason, the environment) is left out.",
     .params = k_params,
     .examples = k_examples},
    make};

}  // namespace

}  // namespace omactl::cmd
