#include "lib/keyspace/info.hpp"

#include <optional>
#include <string>
#include <vector>

namespace omactl::keyspace {

namespace {

using Words = std::vector<std::string_view>;

/// What is asked about, as ACL DRYRUN would run it (it runs nothing).
struct Question {
    May Facts::*answer;
    Words words;
};

std::vector<Question> const k_questions{
    {&Facts::bgsave, {"BGSAVE"}},
    {&Facts::config_get, {"CONFIG", "GET", "dir"}},
    {&Facts::config_set, {"CONFIG", "SET", "maxmemory", "0"}},
    {&Facts::psync, {"PSYNC", "?", "-1"}},
    {&Facts::debug, {"DEBUG", "SLEEP", "0"}},
    {&Facts::memory_usage, {"MEMORY", "USAGE", "k"}},
    {&Facts::function_dump, {"FUNCTION", "DUMP"}},
    {&Facts::restore, {"RESTORE", "k", "0", "v"}},
    {&Facts::shutdown, {"SHUTDOWN"}},
};

/// nullopt: COMMAND itself is refused.
std::optional<bool> exists(redis::Connection &redis, std::string_view command)
try {
    auto const reply = redis.call({"COMMAND", "INFO", command});
    return reply.size() == 1 && reply[0].is_array() && reply[0].size() > 0;
} catch (redis::Refused const &) {
    return std::nullopt;
}

std::string who_am_i(redis::Connection &redis)
try {
    return std::string(redis.call({"ACL", "WHOAMI"}).text());
} catch (redis::Refused const &) {
    return {};  // before Redis 6, or not allowed
}

/// "OK", or the reason why not; nullopt when DRYRUN can't be asked (before 7.0, or not allowed).
std::optional<bool> dry_run(redis::Connection &redis, std::string_view user, Words const &words)
try {
    Words all{"ACL", "DRYRUN", user};
    all.insert(all.end(), words.begin(), words.end());
    return redis.call(redis::Command{std::span<std::string_view const>{all}}).text() == "OK";
} catch (redis::Refused const &) {
    return std::nullopt;
}

}  // namespace

void ask_permissions(redis::Connection &redis, Facts &facts)
{
    auto const user = who_am_i(redis);
    for (auto const &[answer, words] : k_questions) {
        auto const there = exists(redis, words.front());
        if (there && !*there) {
            facts.*answer = May::no;
            continue;
        }
        auto const allowed = user.empty() ? std::nullopt : dry_run(redis, user, words);
        facts.*answer = !allowed ? May::unclear : *allowed ? May::yes : May::no;
    }
    // No ACLs: what exists is allowed to everybody.
    if (!user.empty() || facts.at_least(6, 0)) return;
    for (auto const &question : k_questions)
        if (facts.*question.answer == May::unclear && exists(redis, question.words.front()).value_or(false))
            facts.*question.answer = May::yes;
}

}  // namespace omactl::keyspace
