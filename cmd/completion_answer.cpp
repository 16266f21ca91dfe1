#include "cmd/completion_answer.hpp"

#include "cmd/completion_names.hpp"
#include "lib/cli/bash_line.hpp"
#include "lib/cli/io.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace omactl::cmd {

namespace {

constexpr Millis k_for_services{30};

using Words = std::span<std::string const>;

struct Surroundings {
    Environ const &environ;
    cli::Io &io;
    Clock &clock;
    Secrets &secrets;
};

// The scripts hand words over as they were typed.
std::optional<std::string> with_home(std::optional<std::string> path, Environ const &environ)
{
    if (path && path->starts_with("~/")) path->replace(0, 1, environ.get("HOME").value_or("~"));
    return path;
}

// All that may stand there, in the order to show it.
cli::Wish whole_wish(Words words, Surroundings const &s)
{
    auto wish = cli::wish_of(words);
    cli::Context context{.environ = s.environ, .io = s.io, .clock = s.clock, .secrets = s.secrets};
    context.globals.env = wish.env;
    context.globals.config = with_home(wish.config, s.environ);
    context.globals.timeout = k_for_services;
    try {
        Session session{context};
        for (auto &name : completion_names(wish, session)) wish.candidates.push_back(std::move(name));
    } catch (std::exception const &) {
        // Nobody asked for a message in the middle of a line.
    }
    // Each is a line of the answer, and is shown on a terminal.
    std::erase_if(wish.candidates, [](auto const &c) { return c.word.empty() || printable(c.word) != c.word; });
    return wish;
}

bool wants_files(cli::Wish const &wish)
{
    return wish.names == cli::Complete::files && wish.candidates.empty();
}

std::size_t number(std::string_view text, std::size_t otherwise)
{
    std::size_t value = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string for_bash(Words words, Surroundings const &s)
{
    if (words.size() != 3) return {};
    auto const line = cli::bash_line(words[0].substr(0, number(words[1], words[0].size())), words[2]);
    if (line.words.size() < 2) return {};
    auto const wish = whole_wish(Words{line.words}.subspan(1), s);
    if (wants_files(wish)) return "files\n";
    std::string answer = "words\n";
    for (auto const &candidate : wish.candidates)
        if (auto const whole = wish.before + candidate.word; whole.starts_with(line.words.back()))
            answer += line.reply(whole) + "\n";
    return answer;
}

// zsh's _describe takes ':' for the end of the word.
std::string described(cli::Candidate const &candidate)
{
    std::string line;
    for (char const c : candidate.word) {
        if (c == ':' || c == '\\') line += '\\';
        line += c;
    }
    return candidate.about.empty() ? line : fmt::format("{}:{}", line, printable(candidate.about));
}

// zsh and fish sort out themselves what fits, each in its ways.
std::string for_zsh(Words words, Surroundings const &s)
{
    auto const wish = whole_wish(words, s);
    std::string answer = wants_files(wish) ? "files" : "words";
    answer += wish.before.empty() ? "\n" : "=\n";
    for (auto const &candidate : wish.candidates) answer += described(candidate) + "\n";
    return answer;
}

std::string for_fish(Words words, Surroundings const &s)
{
    auto const wish = whole_wish(words, s);
    std::string answer = wants_files(wish) ? "files\n" : "words\n";
    for (auto const &candidate : wish.candidates)
        answer += fmt::format("{}{}\t{}\n", wish.before, candidate.word, printable(candidate.about));
    return answer;
}

std::string answer_for(Words words, Surroundings const &s)
{
    if (words.empty()) return {};
    auto const &shell = words[0];
    if (shell == "bash") return for_bash(words.subspan(1), s);
    if (words.size() < 2 || words[1] != "--") return {};
    if (shell == "zsh") return for_zsh(words.subspan(2), s);
    return shell == "fish" ? for_fish(words.subspan(2), s) : std::string{};
}

}  // namespace

void answer_completion(Words words, Environ const &environ, cli::Io &io, Clock &clock, Secrets &secrets)
{
    try {
        io.out(answer_for(words, {environ, io, clock, secrets}));
        io.finish();
    } catch (std::exception const &) {
        // A pipe that nobody reads any more.
    }
}

}  // namespace omactl::cmd
