#pragma once

#include "lib/core/error.hpp"
#include "lib/core/time.hpp"
#include "lib/redis/address.hpp"
#include "lib/redis/reply.hpp"

#include <functional>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace omactl {
class Deadline;
}

namespace omactl::redis {

/// One command, already in wire form (RESP arrays of bulk strings, binary safe).
class Command {
public:
    Command() = default;
    Command(std::initializer_list<std::string_view> words);
    explicit Command(std::span<std::string_view const> words);
    explicit Command(std::span<std::string const> words);
    std::string const &wire() const { return m_wire; }
    std::string const &name() const
    {
        return m_name;
    }  ///< upper case, with the subcommand for CONFIG, CLIENT, SCRIPT …
    /// As one would type it into redis-cli: quoted, safe for a terminal, each word cut to `cut`
    /// bytes. AUTH and HELLO hide what follows.
    std::string shown(std::size_t cut = 200) const;

private:
    std::string m_wire, m_name;
};

/// Is it on the list of commands that change nothing? (EVAL_RO and EVALSHA_RO are; EVAL is not.)
bool is_read(std::string_view command_name);

/// The server said no. `code()` is its first word: "OOM", "READONLY", "WRONGTYPE", "NOSCRIPT" …
/// fault(): LOADING unreachable; NOAUTH, WRONGPASS, NOPERM, DENIED denied; everything else failed.
class Refused : public Error {
public:
    Refused(Fault fault, std::string code, std::string message, std::string hint);
    std::string const &code() const noexcept { return m_code; }

private:
    std::string m_code;
};

/// The connection broke or a deadline passed. fault(): unreachable while no write was on the wire,
/// unknown once one was sent and not answered.
class Lost : public Error {
public:
    using Error::Error;
};

struct TlsSettings {
    std::string ca;
    std::string pin_sha256;
    bool verify = true;
};

struct Settings {
    Millis connect_limit{5'000};  ///< name resolution, connect, TLS, AUTH and SELECT together
    Millis call_limit{10'000};    ///< for one answer to begin and to be complete
    TlsSettings tls;
    std::function<void(std::string_view line)> trace;  ///< --verbose: each command as it is sent
    std::string reads_only;  ///< not empty: why; any command that is not a listed read throws declined
};

/// How a master was found by its sentinels.
struct Way {
    std::string sentinel;              ///< the one that named it: "10.0.0.2:26379"; "": nobody had to be asked
    std::vector<std::string> trouble;  ///< of those asked before: "10.0.0.1:26379: connection refused"
};

/// One connection: hiredis' reader and our own non-blocking loop, so that every wait has a
/// deadline. Opens lazily. Where the address names sentinels they are asked for the master whenever it opens, one
/// after the other, until one of them leads to a server that says that it is one. Not thread-safe.
class Connection {
public:
    Connection(Address address, Settings settings, Clock const &clock);
    ~Connection();
    Connection(Connection const &) = delete;
    Connection &operator=(Connection const &) = delete;

    Address const &address() const { return m_address; }
    Way const &way() const { return m_way; }
    std::string const &run_id() const { return m_run_id; }  ///< of the server that sentinels led to; "" else
    /// From now on only the server with this run id will do ("": the one that it has reached first): when a failover
    /// made another one the master, everything throws conflict. For what was planned on that server.
    void stay_with(std::string run_id);
    /// No wait goes past this point in time, whatever the limits say (--timeout).
    void set_deadline(Ticks deadline);
    /// Empty: writes may pass from now on; else why only listed reads may.
    void set_reads_only(std::string why) { m_settings.reads_only = std::move(why); }
    void connect();  ///< when not connected
    void disconnect();
    bool connected() const;

    /// Sends and waits for the answer. A read whose connection broke before its answer is tried
    /// once more on a new connection; nothing else is repeated. Where sentinels are named, a READONLY (a failover
    /// has made this server a replica) is followed to the new master, once, unless it has to stay_with() this one.
    Reply call(Command const &command);
    /// Pipelining: answers come in the order sent. Keep at most four heavy commands in flight, as a
    /// server runs what one client has sent without a break.
    void send(Command const &command);
    void send(std::span<Command const> commands);  ///< in one go
    Reply receive();
    /// Bytes as they come behind the last answer: for a server that has begun to send something that is no
    /// answer (PSYNC). 0: it has closed. Nothing but disconnect() may follow.
    std::size_t receive_raw(std::span<char> to);
    std::size_t in_flight() const;
    /// All are sent together and their answers collected. Errors of single commands are thrown
    /// after all answers are in (the first one). For light commands.
    std::vector<Reply> pipeline(std::span<Command const> commands);

private:
    struct Link;
    void open(Deadline const &deadline);
    void open_master();
    bool is_master(Deadline const &deadline);
    Reply ask_link(Command const &command, Deadline const &deadline);
    [[noreturn]] void throw_another_master() const;
    Reply call_here(Command const &command);
    bool greet(Deadline const &deadline, bool with_user);
    void admit(Command const &command) const;
    void ready_link();
    void put(Command const &command);
    Deadline call_deadline() const;
    Reply exchange(Command const &command);
    Reply accept(std::string_view command, Reply reply) const;
    [[noreturn]] void lose(std::string_view command, std::string const &why, std::string hint);

    Address m_address;
    Settings m_settings;
    Clock const &m_clock;
    std::unique_ptr<Link> m_link;
    std::optional<Ticks> m_deadline;
    Way m_way;
    std::string m_run_id;
    bool m_stays = false;
};

/// "redis 127.0.0.1:6379: LLEN": how errors name a call.
std::string call_name(Address const &address, std::string_view command);

}  // namespace omactl::redis
