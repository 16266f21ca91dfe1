#include "cmd/doctor_redis.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/layout.hpp"
#include "lib/redis/refusal.hpp"

#include <fmt/format.h>

#include <cctype>

namespace omactl::cmd {

namespace {

using Level = Finding::Level;
using Words = std::vector<std::string>;

/// A sorted set of jobs for later.
std::string later_of(queue::Layout const &layout)
{
    return layout.kind == queue::Kind::sidekiq ? layout.schedule() : layout.delayed_schedule();
}

/// One command of each kind that the queues' reads need. The queue need not exist.
std::vector<Words> reads(queue::Layout const &layout)
{
    auto const queue = layout.queue("omactl-doctor");
    auto const later = later_of(layout);
    std::vector<Words> all{{"SMEMBERS", layout.queues()},
                           {"LLEN", queue},
                           {"LRANGE", queue, "0", "0"},
                           {"TYPE", queue},
                           {"EXISTS", queue},
                           {"GET", layout.key("omactl:doctor")},
                           {"SISMEMBER", layout.queues(), "x"},
                           {"ZRANGE", later, "0", "0"},
                           {"HGETALL", layout.record("doctor")}};
    if (layout.kind == queue::Kind::sidekiq)
        for (auto const &words : {Words{"ZCARD", layout.retry()},
                                  {"ZSCORE", layout.retry(), "x"},
                                  {"ZRANGEBYSCORE", layout.retry(), "0", "0"},
                                  {"HMGET", layout.process("x"), "busy"}})
            all.push_back(words);
    return all;
}

/// The same for changes; ACLs check the commands inside scripts one by one.
std::vector<Words> changes(queue::Layout const &layout)
{
    auto const queue = layout.queue("omactl-doctor");
    auto const staged = layout.staged(queue);
    auto const record = layout.record("doctor");
    auto const ledger = layout.ledger("doctor");
    auto const later = later_of(layout);
    std::vector<Words> all{{"SCRIPT", "LOAD", "return 1"},
                           {"EVAL", "return 1", "1", queue},
                           {"EVALSHA", "0000000000000000000000000000000000000000", "1", queue},
                           {"SET", record, "x", "NX", "PX", "1000"},
                           {"DEL", record},
                           {"PEXPIRE", record, "1000"},
                           {"PEXPIREAT", record, "1000"},
                           {"EXPIRE", record, "1"},
                           {"PTTL", record},
                           {"TIME"},
                           {"HSET", record, "field", "x"},
                           {"HGET", record, "field"},
                           {"HDEL", record, "field"},
                           {"HMGET", record, "field"},
                           {"HINCRBY", record, "field", "1"},
                           {"RENAMENX", queue, staged},
                           {"RENAME", staged, queue},
                           {"LPUSH", queue, "x"},
                           {"RPUSH", queue, "x"},
                           {"LTRIM", queue, "0", "1"},
                           {"LSET", queue, "0", "x"},
                           {"LREM", queue, "1", "x"},
                           {"SADD", layout.queues(), "x"},
                           {"SREM", layout.queues(), "x"},
                           {"GETRANGE", ledger, "0", "1"},
                           {"SETRANGE", ledger, "0", "x"},
                           {"SETBIT", ledger, "0", "0"},
                           {"GETBIT", ledger, "0"},
                           {"ZREM", later, "x"},
                           {"ZADD", later, "1", "x"},
                           {"ZMSCORE", later, "x"},
                           {"UNLINK", staged}};
    return all;
}

std::string name_of(Words const &words)
{
    return words.front() == "SCRIPT" ? words[0] + " " + words[1] : words.front();
}

/// The reads are tried. Names of those that were refused.
Words refused_reads(redis::Connection &redis, queue::Layout const &layout)
{
    Words refused;
    for (auto const &words : reads(layout)) {
        try {
            redis.call(redis::Command{std::span<std::string const>{words}});
        } catch (redis::Refused const &e) {
            if (e.code() == "NOPERM")
                refused.push_back(name_of(words));
            else if (e.code() != "WRONGTYPE")
                throw;
        }
    }
    return refused;
}

/// The changes are only asked about. nullopt: the server is too old to be asked, or does not let us.
std::optional<Words> refused_changes(redis::Connection &redis, queue::Layout const &layout, std::string const &user)
{
    Words refused;
    for (auto const &words : changes(layout)) {
        Words question{"ACL", "DRYRUN", user};
        question.insert(question.end(), words.begin(), words.end());
        try {
            if (redis.call(redis::Command{std::span<std::string const>{question}}).text() != "OK")
                refused.push_back(name_of(words));
        } catch (redis::Refused const &) {
            return std::nullopt;
        }
    }
    return refused;
}

// Without a namespace the keys of Sidekiq's processes begin like nothing else.
std::string rule_for(Words const &refused, std::string const &user, redis::Address address, queue::Layout const &layout)
{
    address.user.clear();  // whoever may change users is somebody else
    Words rules;
    for (auto const &name : refused) {
        std::string rule = name == "SCRIPT LOAD" ? "+script|load" : "+" + name;
        for (auto &c : rule) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        rules.push_back(std::move(rule));
    }
    return fmt::format("as an administrator: {} ACL SETUSER {} {} {}", redis::redis_cli(address), shell_quoted(user),
                       shell_quoted("~" + layout.prefix() + "*"), fmt::join(rules, " "));
}

}  // namespace

Words commands_needed()
{
    Words names;
    for (auto const kind : {queue::Kind::resque, queue::Kind::sidekiq}) {
        auto const layout = queue::Layout::of(kind, std::nullopt);
        for (auto const &words : reads(layout)) names.push_back(name_of(words));
        for (auto const &words : changes(layout)) names.push_back(name_of(words));
    }
    return names;
}

Finding permissions(Session &session)
{
    auto &redis = session.redis();
    auto const &layout = session.queue_layout();
    std::string user = "default";
    try {
        user = redis.call({"ACL", "WHOAMI"}).text();
    } catch (redis::Refused const &) {
        // Before Redis 6 there are no users; or this one may not ask for its own name.
        if (!redis.address().user.empty()) user = redis.address().user;
    }
    auto const no_reads = refused_reads(redis, layout);
    auto const no_changes = refused_changes(redis, layout, user);
    Finding finding{Level::ok, "access", fmt::format("user {} may read and change queues", printable(user)), ""};
    finding.facts = {{"user", user},
                     {"reads_refused", no_reads},
                     {"changes_known", no_changes.has_value()},
                     {"changes_refused", no_changes.value_or(Words{})}};
    if (!no_reads.empty()) {
        finding.level = Level::fail;
        finding.message = fmt::format("user {} may not read queues: {}", printable(user), fmt::join(no_reads, ", "));
        finding.mend = rule_for(no_reads, user, redis.address(), layout);
    } else if (!no_changes) {
        finding.message =
            fmt::format("user {} may read queues; whether it may change them can't be asked", printable(user));
    } else if (!no_changes->empty()) {
        finding.level = session.is_readonly() ? Level::ok : Level::warn;
        finding.message =
            fmt::format("user {} may read queues, not change them: {}", printable(user), fmt::join(*no_changes, ", "));
        finding.mend = session.is_readonly() ? "" : rule_for(*no_changes, user, redis.address(), layout);
    }
    return finding;
}

}  // namespace omactl::cmd
