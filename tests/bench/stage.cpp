#include "tests/bench/stage.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "tests/bench/jobs.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

namespace omactl::bench {

namespace {

constexpr char k_template[] = "template";

std::vector<std::string> words_of(std::string_view program, std::string_view line)
{
    std::vector<std::string> words{std::string{program}};
    for (auto const word : split(line, ' '))
        if (!word.empty()) words.emplace_back(word);
    return words;
}

/// The value of "id" in a change's JSON.
std::string id_in(std::string const &json)
{
    auto const id = json_at(trim(json), "/id");
    auto const text = id ? json_text(*id) : std::nullopt;
    if (!text) throw Error{Fault::internal, "bench: no id in: " + json};
    return *text;
}

}  // namespace

Stage::Stage(std::int64_t jobs) : m_jobs(jobs), m_redis(address(), {}, m_clock)
{
    pin_server(m_server.pid());
    fill(m_redis, k_template, jobs);
    m_redis.call({"SADD", "resque:queues", "bench"});
}

void Stage::full_queue()
{
    empty_queue();
    m_redis.call({"COPY", k_template, k_list});
}

void Stage::empty_queue()
{
    std::vector<std::string> leftovers;
    auto const keys = m_redis.call({"KEYS", "resque:*"});
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (keys[i].text() != "resque:queues") leftovers.emplace_back(keys[i].text());
    for (auto const &key : leftovers) m_redis.call({"DEL", key});
    std::filesystem::remove_all(file("state"));
}

Measured Stage::omactl(std::string_view words, std::vector<std::string> const &environment)
{
    return run(words_of(OMACTL_PROGRAM, words), "/dev/null", environment);
}

Measured Stage::says_seconds(std::vector<std::string> const &argv)
{
    auto measured = run(argv, "/dev/null");
    measured.seconds = std::stod(read_file(file("output")));
    return measured;
}

Measured Stage::redis_cli(std::string_view words, std::string const &input)
{
    auto all = words_of("redis-cli", words);
    all.insert(all.begin() + 1, {"-s", m_server.socket()});
    return run(all, input);
}

Measured Stage::run(std::vector<std::string> const &argv, std::string const &input,
                    std::vector<std::string> const &more_environment)
{
    char const *path = std::getenv("PATH");
    std::vector<std::string> environment = {std::string{"PATH="} + (path ? path : "/usr/bin:/bin"),
                                            "HOME=" + m_folder.path(), "XDG_STATE_HOME=" + file("state"),
                                            "REDIS_URL=" + m_server.url()};
    environment.insert(environment.end(), more_environment.begin(), more_environment.end());
    auto const output = file("output");
    auto const measured = measure({argv, environment, input, output});
    if (measured.status != 0) {
        std::string line;
        for (auto const &word : argv) line += word + " ";
        throw Error{Fault::failed, fmt::format("bench: {}ended with {}: {}", line, measured.status,
                                               trim(read_if_there(output + ".err").value_or("")))};
    }
    return measured;
}

Measured Stage::clear_measured(std::string_view filter)
{
    auto const measured = omactl(fmt::format("queue clear bench {} --yes --json", filter));
    m_last_id = id_in(read_file(file("output")));
    return measured;
}

std::string Stage::clear(std::string_view filter)
{
    clear_measured(filter);
    return m_last_id;
}

std::string Stage::archive() const
{
    for (auto const &entry : std::filesystem::recursive_directory_iterator{file("state")})
        if (entry.path().filename().string().starts_with(m_last_id) && entry.path().extension() == ".zst")
            return entry.path();
    throw Error{Fault::not_found, "bench: no archive of " + m_last_id};
}

void Stage::expect_length(std::int64_t jobs)
{
    auto const length = m_redis.call({"LLEN", k_list}).integer();
    if (length != jobs) throw Error{Fault::failed, fmt::format("bench: {} jobs wait, not {}", length, jobs)};
}

}  // namespace omactl::bench
