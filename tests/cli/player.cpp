#include "tests/cli/player.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/redis/connection.hpp"
#include "tests/cli/match.hpp"
#include "tests/cli/terminal.hpp"
#include "tests/cli/words.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

namespace omactl::tests {

namespace {

constexpr Millis k_limit{60'000};

std::string variable(char const *name)
{
    char const *value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::string shown(redis::Reply::View reply)
{
    if (reply.is_nil()) return "(nil)";
    if (reply.is_integer()) return std::to_string(reply.integer());
    if (!reply.is_array()) return printable(reply.text());
    std::string all;
    for (std::size_t i = 0; i < reply.size(); ++i) all += (i == 0 ? "" : " ") + shown(reply[i]);
    return all;
}

void write_program(std::string const &path, std::string_view text)
{
    make_folders(path.substr(0, path.rfind('/')));
    auto file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC, 0700);
    write_all(file.get(), text, path);
    file.close();
}

void learn_from_files(std::string const &folder, Normaliser &normal)
{
    constexpr std::uintmax_t readable = 4 << 20;
    namespace fs = std::filesystem;
    for (auto const &entry : fs::recursive_directory_iterator{folder, fs::directory_options::skip_permission_denied}) {
        normal.learn_ids(entry.path().filename().string());
        std::error_code gone;
        if (entry.is_regular_file(gone) && entry.file_size(gone) <= readable)
            normal.learn_ids(read_if_there(entry.path().string()).value_or(""));
    }
}

}  // namespace

Player::Player(Script script, std::string program)
    : m_script(std::move(script)), m_program(std::move(program)), m_old_folder(std::filesystem::current_path())
{
    auto const &folder = m_folder.path();
    m_normal.name_path(folder, "FOLDER");
    m_variables = {{"PATH", folder + "/bin:" + variable("PATH")},
                   {"HOME", folder},
                   {"XDG_STATE_HOME", folder + "/state"},
                   {"XDG_CONFIG_HOME", folder + "/config"},
                   {"USER", "tester"},
                   {"LOGNAME", "tester"},
                   {"TZ", "UTC"},
                   {"LC_ALL", "C.UTF-8"},
                   {"TERM", "xterm"}};
    for (auto const *name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TMPDIR"})
        if (auto const value = variable(name); !value.empty()) m_variables[name] = value;
    std::filesystem::current_path(folder);
    // So that a test's own scripts can run it too, in the background say.
    write_program(folder + "/bin/omactl", fmt::format("#!/bin/sh\nexec '{}' \"$@\"\n", m_program));
}

Player::~Player()
{
    std::error_code ignored;
    std::filesystem::current_path(m_old_folder, ignored);
}

std::string Player::play()
{
    for (auto const &step : m_script.steps) {
        try {
            run(step);
        } catch (std::exception const &e) {
            report(step, fmt::format("     {}\n", e.what()));
            m_broken = true;
            break;
        }
    }
    return m_report;
}

void Player::run(Step const &step)
{
    switch (step.kind) {
    case Step::Kind::needs_redis: return start_redis(step);
    case Step::Kind::redis: return static_cast<void>(redis_answer(step));
    case Step::Kind::ask_redis: return compare_answer(step, "redis?", redis_answer(step));
    case Step::Kind::needs_postgres: return start_postgres(step);
    case Step::Kind::postgres: return static_cast<void>(database().answer(m_normal.real(step.words)));
    case Step::Kind::ask_postgres: return compare_answer(step, "pg?", database().answer(m_normal.real(step.words)));
    case Step::Kind::run_session: return database().run_in_session(m_normal.real(step.words));
    case Step::Kind::close_session: return database().close_session(step.words);
    case Step::Kind::file: return write_content(step);
    case Step::Kind::env: return set_variable(step);
    case Step::Kind::command: return run_command(step);
    }
}

void Player::compare_answer(Step const &step, std::string const &mark, std::string const &answer)
{
    auto const wanted = m_normal.real(step.text);
    if (answer == wanted) return;
    report(step, fmt::format("   - {}\n   + {}\n", wanted, answer));
    m_anew[step.line] = {fmt::format("{} {} => {}", mark, step.words, answer)};
}

void Player::start_postgres(Step const &step)
{
    if (m_database) throw Error{Fault::usage, "one PostgreSQL a file"};
    m_database.emplace(words(step));
    m_normal.name_path(m_database->folder(), "SOCKET");
    m_normal.name_path(m_database->identity(), "SYSTEM");
    m_normal.expect_tokens();
    m_variables["DATABASE_URL"] = m_database->url();
}

Database &Player::database()
{
    if (!m_database) throw Error{Fault::usage, "no 'needs postgres' above"};
    return *m_database;
}

void Player::start_redis(Step const &step)
{
    if (m_redis) throw Error{Fault::usage, "one Redis a file"};
    m_redis.emplace(sandbox::RedisOptions{.arguments = words(step)});
    m_normal.name_path(m_redis->socket(), "SOCKET");
    m_normal.name_path(m_redis->folder(), "REDIS_FOLDER");
    m_variables["REDIS_URL"] = m_redis->url();
}

std::string Player::redis_answer(Step const &step) const
{
    if (!m_redis) throw Error{Fault::usage, "no 'needs redis' above"};
    SystemClock const clock;
    redis::Connection connection{redis::Address::parse(m_redis->url()), {}, clock};
    return shown(connection.call(redis::Command{words(step)}).view());
}

void Player::write_content(Step const &step) const
{
    auto const path = std::filesystem::path{m_folder.path()} / words(step).at(0);
    make_folders(path.parent_path());
    auto const text = m_normal.real(step.text);
    if (text.starts_with("#!")) return write_program(path, text);
    auto file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    write_all(file.get(), text, path);
    file.close();
}

void Player::set_variable(Step const &step)
{
    for (auto const &word : words(step)) {
        auto const equals = word.find('=');
        if (equals == std::string::npos) throw Error{Fault::usage, "env wants NAME=value"};
        m_variables[word.substr(0, equals)] = word.substr(equals + 1);
    }
}

void Player::run_command(Step const &step)
{
    auto const ended = run_program(step);
    if (ended.timed_out) throw Error{Fault::unverified, "it still ran at the time limit"};
    learn_from_files(m_folder.path(), m_normal);
    compare(step, ended);
}

process::Ended Player::run_program(Step const &step) const
{
    auto argv = words(step);
    if (argv.at(0) == "omactl") argv[0] = m_program;
    if (step.terminal) return run_in_terminal(argv, environment(), step.answers, k_limit);
    return process::run({.argv = argv, .environment = environment(), .input = {}, .log = {}}, k_limit);
}

void Player::compare(Step const &step, process::Ended const &ended)
{
    auto const out = m_normal.lines(ended.out), err = m_normal.lines(ended.err);
    auto const wrong_out = difference(step.out, out, "  "), wrong_err = difference(step.err, err, "! ");
    bool const wrong_status = ended.status != step.status;
    if (!wrong_out && !wrong_err && !wrong_status) return;

    auto text = wrong_out.value_or("") + wrong_err.value_or("");
    if (wrong_status) text += fmt::format("   - => {}\n   + => {}\n", step.status, ended.status);
    report(step, text);

    auto &anew = m_anew[step.line];
    anew.push_back(m_script.lines[step.line - 1]);
    for (auto const &answer : step.answers) anew.push_back("< " + answer);
    for (auto const &line : out) anew.push_back("  " + line);
    for (auto const &line : err) anew.push_back("! " + line);
    if (ended.status != 0) anew.push_back(fmt::format("=> {}", ended.status));
}

void Player::report(Step const &step, std::string const &what)
{
    m_report += fmt::format("{}:{}: {}\n{}", m_script.path, step.line, m_script.lines[step.line - 1], what);
}

std::vector<std::string> Player::words(Step const &step) const
{
    auto all = split_words(step.words);
    for (auto &word : all) word = m_normal.real(word);
    return all;
}

std::vector<std::string> Player::environment() const
{
    std::vector<std::string> all;
    for (auto const &[name, value] : m_variables) all.push_back(name + "=" + value);
    return all;
}

std::string Player::updated() const
{
    std::string text;
    auto step = m_script.steps.begin();
    for (std::size_t line = 1; line <= m_script.lines.size(); ++line) {
        while (step != m_script.steps.end() && step->line < line) ++step;
        auto const anew = m_anew.find(line);
        if (anew == m_anew.end()) {
            text += m_script.lines[line - 1] + "\n";
            continue;
        }
        for (auto const &fresh : anew->second) text += fresh + "\n";
        line = step->last_line;
    }
    return text;
}

}  // namespace omactl::tests
