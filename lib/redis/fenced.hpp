#pragma once

#include "lib/core/guard.hpp"
#include "lib/redis/connection.hpp"

#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::redis {

/// One atomic step, in Lua. The text is the body of a function that sees `K` (its keys), `A` (its
/// arguments) and `set(field, value)` for the operation's record, and returns a string or a number.
/// To refuse without having written anything it returns `refuse('WORD', 'why')`.
struct Script {
    std::string_view name;  ///< for people: "stage"
    std::string_view body;
};

/// Where an operation's lease and record stand.
struct GuardKeys {
    std::string record;  ///< <namespace>:omactl:op:ID, a hash without expiry
    std::string open;    ///< <namespace>:omactl:open, the set of ids that are not finished
    std::string lease;   ///< <namespace>:omactl:{<target key>}:lease
};
GuardKeys guard_keys(std::string_view prefix, std::string_view target_key, std::string_view id);

struct Owner {
    std::string id, who, reason, plan;
    std::string undoes_record;  ///< key of the record that this operation reverses, "" when none: it learns
                                ///< `undo` (our id) with our first write and `undone` with our last
};

/// What a step says of the record besides its own `set`s.
struct Mark {
    std::string phase;      ///< new phase, or "" to leave it
    bool finished = false;  ///< the operation is over: it leaves the set of open ones, its record says `over`
};

/// Exactly-once steps. Each script carries the fencing token and the number of the write that it
/// must be; it changes the data and the record in one go. When an answer is lost, the record tells
/// whether the step took effect; then it is not repeated.
class Fenced final : public Guard {
public:
    Fenced(Connection &connection, GuardKeys keys, Owner owner, Clock &clock);

    void take(Millis wait) override;
    void adopt(Millis wait) override;
    void release() noexcept override;
    void beat() override;
    std::optional<Record> record() override;
    std::int64_t writes() const override { return m_writes; }

    /// Runs one step and returns what its body returned. Throws Refused (nothing was written; a body's
    /// own refusal is in `refusal()`), Error conflict (fenced off), Lost with Fault::unknown when even
    /// asking again could not tell.
    std::string run(Script const &script, std::vector<std::string> const &keys, std::vector<std::string> const &args,
                    Mark const &mark = {});
    /// The two halves of `run`: between them the caller may prepare its next step while the server
    /// works at this one. Every `start` needs its `finish`.
    void start(Script const &script, std::vector<std::string> const &keys, std::vector<std::string_view> const &args,
               Mark const &mark = {});
    std::string finish();
    std::string const &refusal() const { return m_refusal; }
    Connection &connection() { return m_connection; }

private:
    struct Pending {
        Script const *script = nullptr;
        Command command;
        bool sent = false;
        std::optional<Lost> lost;  // while it was being sent
    };
    void load(Script const &script);
    void send_pending();
    std::string answer_of_pending();
    [[noreturn]] void throw_fenced(Refused const &refused);
    std::string settle(Lost const &lost, bool &again);
    bool try_lease();
    std::string lease_value() const;

    Connection &m_connection;
    GuardKeys m_keys;
    Owner m_owner;
    Clock &m_clock;
    std::string m_token;
    std::string m_refusal;
    Pending m_pending;
    std::set<std::string_view> m_loaded;  // names of scripts that the server has been given
    std::int64_t m_seq = 0, m_writes = 0;
    bool m_leased = false;
};

/// Reads a record without any claim to it. nullopt: there is none.
std::optional<Record> read_record(Connection &connection, std::string const &key);
/// Who holds the lease at this key, if anybody.
std::optional<Holder> read_holder(Connection &connection, std::string const &key);

}  // namespace omactl::redis
