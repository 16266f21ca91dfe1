#include "tests/cli/script.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>

namespace omactl::tests {

namespace {

std::optional<std::string_view> after(std::string_view mark, std::string_view line)
{
    if (!line.starts_with(mark)) return std::nullopt;
    return line.substr(mark.size());
}

class Parser {
public:
    explicit Parser(std::string const &path)
    {
        m_script.path = path;
        std::string const text = read_file(path);
        for (auto const line : split(text, '\n')) m_script.lines.emplace_back(line);
        if (!m_script.lines.empty() && m_script.lines.back().empty()) m_script.lines.pop_back();
    }

    Script parse()
    {
        bool commands = false;
        while (m_at < m_script.lines.size()) {
            std::string_view const line = m_script.lines[m_at++];
            if (line.empty() || line.starts_with('#')) {
                m_open = false;
            } else if (!expectation(line)) {
                m_script.steps.push_back(step(line));
                m_open = m_script.steps.back().kind == Step::Kind::command;
                commands = commands || m_open;
            }
        }
        if (!commands) throw Error{Fault::usage, m_script.path + ": no command in it, so it tests nothing"};
        return std::move(m_script);
    }

private:
    [[noreturn]] void refuse(std::string_view what) const
    {
        throw Error{Fault::usage, fmt::format("{}:{}: {}", m_script.path, m_at, what)};
    }

    Step step(std::string_view line)
    {
        Step s;
        s.line = s.last_line = m_at;
        auto const is = [&](std::string_view mark, Step::Kind kind) {
            auto const rest = after(mark, line);
            if (!rest) return false;
            s.kind = kind;
            s.words = *rest;
            return true;
        };
        if (is("$ tty ", Step::Kind::command))
            s.terminal = true;
        else if (is("redis? ", Step::Kind::ask_redis) || is("pg? ", Step::Kind::ask_postgres))
            take_answer(s);
        else if (is("file ", Step::Kind::file))
            take_content(s);
        else if (!is("$ ", Step::Kind::command) && !is("needs redis", Step::Kind::needs_redis) &&
                 !is("redis ", Step::Kind::redis) && !is("needs postgres", Step::Kind::needs_postgres) &&
                 !is("pg ", Step::Kind::postgres) && !is("pg& ", Step::Kind::run_session) &&
                 !is("pg- ", Step::Kind::close_session) && !is("env ", Step::Kind::env))
            refuse("not a line of this format (tests/cli/README.md)");
        return s;
    }

    void take_answer(Step &s) const
    {
        auto const arrow = s.words.rfind(" => ");
        if (arrow == std::string::npos) refuse("a question wants ' => ' and the answer");
        s.text = s.words.substr(arrow + 4);
        s.words.resize(arrow);
    }

    void take_content(Step &s)
    {
        auto const mark = s.words.find(" <<");
        if (mark == std::string::npos) refuse("file wants a path and <<END");
        std::string const end = s.words.substr(mark + 3);
        s.words.resize(mark);
        for (; m_at < m_script.lines.size(); s.text += m_script.lines[m_at++] + "\n")
            if (m_script.lines[m_at] == end) return static_cast<void>(++m_at);
        refuse("the file has no end '" + end + "'");
    }

    /// Lines that belong to the command above; false when it is none.
    bool expectation(std::string_view line)
    {
        static constexpr std::string_view marks[] = {"  ", "! ", "~ ", "!~ ", "=> ", "< "};
        std::string_view mark;
        for (auto const m : marks)
            if (line.starts_with(m)) mark = m;
        if (mark.empty()) return false;
        if (!m_open) refuse("an expectation stands directly under its command");
        Step &s = m_script.steps.back();
        auto const text = line.substr(mark.size());
        s.last_line = m_at;
        if (mark == "  ")
            s.out.push_back(plain(text));
        else if (mark == "! ")
            s.err.push_back(plain(text));
        else if (mark == "~ ")
            s.out.push_back({Expected::Kind::regex, std::string(text), m_at});
        else if (mark == "!~ ")
            s.err.push_back({Expected::Kind::regex, std::string(text), m_at});
        else if (mark == "=> ")
            s.status = number(text);
        else
            answer(s, text);
        return true;
    }

    Expected plain(std::string_view text) const
    {
        return {text == "..." ? Expected::Kind::anything : Expected::Kind::text, std::string(text), m_at};
    }

    void answer(Step &s, std::string_view text) const
    {
        if (!s.terminal) refuse("only a '$ tty' command can be answered");
        s.answers.emplace_back(text);
    }

    int number(std::string_view text) const
    {
        int value = 0;
        auto const [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (bad != std::errc{} || end != text.data() + text.size()) refuse("=> wants an exit status");
        return value;
    }

    Script m_script;
    std::size_t m_at = 0;
    bool m_open = false;
};

}  // namespace

Script parse_script(std::string const &path)
{
    return Parser{path}.parse();
}

}  // namespace omactl::tests
