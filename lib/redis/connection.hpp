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

/// One connection: hiredis' reader and our own non-blocking loop, so that every wait has a
/// deadline. Opens lazily. Not thread-safe.
class Connection {
public:
    Connection(Address address, Settings settings, Clock const &clock);
    ~Connection();
    Connection(Connection const &) = delete;
    Connection &operator=(Connection const &) = delete;

    Address const &address() const { return m_address; }
    /// No wait goes past this point in time, whatever the limits say (--timeout).
    void set_deadline(Ticks deadline);
    /// Empty: writes may pass from now on; else why only listed reads may.
    void set_reads_only(std::string why) { m_settings.reads_only = std::move(why); }
    void connect();  ///< when not connected
    void disconnect();
    bool connected() const;

    /// Sends and waits for the answer. A read whose connection broke before its answer is tried
    /// once more on a new connection; nothing else is repeated.
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
};

/// "redis 127.0.0.1:6379: LLEN": how errors name a call.
std::string call_name(Address const &address, std::string_view command);

}  // namespace omactl::redis
