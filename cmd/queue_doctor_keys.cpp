#include "cmd/queue_doctor.hpp"
#include "cmd/queue_doctor_retries.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/window.hpp"

#include <algorithm>
#include <functional>

namespace omactl::cmd {

namespace {

using Level = Ailment::Level;
using Words = std::vector<std::string>;
using Answer = std::optional<redis::Reply>;

constexpr std::string_view k_page = "1000";  // what one SCAN looks at: well under a millisecond

std::string glob_escaped(std::string_view text)
{
    std::string escaped;
    for (char const c : text) {
        if (std::string_view{"*?[]\\"}.find(c) != std::string_view::npos) escaped += '\\';
        escaped += c;
    }
    return escaped;
}

bool is_number(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A walk by SCAN, ZSCAN …: the command with its cursor → pages.
void each_page(redis::Connection &redis, std::function<redis::Command(std::string const &)> const &command,
               std::function<void(redis::Reply::View)> const &take)
{
    std::string cursor = "0";
    do {
        throw_if_interrupted();
        auto const page = redis.call(command(cursor));
        cursor = page[0].text();
        take(page[1]);
    } while (cursor != "0");
}

/// Looks at the keys of one page after the other, by what their names say they are.
class Round {
public:
    explicit Round(Ward &ward) : m_ward(ward), m_schedule(ward.layout.key("delayed_queue_schedule")) {}

    std::int64_t walk()
    {
        auto const pattern = glob_escaped(m_ward.layout.prefix()) + (is_resque() ? "*" : "queue:*");
        each_page(
            m_ward.redis,
            [&](std::string const &cursor) {
                return redis::Command{"SCAN", cursor, "MATCH", pattern, "COUNT", k_page};
            },
            [&](redis::Reply::View keys) {
                m_keys += static_cast<std::int64_t>(keys.size());
                sort_out(keys);
                check_page();
            });
        auto const type = std::string(m_ward.redis.call({"TYPE", m_schedule}).text());
        if (!is_resque() || (type != "zset" && type != "none")) return m_keys;
        check_schedule();
        find_lost_retries(m_ward, std::move(m_retries));
        return m_keys;
    }

private:
    bool is_resque() const { return m_ward.layout.kind == queue::Kind::resque; }

    /// Keys of this page, without what their kind begins with.
    struct Page {
        Words queues, buckets, stamps, workers;
    };

    void sort_out(redis::Reply::View keys)
    {
        m_page = {};
        auto const prefix = m_ward.layout.prefix();
        for (std::size_t i = 0; i < keys.size(); ++i) {
            auto const key = keys[i].text();
            if (!key.starts_with(prefix)) continue;
            auto const rest = key.substr(prefix.size());
            auto const is = [&rest](std::string_view kind) { return rest.starts_with(kind); };
            if (is("queue:")) m_page.queues.emplace_back(rest.substr(6));
            if (!is_resque()) continue;
            if (is("delayed:") && is_number(rest.substr(8))) m_page.buckets.emplace_back(rest.substr(8));
            if (is("timestamps:")) m_page.stamps.emplace_back(key);
            if (is("failure-resque-retry:")) m_retries.emplace_back(key);
            if (is("worker:") && !is("worker:ping:") && !rest.ends_with(":started"))
                m_page.workers.emplace_back(rest.substr(7));
        }
        std::erase_if(m_page.queues, [&](std::string const &name) { return m_ward.queues.contains(name); });
        std::erase_if(m_page.workers, [&](std::string const &id) { return m_ward.workers.contains(id); });
    }

    void check_page()
    {
        check_queues();
        check_buckets();
        check_stamps();
        check_workers();
    }

    void ask(Words const &names, std::function<redis::Command(std::string const &)> const &question,
             std::function<void(std::string const &, Answer)> const &take)
    {
        queue::ask_window(
            m_ward.redis, names.size(), [&](std::size_t i) { return question(names[i]); },
            [](std::size_t) { return std::int64_t{1'000}; },
            [&](std::size_t i, Answer answer) { take(names[i], std::move(answer)); });
    }

    void check_queues()
    {
        auto const key = [&](std::string const &name) { return m_ward.layout.queue(name); };
        ask(
            m_page.queues,
            [&](std::string const &name) {
                return redis::Command{"TYPE", key(name)};
            },
            [&](std::string const &name, Answer type) {
                if (type->text() == "list")
                    m_ward.found.add(Level::broken, "unlisted",
                                     "queues hold jobs and are not listed, so `*` and web pages miss them", name,
                                     m_ward.line({"SADD", m_ward.layout.queues(), name}));
                else if (type->text() != "none")
                    m_ward.found.add(Level::broken, "wrong_type", "keys of another type than they should have",
                                     key(name),
                                     m_ward.line({"RENAMENX", key(name), m_ward.layout.key("aside:queue:" + name)}));
            });
    }

    void check_buckets()
    {
        ask(
            m_page.buckets,
            [&](std::string const &at) {
                return redis::Command{"ZSCORE", m_schedule, at};
            },
            [&](std::string const &at, Answer score) {
                if (!score || !score->is_nil()) return;
                m_ward.found.add(Level::broken, "bucket_alone", "delayed jobs stand in no schedule and will never run",
                                 "delayed:" + at, m_ward.line({"ZADD", m_schedule, at, at}));
            });
    }

    // A member of such a set names the bucket in which that job stands.
    void check_stamps()
    {
        std::vector<std::pair<std::string, std::string>> pairs;
        ask(
            m_page.stamps,
            [&](std::string const &key) {
                return redis::Command{"SMEMBERS", key};
            },
            [&](std::string const &key, Answer members) {
                for (std::size_t i = 0; members && i < members->size(); ++i)
                    pairs.emplace_back(key, (*members)[i].text());
            });
        queue::ask_window(
            m_ward.redis, pairs.size(),
            [&](std::size_t i) {
                return redis::Command{"EXISTS", m_ward.layout.key(pairs[i].second)};
            },
            [](std::size_t) { return std::int64_t{100}; },
            [&](std::size_t i, Answer exists) {
                if (exists->integer() == 1) return;
                m_ward.found.add(Level::harmless, "stamp_alone", "timestamps of delayed jobs that are gone",
                                 pairs[i].first + " " + pairs[i].second,
                                 m_ward.line({"SREM", pairs[i].first, pairs[i].second}));
            });
    }

    void check_workers()
    {
        ask(
            m_page.workers,
            [&](std::string const &id) {
                return redis::Command{"SISMEMBER", m_ward.layout.workers(), id};
            },
            [&](std::string const &id, Answer listed) {
                if (!listed || listed->integer() == 1) return;  // it has come since
                m_ward.found.add(Level::broken, "worker_unlisted", "jobs are held by workers that are not registered",
                                 id, m_ward.line({"GET", m_ward.layout.worker(id)}) + "    # does that process live?");
            });
    }

    void check_schedule()
    {
        each_page(
            m_ward.redis,
            [&](std::string const &cursor) {
                return redis::Command{"ZSCAN", m_schedule, cursor, "COUNT", k_page};
            },
            [&](redis::Reply::View members) {
                Words times;
                for (std::size_t i = 0; i < members.size(); i += 2) times.emplace_back(members[i].text());
                ask(
                    times,
                    [&](std::string const &at) {
                        return redis::Command{"EXISTS", m_ward.layout.key("delayed:" + at)};
                    },
                    [&](std::string const &at, Answer exists) {
                        if (exists->integer() == 1) return;
                        m_ward.found.add(Level::harmless, "time_alone", "scheduled times without any job", at,
                                         m_ward.line({"ZREM", m_schedule, at}));
                    });
            });
    }

    Ward &m_ward;
    std::string m_schedule;
    std::int64_t m_keys = 0;
    Page m_page;
    Words m_retries;
};

}  // namespace

std::int64_t check_keys(Ward &ward)
{
    return Round{ward}.walk();
}

}  // namespace omactl::cmd
