#include "cmd/redis_save.hpp"

#include "lib/cli/progress.hpp"
#include "lib/keyspace/rdb_fetch.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr Millis k_between{50};

[[noreturn]] void throw_unsaved(std::string_view why)
{
    throw Error{Fault::failed, fmt::format("the server can't save what it holds: {}", why),
                "its log says why, and a full disk is the commonest cause: omactl redis status"};
}

class Saving {
public:
    Saving(Session &session, std::function<void()> const &meanwhile)
        : m_session(session), m_meanwhile(meanwhile), m_progress(session.context(), "save %", 100)
    {
    }
    void begin()
    {
        for (;;) {
            finish();
            try {
                return keyspace::begin_save(m_session.redis());
            } catch (redis::Refused const &e) {
                throw_unsaved(e.message());
            } catch (Error const &e) {
                if (e.fault() != Fault::conflict) throw;  // somebody else has just begun one
            }
            wait();
        }
    }
    keyspace::SaveState finish()
    {
        for (;;) {
            auto const state = keyspace::ask_save_state(m_session.redis());
            if (!state.in_progress) return state;
            m_progress.at(static_cast<std::int64_t>(state.fraction * 100));
            wait();
        }
    }

private:
    void wait()
    {
        m_meanwhile();
        m_session.context().clock.sleep(k_between);
    }
    Session &m_session;
    std::function<void()> const &m_meanwhile;
    cli::Progress m_progress;
};

}  // namespace

void save_at_server(Session &session, std::function<void()> const &meanwhile)
{
    Saving saving{session, meanwhile};
    saving.begin();
    if (!saving.finish().last_ok) throw_unsaved("BGSAVE failed");
}

}  // namespace omactl::cmd
