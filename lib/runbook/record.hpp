#pragma once

#include "lib/cli/report.hpp"
#include "lib/core/file.hpp"
#include "lib/core/secret.hpp"
#include "lib/core/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::runbook {

using cli::Json;

struct RunEvent {
    std::string at;    ///< RFC 3339
    std::string name;  ///< "begun", "started", "ended", "done", "failed", …: see state.cpp
    Json data;
};

/// What one run did: <state folder>/runs/ID/run.jsonl, one sealed line (lib/core/sealed.hpp) an event,
/// each on disk before the run goes on. Beside it lie what each line said (001.jsonl …), a lock that is
/// held while the run lives, and `stop` once somebody wants it to end.
class Record {
public:
    Record(std::string folder, Clock const &clock, Secrets const &secrets);

    /// A run that begins. The folder must not be there yet.
    void create();
    /// Throws when it is not on disk.
    RunEvent append(std::string_view event, Json data);
    std::vector<RunEvent> events() const;

    std::string id() const;
    std::string const &folder() const { return m_folder; }
    std::string path(std::string_view file) const { return m_folder + "/" + std::string(file); }

    /// Takes the run's lock. False: another process has it, so the run is alive, or its last line is:
    /// each line gets the lock too (lock_fd), and goes on when its run is killed.
    bool take();
    int lock_fd() const { return m_lock.get(); }
    /// The process that took it last, as it wrote it there; 0: none did.
    int owner() const;
    bool is_alive() const;

    struct Stop {
        std::string who, reason;
    };
    void ask_to_stop(Stop const &stop) const;
    std::optional<Stop> wants_stop() const;
    void forget_stop() const;

private:
    std::string m_folder;
    Clock const &m_clock;
    Secrets const &m_secrets;
    Fd m_lock;
};

/// Ids of all runs under <state folder>/runs, oldest first.
std::vector<std::string> run_ids(std::string const &runs_folder);
/// The whole id of the only run that begins so. Throws not_found, or usage when several do.
std::string find_run(std::string const &runs_folder, std::string_view prefix);

/// Holds a file's lock: at most one run of a page in an environment on this machine and account. nullopt:
/// somebody has it; `holder` is what they wrote into it.
std::optional<Fd> try_lock(std::string const &path, std::string const &text, std::string &holder);

}  // namespace omactl::runbook
