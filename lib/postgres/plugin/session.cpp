#include "lib/postgres/plugin/session.hpp"

#include <libpq-fe.h>

namespace omactl::postgres {

namespace {

template <auto function> struct Free {
    template <class T> void operator()(T *object) const noexcept { function(object); }
};
using Handle = std::unique_ptr<PGconn, Free<::PQfinish>>;
using Result = std::unique_ptr<PGresult, Free<::PQclear>>;

std::string field(PGresult const *result, int code)
{
    char const *const text = ::PQresultErrorField(result, code);
    return text ? text : "";
}

Rows rows_of(PGresult const *result)
{
    Rows rows;
    int const columns = ::PQnfields(result), count = ::PQntuples(result);
    for (int column = 0; column < columns; ++column) rows.columns.emplace_back(::PQfname(result, column));
    rows.cells.reserve(static_cast<std::size_t>(count));
    for (int row = 0; row < count; ++row) {
        auto &cells = rows.cells.emplace_back();
        for (int column = 0; column < columns; ++column) {
            if (::PQgetisnull(result, row, column)) {
                cells.emplace_back();
                continue;
            }
            auto const size = static_cast<std::size_t>(::PQgetlength(result, row, column));
            cells.emplace_back(std::in_place, ::PQgetvalue(result, row, column), size);
        }
    }
    return rows;
}

class LibpqSession final : public Session {
public:
    explicit LibpqSession(std::string const &conninfo) : m_handle(::PQconnectStart(conninfo.c_str()))
    {
        if (!m_handle) throw Error{Fault::internal, "libpq: out of memory"};
        ::PQsetErrorVerbosity(m_handle.get(), PQERRORS_VERBOSE);
        ::PQsetNoticeReceiver(m_handle.get(), take_notice, &m_notices);
    }

    int fd() const override { return ::PQsocket(m_handle.get()); }

    Want advance() override
    {
        if (::PQstatus(m_handle.get()) == CONNECTION_BAD) return Want::broken;
        auto const state = ::PQconnectPoll(m_handle.get());
        auto const status = ::PQstatus(m_handle.get());
        m_reached =
            m_reached || (status != CONNECTION_BAD && status != CONNECTION_STARTED && status != CONNECTION_NEEDED);
        switch (state) {
        case PGRES_POLLING_READING: return Want::read;
        case PGRES_POLLING_WRITING: return Want::write;
        case PGRES_POLLING_OK: ::PQsetnonblocking(m_handle.get(), 1); return Want::nothing;
        default: return Want::broken;
        }
    }

    bool reached() const override { return m_reached; }

    /// What a server says before it closes an idle connection comes as a notice.
    std::string complaint() override { return m_notices.empty() ? ::PQerrorMessage(m_handle.get()) : m_notices.back(); }

    bool send(std::string const &sql, std::vector<Cell> const &values) override
    {
        std::vector<char const *> texts;
        for (auto const &value : values) texts.push_back(value ? value->c_str() : nullptr);
        return ::PQsendQueryParams(m_handle.get(), sql.c_str(), static_cast<int>(texts.size()), nullptr, texts.data(),
                                   nullptr, nullptr, 0) == 1;
    }

    Want flush() override
    {
        switch (::PQflush(m_handle.get())) {
        case 0: return Want::nothing;
        case 1: return Want::write;
        default: return Want::broken;
        }
    }

    bool take_in() override { return ::PQconsumeInput(m_handle.get()) == 1; }
    bool busy() override { return ::PQisBusy(m_handle.get()) == 1; }

    std::optional<Outcome> outcome() override
    {
        Result const result{::PQgetResult(m_handle.get())};
        if (!result) return std::nullopt;
        Outcome outcome;
        auto const status = ::PQresultStatus(result.get());
        if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
            outcome.rows = rows_of(result.get());
            outcome.rows.notices = std::move(m_notices);
            m_notices.clear();
            return outcome;
        }
        outcome.refused = true;
        outcome.sqlstate = field(result.get(), PG_DIAG_SQLSTATE);
        outcome.message = field(result.get(), PG_DIAG_MESSAGE_PRIMARY);
        outcome.detail = field(result.get(), PG_DIAG_MESSAGE_DETAIL);
        outcome.advice = field(result.get(), PG_DIAG_MESSAGE_HINT);
        if (outcome.message.empty()) outcome.message = ::PQresultErrorMessage(result.get());
        return outcome;
    }

    bool alive() const override { return ::PQstatus(m_handle.get()) == CONNECTION_OK; }
    bool in_transaction() const override { return ::PQtransactionStatus(m_handle.get()) != PQTRANS_IDLE; }
    int backend_pid() const override { return ::PQbackendPID(m_handle.get()); }
    std::string server_encoding() const override
    {
        char const *const name = ::PQparameterStatus(m_handle.get(), "server_encoding");
        return name ? name : "";
    }
    int server_version() const override { return ::PQserverVersion(m_handle.get()); }

private:
    /// libpq prints them on stderr else.
    static void take_notice(void *notices, PGresult const *result)
    {
        auto const text = field(result, PG_DIAG_MESSAGE_PRIMARY);
        if (!text.empty()) static_cast<std::vector<std::string> *>(notices)->push_back(text);
    }

    std::vector<std::string> m_notices;
    Handle m_handle;
    bool m_reached = false;
};

}  // namespace

std::unique_ptr<Session> open_session(std::string const &conninfo)
{
    return std::make_unique<LibpqSession>(conninfo);
}

}  // namespace omactl::postgres
