#include "lib/cli/main.hpp"

#include "lib/cli/complain.hpp"
#include "lib/cli/help.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/parse.hpp"
#include "lib/cli/paste.hpp"
#include "lib/cli/route.hpp"
#include "lib/process/process.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cli {

namespace {

using Words = std::span<std::string const>;

struct Invocation {
    Words words;
    Environ const &environ;
    Io &io;
    Clock &clock;
    Secrets &secrets;
    std::string path;  // of the command, for messages
    bool json_errors = false;
    bool changes = false;  // what it has done is done, whether it can be told or not
};

// Before the line is parsed, or when it can't be: does it ask for JSON?
bool asks_for_json(Words words)
{
    for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
        std::string_view const w = words[i];
        if (w == "--json" || w == "--output=json" || w == "--output=jsonl" || w == "-ojson" || w == "-ojsonl")
            return true;
        bool const output = w == "-o" || w == "--output";
        if (output && i + 1 < words.size() && (words[i + 1] == "json" || words[i + 1] == "jsonl")) return true;
    }
    return false;
}

Fault print(Invocation &s, std::string_view text)
{
    s.io.out(text);
    return Fault::ok;
}

// git-style: `omactl WORD …` runs omactl-WORD. Returns when there is no such program.
void become_program(Invocation const &s, std::size_t at)
{
    auto const &word = s.words[at];
    if (word.find('/') != std::string_view::npos || word.starts_with('-')) return;
    auto const name = "omactl-" + word;
    auto const program = process::find_program(name, s.environ.get("PATH").value_or(""));
    if (!program) return;
    if (at > 0)
        throw Error{Fault::usage, fmt::format("'{}' is a program of its own: options stand after it", name),
                    fmt::format("omactl {} {} …", word, s.words[0])};
    std::vector<std::string> argv{name};
    argv.insert(argv.end(), s.words.begin() + 1, s.words.end());
    process::become(*program, argv);
}

Fault run_bound(Invocation &s, Bound const &bound)
{
    s.path = bound.command->spec().path;
    s.json_errors = bound.globals.output == Output::json || bound.globals.output == Output::jsonl;
    s.changes = bound.changes && !bound.change.dry_run;
    s.io.set_color(bound.globals.color);
    Context context{.globals = bound.globals,
                    .change = bound.change,
                    .argv = {s.words.begin(), s.words.end()},
                    .command = s.path,
                    .environ = s.environ,
                    .io = s.io,
                    .clock = s.clock,
                    .secrets = s.secrets};
    return bound.command->run(bound.options.get(), context);
}

Fault run_command(Invocation &s)
{
    auto const bound = cli::bind(s.words);
    return bound.help ? print(s, command_help(*bound.command)) : run_bound(s, bound);
}

// `omactl` alone is `omactl help`: that command knows more than the bare map.
Fault show_map(Invocation &s)
{
    auto const *help = find_command("help");
    if (!help) return print(s, map_text());
    return run_bound(s, {.command = help, .options = help->fresh_options()});
}

Fault dispatch(Invocation &s)
{
    if (s.words.empty()) return show_map(s);
    if (s.words.size() == 1 && s.words[0] == "--version") return print(s, "omactl " OMACTL_VERSION "\n");
    auto const route = find_route(s.words);
    if (route.command) {
        s.path = route.command->spec().path;
        if (!route.help) return run_command(s);
        refuse_mangled_options(s.words);
        return print(s, command_help(*route.command));
    }
    if (route.stray && route.group.empty()) become_program(s, *route.stray);
    if (!route.stray) return print(s, route.group.empty() ? map_text() : group_help(route.group));
    refuse_mangled_options(s.words);
    refuse_mangled_words(s.words);
    throw no_command(route, s.words);
}

void complain(Invocation const &s, Error const &error)
{
    if (s.json_errors)
        complain_json(error, s.path, s.io, s.secrets);
    else
        cli::complain(error, s.path, s.io, s.secrets);
}

// What was printed must have arrived; a worse verdict of the command stands, and what was changed is changed.
Fault finish(Invocation &s, Fault verdict)
{
    try {
        s.io.finish();
    } catch (Error const &e) {
        complain(s, e);
        if (!s.changes && (verdict == Fault::ok || verdict == Fault::found)) return e.fault();
    }
    return verdict;
}

Fault guarded(Invocation &s)
{
    try {
        return dispatch(s);
    } catch (Error const &e) {
        complain(s, e);
        return e.fault();
    } catch (std::exception const &e) {
        complain(s, {Fault::internal, fmt::format("internal error: {}; this is a bug in omactl", e.what())});
    }
    return Fault::internal;
}

}  // namespace

int run(std::span<std::string const> words, Environ const &environ, Io &io, Clock &clock, Secrets &secrets)
{
    Invocation s{words, environ, io, clock, secrets, {}, asks_for_json(words)};
    auto const verdict = guarded(s);
    return static_cast<int>(finish(s, verdict));
}

}  // namespace omactl::cli
