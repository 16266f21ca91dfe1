#pragma once

#include "lib/core/error.hpp"
#include "lib/core/time.hpp"
#include "lib/postgres/address.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::postgres {

/// The server said no. `sqlstate()` has its five characters ("42501"); messages differ by version
/// and language, so nothing else is to be matched.
/// (https://www.postgresql.org/docs/15/errcodes-appendix.html)
/// fault(): class 28, 42501 denied; 3D000 not_found; 53300 (no slots), 57P03 (starting up, in
/// recovery) unreachable; 57014 (our own timeout) unreachable for a read; everything else failed.
class Refused : public Error {
public:
    Refused(Fault fault, std::string sqlstate, std::string message, std::string hint);
    std::string const &sqlstate() const noexcept { return m_sqlstate; }

private:
    std::string m_sqlstate;
};

/// The connection broke or a deadline passed. fault(): unreachable while no write was on the wire,
/// unknown once one was sent and not answered.
class Lost : public Error {
public:
    /// `nobody_listens`: its port is closed, or its socket is not there. One that hangs still has both.
    Lost(Fault fault, std::string message, std::string hint, bool nobody_listens = false);
    bool nobody_listens() const noexcept { return m_nobody_listens; }

private:
    bool m_nobody_listens;
};

using Cell = std::optional<std::string>;  ///< text form; nullopt is NULL

/// What one statement gave: rows of text, by the names of their columns.
class Rows {
public:
    class Row {
    public:
        Row(Rows const &rows, std::size_t at) : m_rows(&rows), m_at(at) {}
        bool is_null(std::string_view column) const;
        std::string const &text(std::string_view column) const;                 ///< "" when NULL
        std::int64_t integer(std::string_view column) const;                    ///< 0 when NULL
        std::optional<std::int64_t> integer_if(std::string_view column) const;  ///< nullopt when NULL
        double number(std::string_view column) const;                           ///< 0 when NULL
        std::optional<double> number_if(std::string_view column) const;
        bool flag(std::string_view column) const;  ///< false when NULL

    private:
        Cell const &cell(std::string_view column) const;  ///< throws Fault::internal: no such column
        Rows const *m_rows;
        std::size_t m_at;
    };

    std::vector<std::string> columns;
    std::vector<std::vector<Cell>> cells;
    std::vector<std::string> notices;  ///< "PID 4711 is not a PostgreSQL backend process"

    std::size_t size() const { return cells.size(); }
    bool empty() const { return cells.empty(); }
    Row operator[](std::size_t at) const { return {*this, at}; }
};

struct Settings {
    Millis connect_limit{5'000};  ///< name resolution, connect, TLS and login together
    Millis call_limit{10'000};    ///< for one answer to be complete; the server gets it as statement_timeout
    Millis lock_limit{100};       ///< the session's lock_timeout: we stand in nobody's way
    std::string application_name = "omactl";
    /// Names are looked up in pg_catalog alone (search_path = ''): whoever owns the database could put operators of
    /// his own before PostgreSQL's, and we may be a superuser.
    bool catalog_only = false;
    std::function<void(std::string_view line)> trace;  ///< --verbose: each statement as it is sent
    std::string reads_only;  ///< not empty: why; a statement that is not a read throws declined
};

/// Does this statement change nothing? One SELECT, SHOW, EXPLAIN without ANALYZE, WITH of reads,
/// none of which calls a function with an effect (pg_terminate_backend, pg_advisory_lock, set_config …).
bool is_read(std::string_view sql);

/// One connection, and never more than one: libpq's non-blocking calls under our own deadlines.
/// Opens lazily, never reconnects by itself once it was open (session settings, advisory locks and
/// guards would be gone). libpq is in a module of its own, loaded when this first connects. Not
/// thread-safe. Outside transactions unless one is begun, so that each look at pg_stat_activity is fresh.
class Connection {
public:
    Connection(Address address, Settings settings, Clock const &clock);
    ~Connection();
    Connection(Connection const &) = delete;
    Connection &operator=(Connection const &) = delete;

    Address const &address() const;
    void set_deadline(Ticks deadline);  ///< no wait goes past this, whatever the limits say (--timeout)
    void set_reads_only(std::string why);
    /// How long each answer may take from now on; the server gets it as statement_timeout too.
    void set_call_limit(Millis limit);
    void connect();  ///< when not connected
    bool connected() const;
    void disconnect();

    std::int64_t backend_pid() const;  ///< as the server told at login; behind a pooler it is the pooler's
    /// Are there others behind this connection's server sessions (pgbouncer)? Then nothing is set for the
    /// session, as it would stay with them: `ask` is a read-only transaction with its own limits instead,
    /// and `change` goes without a lock_timeout.
    bool pooled() const;
    std::int32_t server_version() const;  ///< 150018 for 15.18

    /// One statement by the extended protocol: $1, $2 … are sent apart from the text, and a text with
    /// several statements is refused by the server. Throws declined when `sql` is no read.
    Rows ask(std::string_view sql, std::vector<Cell> const &values = {});
    /// The same for one that has an effect. Throws Lost with Fault::unknown when its answer is lost.
    Rows change(std::string_view sql, std::vector<Cell> const &values = {});
    /// The same for an effect that ends with this session, as an advisory lock: nothing is in doubt when its
    /// answer is lost, which is Fault::unreachable.
    Rows change_session(std::string_view sql, std::vector<Cell> const &values = {});
    /// PREPARE for this session, which runs nothing and passes in a dry run; the name that EXECUTE knows it by.
    /// Throws declined behind a pooler.
    std::string prepare(std::string_view sql);
    /// `set NAME = value` for this session, in a transaction for that (no effect outside it; passes in a dry
    /// run). Throws declined behind a pooler outside a transaction.
    void set(std::string_view name, std::string_view value);
    std::int64_t writes() const;  ///< statements sent by `change`, answered or not

private:
    struct Inside;
    std::unique_ptr<Inside> m;
};

/// "postgres 127.0.0.1:5432/shop": how errors name the server.
std::string server_name(Address const &address);

}  // namespace omactl::postgres
