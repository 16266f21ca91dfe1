#include "lib/postgres/connection.hpp"

#include "lib/core/text.hpp"
#include "lib/postgres/inside.hpp"
#include "lib/postgres/refusal.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <utility>

namespace omactl::postgres {

namespace {

/// The server's own limit comes first, so that its answer is known.
constexpr Millis k_grace{500};

constexpr char k_set[] = "select pg_catalog.set_config($1, $2, $3::pg_catalog.bool)";

/// On one line, blanks as one.
std::string one_line(std::string_view sql)
{
    std::string text;
    for (char const c : trim(sql)) {
        bool const blank = c == ' ' || c == '\n' || c == '\t';
        if (!blank)
            text += c;
        else if (!text.ends_with(' '))
            text += ' ';
    }
    return printable(text);
}

std::string shown(Cell const &value)
{
    constexpr std::size_t k_most = 200;
    if (!value) return "NULL";
    return fmt::format("'{}{}'", printable(std::string_view{*value}.substr(0, k_most)),
                       value->size() > k_most ? "…" : "");
}

bool is_readable(int fd)
{
    pollfd watched = {fd, POLLIN, 0};
    return ::poll(&watched, 1, 0) > 0;
}

}  // namespace

void Connection::Inside::ready()
{
    if (was_lost)
        throw Lost{Fault::unreachable, fmt::format("{}: the connection was lost before", server_name(address)),
                   "run the command again: it connects anew"};
    if (!session) return connect();
    // Noticed before anything is sent, a closed connection leaves no doubt.
    while (is_readable(session->fd())) {
        bool const open = session->take_in();
        static_cast<void>(session->busy());  // which looks at what came
        if (!open || !session->alive()) lose({Broken::Kind::closed, {}, {}}, false);
    }
}

void Connection::Inside::trace(std::string_view sql, std::vector<Cell> const &values) const
{
    if (!settings.trace) return;
    auto line = one_line(sql);
    for (std::size_t i = 0; i < values.size(); ++i)
        line += fmt::format("{} ${} = {}", i == 0 ? " --" : ",", i + 1, shown(values[i]));
    settings.trace(line);
}

Deadline Connection::Inside::call_deadline() const
{
    return {clock, settings.call_limit + k_grace, latest};
}

void Connection::Inside::await(short events, Deadline const &deadline) const
{
    if (!deadline.ready(session->fd(), events))
        throw Broken{Broken::Kind::timed_out, fmt::format("no answer within {}", deadline.span()), {}};
}

void Connection::Inside::send(std::string const &sql, std::vector<Cell> const &values, Deadline const &deadline)
{
    if (!session->send(sql, values)) throw Error{Fault::internal, fmt::format("libpq: {}", trim(session->complaint()))};
    for (;;) {
        auto const want = session->flush();
        if (want == Session::Want::nothing) return;
        if (want == Session::Want::broken) throw Broken{Broken::Kind::closed, {}, {}};
        await(POLLIN | POLLOUT, deadline);
        if (!session->take_in()) throw Broken{Broken::Kind::closed, {}, {}};
    }
}

Outcome Connection::Inside::collect(Deadline const &deadline)
{
    std::optional<Outcome> first;
    for (;;) {
        while (session->busy()) {
            await(POLLIN, deadline);
            if (!session->take_in()) break;
        }
        auto outcome = session->outcome();
        if (!outcome) break;
        if (!first) first = std::move(outcome);
        if (first->refused && first->sqlstate.empty()) break;
    }
    if (!session->alive() || !first || (first->refused && first->sqlstate.empty()))
        throw Broken{Broken::Kind::closed, first && first->refused ? first->message : std::string{}, {}};
    return std::move(*first);
}

Outcome Connection::Inside::exchange(std::string const &sql, std::vector<Cell> const &values, Deadline const &deadline)
{
    send(sql, values, deadline);
    return collect(deadline);
}

void Connection::Inside::lose(Broken const &broken, bool doubtful)
{
    auto why = broken.why.empty() ? session->complaint() : broken.why;
    why = printable(trim(std::string_view{why}.substr(0, why.find('\n'))));
    if (why.empty()) why = "the server closed the connection";
    session.reset();
    was_lost = true;
    auto const text = fmt::format("{}: {}", server_name(address), why);
    if (!doubtful) throw Lost{Fault::unreachable, text, broken.hint};
    throw Lost{Fault::unknown, text + "; the statement was sent, outcome unknown",
               "look before repeating it: it may have been carried out"};
}

Rows Connection::Inside::run(std::string const &sql, std::vector<Cell> const &values, Kind kind)
{
    trace(sql, values);
    if (kind != Kind::read) ++writes;
    try {
        auto outcome = exchange(sql, values, call_deadline());
        if (outcome.refused) throw refusal(address, outcome, kind == Kind::read);
        return std::move(outcome.rows);
    } catch (Broken const &broken) {
        lose(broken, kind == Kind::change);
    }
}

void Connection::Inside::follow_reads_only()
{
    bool const wanted = !settings.reads_only.empty();
    if (pooled || wanted == server_reads_only) return;
    run(k_set, {"default_transaction_read_only", wanted ? "on" : "off", "false"}, Kind::read);
    server_reads_only = wanted;
}

Rows Connection::Inside::ask(std::string_view sql, std::vector<Cell> const &values)
{
    if (!is_read(sql))
        throw Error{Fault::declined, fmt::format("{}: refused to ask by a statement that may change something: {}",
                                                 server_name(address), cut(one_line(sql), 120))};
    ready();
    follow_reads_only();
    if (pooled && !session->in_transaction()) return ask_pooled(std::string{sql}, values);
    return run(std::string{sql}, values, Kind::read);
}

Rows Connection::Inside::ask_pooled(std::string const &sql, std::vector<Cell> const &values)
{
    auto const set_here = [this](char const *name, Millis limit) {
        run(k_set, {name, std::to_string(limit.count()), "true"}, Kind::read);
    };
    run("begin transaction read only", {}, Kind::read);
    try {
        set_here("lock_timeout", settings.lock_limit);
        set_here("statement_timeout", settings.call_limit);
        auto rows = run(sql, values, Kind::read);
        run("commit", {}, Kind::read);
        return rows;
    } catch (Refused const &) {
        run("rollback", {}, Kind::read);
        throw;
    }
}

Rows Connection::Inside::change(std::string_view sql, std::vector<Cell> const &values, Kind kind)
{
    if (!settings.reads_only.empty())
        throw Error{Fault::declined, fmt::format("{}: refused to send {}: {}", server_name(address),
                                                 cut(one_line(sql), 120), settings.reads_only)};
    ready();
    follow_reads_only();
    return run(std::string{sql}, values, kind);
}

void Connection::Inside::set(std::string_view name, std::string_view value)
{
    ready();
    bool const here = session->in_transaction();
    if (pooled && !here)
        throw Error{Fault::declined,
                    fmt::format("{}: behind a pooler {} would be set for others too", server_name(address), name),
                    "give the server's own address instead of the pooler's"};
    run(k_set, {std::string{name}, std::string{value}, here ? "true" : "false"}, Kind::read);
}

std::string Connection::Inside::prepare(std::string_view sql)
{
    ready();
    if (pooled)
        throw Error{Fault::declined, fmt::format("{}: behind a pooler nothing can be prepared", server_name(address)),
                    "give the server's own address instead of the pooler's"};
    auto name = fmt::format("omactl_{}", prepared++);
    run(fmt::format("prepare {} as {}", name, sql), {}, Kind::read);
    return name;
}

Connection::Connection(Address address, Settings settings, Clock const &clock)
    : m(new Inside{std::move(address), std::move(settings), clock})
{
}

Connection::~Connection() = default;

Address const &Connection::address() const
{
    return m->address;
}

void Connection::set_deadline(Ticks deadline)
{
    m->latest = deadline;
}

void Connection::set_reads_only(std::string why)
{
    m->settings.reads_only = std::move(why);
}

void Connection::set_call_limit(Millis limit)
{
    m->settings.call_limit = limit;
    if (m->session && !m->pooled) m->set("statement_timeout", std::to_string(limit.count()));
}

void Connection::connect()
{
    m->connect();
}

bool Connection::connected() const
{
    return m->session != nullptr;
}

void Connection::disconnect()
{
    m->session.reset();
    m->was_lost = false;
}

std::int64_t Connection::backend_pid() const
{
    return m->session ? m->session->backend_pid() : 0;
}

bool Connection::pooled() const
{
    return m->pooled;
}

std::int32_t Connection::server_version() const
{
    return m->session ? m->session->server_version() : 0;
}

Rows Connection::ask(std::string_view sql, std::vector<Cell> const &values)
{
    return m->ask(sql, values);
}

Rows Connection::change(std::string_view sql, std::vector<Cell> const &values)
{
    return m->change(sql, values, Inside::Kind::change);
}

Rows Connection::change_session(std::string_view sql, std::vector<Cell> const &values)
{
    return m->change(sql, values, Inside::Kind::session);
}

std::string Connection::prepare(std::string_view sql)
{
    return m->prepare(sql);
}

void Connection::set(std::string_view name, std::string_view value)
{
    m->set(name, value);
}

std::int64_t Connection::writes() const
{
    return m->writes;
}

}  // namespace omactl::postgres
