#include "cmd/redis_return.hpp"

#include "cmd/redis_health.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr Millis k_between{20};

/// One look after the other at a server that comes up.
class Watch {
public:
    Watch(op::Run &run, std::string const &run_id) : m_run(run), m_session(session_of(run.world)), m_run_id(run_id) {}

    /// Is it there, of another run, with its data loaded?
    bool is_there(std::string &why)
    {
        auto info = ask_redis_alive(m_session, why);
        m_moved = false;
        if (!info) return false;
        if (info->text("run_id") == m_run_id) {
            why = fmt::format("it has not been restarted: up since {} s", info->number("uptime_in_seconds"));
            return false;
        }
        if (is_loading(*info)) {
            note_loading(*info);
            why = loading_text(*info);
            return false;
        }
        m_info = std::move(info);
        return true;
    }
    bool has_moved() const { return m_moved; }
    std::optional<keyspace::Info> take() { return std::move(m_info); }

private:
    void note_loading(keyspace::Info const &info)
    {
        auto const loaded = info.number("loading_loaded_bytes");
        m_moved = loaded > m_loaded;
        m_loaded = loaded;
        if (!m_run.progress)
            m_run.progress.emplace(m_run.world.context(), "load KiB", info.number("loading_total_bytes") / 1024);
        m_run.progress->at(loaded / 1024);
    }

    op::Run &m_run;
    Session &m_session;
    std::string const &m_run_id;
    std::optional<keyspace::Info> m_info;
    std::int64_t m_loaded = -1;
    bool m_moved = false;
};

}  // namespace

std::optional<keyspace::Info> ask_redis_alive(Session &session, std::string &why)
{
    try {
        return keyspace::Info::ask(session.redis());
    } catch (Error const &e) {
        if (e.fault() != Fault::unreachable && e.fault() != Fault::unknown) throw;
        why = e.message();
        session.redis().disconnect();
        return std::nullopt;
    }
}

std::optional<keyspace::Info> await_loaded(op::Run &run, std::string const &run_id, Millis limit, std::string &why,
                                           std::function<void()> const &meanwhile)
{
    auto &clock = run.world.context().clock;
    Watch watch{run, run_id};
    auto end = clock.ticks() + limit;
    for (;;) {
        meanwhile();
        if (watch.is_there(why)) break;
        if (watch.has_moved()) end = clock.ticks() + limit;
        if (clock.ticks() + k_between >= end) break;
        run.guard.beat();
        clock.sleep(k_between);
        throw_if_interrupted();
    }
    run.progress.reset();
    return watch.take();
}

bool nobody_listens(Error const &e)
{
    return e.message().find("connection refused") != std::string::npos ||
           e.message().find("no such file") != std::string::npos;
}

}  // namespace omactl::cmd
