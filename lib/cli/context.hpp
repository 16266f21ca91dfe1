#pragma once

#include "lib/core/environ.hpp"
#include "lib/core/secret.hpp"
#include "lib/core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cli {

class Io;

enum class Output { table, json, jsonl, tsv };
enum class Color { automatic, always, never };

/// Options that every command has.
struct Globals {
    std::optional<std::string> env;
    std::optional<std::string> config;
    Output output = Output::table;
    bool quiet = false;
    bool verbose = false;
    Color color = Color::automatic;
    std::optional<Millis> timeout;
};

/// Options that every change has besides.
struct ChangeOptions {
    bool dry_run = false;
    bool yes = false;
    std::optional<std::string> confirm;
    std::optional<std::string> reason;
    std::optional<std::int64_t> max;
    std::optional<Millis> wait_lock;
    std::optional<std::string> plan_out;
};

/// What a command is run with: nothing here is global, so tests build their own.
class Context {
public:
    Globals globals;
    ChangeOptions change;
    std::vector<std::string> argv;  ///< the words as given, for the journal; redact before storing
    std::string command;            ///< the path of the command that runs, "queue clear"
    Environ const &environ;
    Io &io;
    Clock &clock;
    Secrets &secrets;

    /// Talk on stderr, with secrets removed, whole and from any thread: the probes of `status` speak at once.
    /// Text as it stands, no newline added.
    void talk(std::string_view text) const;
    /// The same; nothing under --quiet.
    void say(std::string_view text) const;
};

}  // namespace omactl::cli
