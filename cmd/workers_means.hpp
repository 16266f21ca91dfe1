#pragma once

#include "cmd/session.hpp"
#include "lib/config/config.hpp"
#include "lib/operation/operation.hpp"
#include "lib/queue/orphans.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace omactl::cmd {

/// What `workers pause` was asked for.
struct PauseWish {
    std::optional<std::string> queue;
    std::optional<Millis> span;
    Millis wait{60'000};
};

struct KillText {
    std::string how;                ///< "by TERM through Redis: …"
    std::vector<std::string> wire;  ///< what is run besides the scripts
};

/// A way to let workers rest, by the name that the configuration has for it. Each is one file that
/// defines an object at file scope: how it plans a pause, and the operations that its plans name.
class PauseWay {
public:
    explicit PauseWay(std::string_view name) noexcept;
    virtual ~PauseWay() = default;
    PauseWay(PauseWay const &) = delete;
    PauseWay &operator=(PauseWay const &) = delete;

    std::string_view name() const noexcept { return m_name; }
    PauseWay const *next() const noexcept { return m_next; }

    /// Why it can't do this here; nullopt when it can, as far as one knows without trying.
    virtual std::optional<Error> refusal(config::PauseMeans const &means, PauseWish const &wish,
                                         Session &session) const = 0;
    virtual op::Plan plan(config::PauseMeans const &means, PauseWish const &wish, Session &session) const = 0;

    /// Why it can't end workers that hang; nullopt when it can.
    virtual std::optional<Error> kill_refusal(config::PauseMeans const &means, Session &session) const;
    /// Why it can't end this one; "" when it can.
    virtual std::string why_spared(config::PauseMeans const &means, queue::Worker const &worker) const;
    /// Lines of the plan of a kill, and of its wire.
    virtual KillText describe_kill(config::PauseMeans const &means, std::vector<queue::Orphan> const &held) const;
    /// Is TERM by Sidekiq's signal lists all that it needs?
    virtual bool kills_by_signal() const { return false; }
    /// Ends them; returns who could not be, by number, and why. Those that it has ended before may be among them.
    virtual std::map<std::int64_t, std::string> kill(op::Run &run, std::vector<queue::Orphan> const &held) const;

private:
    std::string_view m_name;
    PauseWay const *m_next;
};

/// nullptr: this version does not know it.
PauseWay const *find_way(std::string_view name);

/// A way that can, with its configuration.
struct Chosen {
    PauseWay const *way = nullptr;
    config::PauseMeans means;
};
struct Choice {
    std::vector<Chosen> can;                                  ///< in the order of the configuration
    std::vector<std::pair<std::string, std::string>> cannot;  ///< name and why not
};
/// By the environment's configuration; without one, by what its framework has of its own. Throws
/// why when none can.
Choice choose_ways(PauseWish const &wish, Session &session);

/// "signal", or a command's words: what a way is called in a plan.
std::string title_of(config::PauseMeans const &means);

}  // namespace omactl::cmd
