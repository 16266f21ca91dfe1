#include "lib/redis/connection.hpp"

#include "lib/redis/link.hpp"
#include "lib/redis/refusal.hpp"

#include <fmt/format.h>

#include <utility>

namespace omactl::redis {

namespace {

/// Refusals of CLIENT SETNAME that mean the connection as a whole; others (an ACL, a proxy that
/// does not know it) don't matter.
bool concerns_all(std::string_view answer)
{
    return answer.starts_with("NOAUTH") || answer.starts_with("DENIED") ||
           answer.find("max number of clients") != std::string_view::npos;
}

std::vector<Command> greetings(Address const &address, bool with_user)
{
    std::vector<Command> all;
    auto const &password = address.password.reveal();
    if (!password.empty() || !address.user.empty()) {
        all.push_back(with_user ? Command{"AUTH", address.user, password} : Command{"AUTH", password});
    }
    if (address.db != 0) all.push_back(Command{"SELECT", std::to_string(address.db)});
    all.push_back(Command{"CLIENT", "SETNAME", "omactl"});
    return all;
}

}  // namespace

Connection::Connection(Address address, Settings settings, Clock const &clock)
    : m_address(std::move(address)), m_settings(std::move(settings)), m_clock(clock)
{
}

Connection::~Connection() = default;

void Connection::set_deadline(Ticks deadline)
{
    m_deadline = deadline;
}

bool Connection::connected() const
{
    return m_link != nullptr;
}

void Connection::disconnect()
{
    m_link.reset();
}

std::size_t Connection::in_flight() const
{
    return m_link ? m_link->sent().size() : 0;
}

void Connection::connect()
{
    if (m_link) return;
    if (!m_address.sentinels.empty()) return open_master();
    open({m_clock, m_settings.connect_limit, m_deadline});
}

void Connection::open(Deadline const &deadline)
{
    try {
        m_link = std::make_unique<Link>(Stream::open(m_address, m_settings.tls, deadline));
        bool const with_user = !m_address.user.empty();
        if (greet(deadline, with_user)) return;
        // Before Redis 6 there were no users, and Heroku's URLs name one, "h", that no server knows.
        static_cast<void>(greet(deadline, false));
    } catch (Broken const &broken) {
        bool const hung_up = m_link && broken.kind == Broken::Kind::closed && m_address.kind == Address::Kind::tcp;
        lose("connect", broken.why,
             hung_up ? "if that port speaks TLS, the address must begin with rediss://" : broken.hint);
    } catch (...) {
        m_link.reset();
        throw;
    }
}

/// False when the user, not the password, may be what the server doesn't take.
bool Connection::greet(Deadline const &deadline, bool with_user)
{
    auto const commands = greetings(m_address, with_user);
    for (auto const &command : commands) put(command);
    m_link->flush(deadline);
    bool user_unknown = false;
    std::optional<Refused> first;
    for (auto const &command : commands) {
        auto const reply = m_link->next(deadline);
        auto const error = reply.view().error();
        if (error.empty() || (command.name() == "CLIENT SETNAME" && !concerns_all(error))) continue;
        bool const old = error.find("wrong number of arguments") != std::string_view::npos;
        bool const heroku = m_address.user == "h" && error.starts_with("WRONGPASS");
        if (command.name() == "AUTH" && with_user && (old || heroku)) user_unknown = true;
        if (!first) first = refusal(m_address, command.name(), error);
    }
    if (user_unknown) return false;
    if (first) throw *first;
    return true;
}

void Connection::admit(Command const &command) const
{
    if (m_settings.reads_only.empty() || is_read(command.name())) return;
    throw Error{Fault::declined, fmt::format("redis {}: refused to send {}: {}", m_address.server(), command.name(),
                                             m_settings.reads_only)};
}

/// A server closes idle connections; noticed before anything is sent, that costs nothing.
void Connection::ready_link()
{
    if (m_link && m_link->stale()) m_link.reset();
    connect();
}

void Connection::put(Command const &command)
{
    if (m_settings.trace) m_settings.trace(command.shown());
    m_link->queue(command);
}

Deadline Connection::call_deadline() const
{
    return {m_clock, m_settings.call_limit, m_deadline};
}

void Connection::lose(std::string_view command, std::string const &why, std::string hint)
{
    auto const doubtful = m_link ? m_link->doubtful() : std::string{};
    m_link.reset();
    auto const call = call_name(m_address, command);
    if (doubtful.empty()) throw Lost{Fault::unreachable, fmt::format("{}: {}", call, why), std::move(hint)};
    auto const sent = doubtful == command ? "it was sent" : fmt::format("sent and not answered: {}", doubtful);
    throw Lost{Fault::unknown, fmt::format("{}: {}; {}, outcome unknown", call, why, sent),
               "look before repeating it: it may have been carried out"};
}

Reply Connection::exchange(Command const &command)
{
    put(command);
    m_link->flush(call_deadline());
    return m_link->next(call_deadline());
}

Reply Connection::accept(std::string_view command, Reply reply) const
{
    auto const error = reply.view().error();
    if (error.empty()) return reply;
    if (m_stays && !m_address.sentinels.empty() && error.starts_with("READONLY")) throw_another_master();
    throw refusal(m_address, command, error);
}

Reply Connection::call(Command const &command)
{
    try {
        return call_here(command);
    } catch (Refused const &refused) {
        if (refused.code() != "READONLY" || m_address.sentinels.empty()) throw;
    }
    m_link.reset();
    return call_here(command);
}

Reply Connection::call_here(Command const &command)
{
    admit(command);
    if (in_flight() > 0) throw Error{Fault::internal, "redis: a call while pipelined answers are still to come"};
    ready_link();
    try {
        return accept(command.name(), exchange(command));
    } catch (Broken const &broken) {
        if (broken.kind != Broken::Kind::closed || !is_read(command.name())) {
            lose(command.name(), broken.why, broken.hint);
        }
    }
    m_link.reset();
    connect();
    try {
        return accept(command.name(), exchange(command));
    } catch (Broken const &broken) {
        lose(command.name(), broken.why, broken.hint);
    }
}

void Connection::send(Command const &command)
{
    admit(command);
    if (in_flight() == 0) ready_link();
    try {
        put(command);
        m_link->flush(call_deadline());
    } catch (Broken const &broken) {
        lose(command.name(), broken.why, broken.hint);
    }
}

void Connection::send(std::span<Command const> commands)
{
    if (commands.empty()) return;
    for (auto const &command : commands) admit(command);
    if (in_flight() == 0) ready_link();
    try {
        for (auto const &command : commands) put(command);
        m_link->flush(call_deadline());
    } catch (Broken const &broken) {
        lose(commands.front().name(), broken.why, broken.hint);
    }
}

std::size_t Connection::receive_raw(std::span<char> to)
{
    if (!m_link) throw Error{Fault::internal, "redis: nothing was asked for that could come"};
    try {
        return m_link->next_raw(to, call_deadline());
    } catch (Broken const &broken) {
        lose("receive", broken.why, broken.hint);
    }
}

Reply Connection::receive()
{
    if (in_flight() == 0) throw Error{Fault::internal, "redis: no answer is to come"};
    auto const name = m_link->sent().front().name;
    try {
        return accept(name, m_link->next(call_deadline()));
    } catch (Broken const &broken) {
        lose(name, broken.why, broken.hint);
    }
}

std::vector<Reply> Connection::pipeline(std::span<Command const> commands)
{
    if (in_flight() > 0) throw Error{Fault::internal, "redis: a pipeline while answers are still to come"};
    std::vector<Reply> replies;
    if (commands.empty()) return replies;
    send(commands);
    std::optional<Refused> first;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        try {
            replies.push_back(receive());
        } catch (Refused const &refused) {
            if (!first) first = refused;
        }
    }
    if (first) throw *first;
    return replies;
}

}  // namespace omactl::redis
