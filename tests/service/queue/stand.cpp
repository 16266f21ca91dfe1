#include "stand.hpp"

#include <algorithm>

namespace omactl::tests {

Stand::Stand(bool oldest_left, std::string nspace)
    : redis(open(server.url())), layout{std::move(nspace), oldest_left ? queue::Kind::resque : queue::Kind::sidekiq},
      list(layout.queue("sites"))
{
}

void Stand::push(std::string const &key, Strings const &jobs)
{
    std::vector<redis::Command> commands;
    for (auto const &job : jobs) commands.push_back({layout.oldest_left() ? "RPUSH" : "LPUSH", key, job});
    redis.pipeline(commands);
}

std::string Stand::pop(std::string const &key)
{
    auto const reply = redis.call({layout.oldest_left() ? "LPOP" : "RPOP", key});
    return reply.is_nil() ? "" : std::string(reply.text());
}

Strings Stand::jobs(std::string const &key)
{
    auto const reply = redis.call({"LRANGE", key, "0", "-1"});
    Strings all;
    for (std::size_t i = 0; i < reply.size(); ++i) all.emplace_back(reply[i].text());
    if (!layout.oldest_left()) std::reverse(all.begin(), all.end());
    return all;
}

std::string Stand::bits(std::string const &key, std::int64_t count)
{
    std::string text;
    for (std::int64_t n = 0; n < count; ++n)
        text += redis.call({"GETBIT", key, std::to_string(n)}).integer() == 1 ? '1' : '0';
    return text;
}

Record Stand::record(char letter)
{
    return redis::read_record(redis, layout.record(op_id(letter))).value_or(Record{});
}

std::string Stand::field(std::string const &name, char letter)
{
    return record(letter).field(name);
}

bool Stand::is_open(char letter)
{
    return redis.call({"SISMEMBER", layout.open_operations(), op_id(letter)}).integer() == 1;
}

void Stand::make_full()
{
    redis.call({"CONFIG", "SET", "maxmemory", "1"});
    REQUIRE(thrown<redis::Refused>([&] { redis.call({"SET", "more", "x"}); }).code() == "OOM");
}

std::string Stand::data()
{
    auto const reply = redis.call({"KEYS", "*"});
    Strings keys;
    for (std::size_t i = 0; i < reply.size(); ++i) keys.emplace_back(reply[i].text());
    std::sort(keys.begin(), keys.end());
    std::string all;
    for (auto const &key : keys) {
        if (key.ends_with(":lease") || contains(key, ":omactl:op:") || key == layout.open_operations()) continue;
        all += key + "\n" + std::string(redis.call({"DUMP", key}).text()) + "\n";
    }
    return all;
}

std::unique_ptr<redis::Fenced> Stand::guard_over(redis::Connection &connection, char letter)
{
    return std::make_unique<redis::Fenced>(
        connection, redis::guard_keys(layout.prefix(), list, op_id(letter)),
        redis::Owner{op_id(letter), "marta@laptop", "stuck | since 02:50", R"({"plan":1})", ""}, clock);
}

std::unique_ptr<redis::Fenced> Stand::guard(char letter, std::string const &undoes)
{
    return std::make_unique<redis::Fenced>(redis, redis::guard_keys(layout.prefix(), list, op_id(letter)),
                                           redis::Owner{op_id(letter), "marta@laptop", "", R"({"plan":1})", undoes},
                                           clock);
}

std::unique_ptr<redis::Fenced> Stand::leased(char letter)
{
    auto one = guard(letter);
    one->take(Millis{0});
    return one;
}

Strings numbered(int count, std::string const &name)
{
    Strings all;
    for (int n = 0; n < count; ++n) all.push_back(name + std::to_string(n));
    return all;
}

}  // namespace omactl::tests
