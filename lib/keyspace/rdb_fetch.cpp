#include "lib/keyspace/rdb_fetch.hpp"

#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/info.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace omactl::keyspace {

namespace {

constexpr std::size_t k_block = 256 * 1024;
constexpr std::size_t k_mark_size = 40;
constexpr std::string_view k_eof = "$EOF:";

[[noreturn]] void refuse(redis::Connection const &redis, std::string_view what, std::string hint = {})
{
    throw Error{Fault::failed, fmt::format("{}: {}", redis::call_name(redis.address(), "PSYNC"), what),
                std::move(hint)};
}

/// What the server sends to a replica.
class Feed {
public:
    explicit Feed(redis::Connection &redis) : m_redis(redis), m_block(k_block, '\0') {}

    /// What has come and was not taken; reads more when nothing has.
    std::string_view some()
    {
        if (m_at == m_have) {
            m_have = m_redis.receive_raw(m_block);
            m_at = 0;
            if (m_have == 0) refuse(m_redis, "the server ended the transfer before it was complete");
        }
        return std::string_view{m_block}.substr(m_at, m_have - m_at);
    }
    void take(std::size_t size) { m_at += size; }
    /// The next line, without its end. Meanwhile the server sends empty ones to say that it is alive.
    std::string line(std::function<void()> const &alive)
    {
        constexpr std::size_t k_longest = 1'000;
        std::string text;
        while (text.size() < k_longest) {
            char const c = some().front();
            take(1);
            if (c != '\n') {
                text += c;
            } else if (text.empty()) {
                alive();
            } else {
                if (text.ends_with('\r')) text.pop_back();
                return text;
            }
        }
        refuse(m_redis, "the answer is none that a server gives to a replica");
    }

private:
    redis::Connection &m_redis;
    std::string m_block;
    std::size_t m_at = 0, m_have = 0;
};

/// The file on its way; nothing is left of it unless it was finished.
class Landing {
public:
    explicit Landing(std::string const &path)
        : m_path(path), m_part(path + ".part"), m_file(open_file(m_part, O_WRONLY | O_CREAT | O_TRUNC))
    {
    }
    ~Landing()
    {
        if (m_finished) return;
        try {
            remove_if_there(m_part);
        } catch (Error const &) {
            // It lacks its end, which every reader of it says.
        }
    }
    Landing(Landing const &) = delete;
    Landing &operator=(Landing const &) = delete;
    void add(std::string_view bytes)
    {
        write_all(m_file.get(), bytes, m_part);
        m_bytes += bytes.size();
    }
    std::uint64_t bytes() const { return m_bytes; }
    void finish()
    {
        sync_file(m_file.get(), m_part);
        m_file.close();
        rename_durably(m_part, m_path);
        m_finished = true;
    }

private:
    std::string m_path, m_part;
    Fd m_file;
    std::uint64_t m_bytes = 0;
    bool m_finished = false;
};

using Tell = std::function<void(RdbProgress const &)>;

void take_counted(Feed &feed, Landing &file, std::uint64_t size, Tell const &progress)
{
    while (file.bytes() < size) {
        auto const bytes = feed.some().substr(0, size - file.bytes());
        file.add(bytes);
        feed.take(bytes.size());
        progress({file.bytes(), size, false});
    }
}

/// Until the mark that was announced comes; so many bytes at the end are held back, as they may be it.
void take_marked(Feed &feed, Landing &file, std::string const &mark, Tell const &progress)
{
    std::string held;
    while (held != mark) {
        auto const bytes = feed.some();
        held += bytes;
        feed.take(bytes.size());
        auto const sure = held.size() - std::min(held.size(), k_mark_size);
        file.add(std::string_view{held}.substr(0, sure));
        held.erase(0, sure);
        progress({file.bytes(), 0, false});
    }
}

void introduce(redis::Connection &redis)
{
    // Older servers know one of them or neither, and do without.
    for (auto const &words : {redis::Command{"REPLCONF", "capa", "eof"}, redis::Command{"REPLCONF", "rdb-only", "1"}}) {
        try {
            redis.call(words);
        } catch (redis::Refused const &refused) {
            if (refused.fault() == Fault::denied) throw;
        }
    }
}

void receive(Feed &feed, Landing &file, redis::Connection &redis, Tell const &progress)
{
    auto const alive = [&] { progress({0, 0, true}); };
    auto const answer = feed.line(alive);
    if (answer.starts_with('-'))
        refuse(redis, printable(answer.substr(1)), "without PSYNC a dump key by key is what is left");
    auto const start = answer.starts_with('+') ? feed.line(alive) : answer;
    if (start.starts_with(k_eof) && start.size() == k_eof.size() + k_mark_size)
        return take_marked(feed, file, start.substr(k_eof.size()), progress);
    std::uint64_t size = 0;
    auto const end = start.data() + start.size();
    if (!start.starts_with('$') || std::from_chars(start.data() + 1, end, size).ptr != end)
        refuse(redis, fmt::format("it sends no RDB but '{}'", printable(start)));
    take_counted(feed, file, size, progress);
}

}  // namespace

std::uint64_t fetch_rdb(std::string const &path, redis::Connection &redis, Tell const &progress)
try {
    introduce(redis);
    Landing file{path};
    redis.send(redis::Command{"PSYNC", "?", "-1"});
    Feed feed{redis};
    receive(feed, file, redis, progress);
    redis.disconnect();
    file.finish();
    return file.bytes();
} catch (redis::Lost const &lost) {
    // Nothing that the server keeps depends on it.
    throw Error{Fault::unreachable, lost.message(), lost.hint()};
} catch (...) {
    redis.disconnect();
    throw;
}

SaveState ask_save_state(redis::Connection &redis)
{
    auto const info = Info::ask(redis, "persistence");
    SaveState state;
    state.loading = info.number("loading") == 1;
    state.in_progress = info.number("rdb_bgsave_in_progress") == 1;
    state.last_ok = info.text("rdb_last_bgsave_status") != "err";
    state.last_save = Instant{std::chrono::seconds{info.number("rdb_last_save_time")}};
    state.changes = info.number("rdb_changes_since_last_save");
    state.seconds = info.number(state.in_progress ? "rdb_current_bgsave_time_sec" : "rdb_last_bgsave_time_sec");
    state.fraction = info.fraction("current_fork_perc");
    state.copied = info.size(state.in_progress ? "current_cow_size" : "rdb_last_cow_size");
    state.aof = info.number("aof_enabled") == 1;
    state.aof_rewriting = info.number("aof_rewrite_in_progress") == 1;
    state.aof_last_ok = info.text("aof_last_bgrewrite_status") != "err" && info.text("aof_last_write_status") != "err";
    state.loaded = info.fraction("loading_loaded_perc");
    state.load_left = info.number("loading_eta_seconds");
    return state;
}

void begin_save(redis::Connection &redis)
try {
    redis.call({"BGSAVE"});
} catch (redis::Refused const &refused) {
    if (refused.message().find("in progress") == std::string::npos) throw;
    throw Error{Fault::conflict, refused.message(), "wait until it is over"};
}

}  // namespace omactl::keyspace
