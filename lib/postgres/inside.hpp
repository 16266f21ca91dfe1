#pragma once

#include "lib/core/deadline.hpp"
#include "lib/postgres/connection.hpp"
#include "lib/postgres/module.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::postgres {

/// What a Connection is made of.
struct Connection::Inside {
    enum class Kind { read, change, session };

    Address address;
    Settings settings;
    Clock const &clock;
    std::optional<Ticks> latest = std::nullopt;
    std::unique_ptr<Session> session = nullptr;
    bool was_lost = false;  ///< and is not opened again before somebody says connect()
    bool pooled = false;
    bool server_reads_only = false;  ///< what default_transaction_read_only is
    std::int64_t writes = 0, prepared = 0;

    void connect();
    /// Opens it if it never was; throws Lost when it is gone.
    void ready();
    Rows ask(std::string_view sql, std::vector<Cell> const &values);
    Rows change(std::string_view sql, std::vector<Cell> const &values, Kind kind);
    void set(std::string_view name, std::string_view value);
    std::string prepare(std::string_view sql);

private:
    void open(Deadline const &deadline);
    bool log_in(Deadline const &deadline, Deadline const &share);
    void set_up(Deadline const &deadline);
    void follow_reads_only();
    Deadline call_deadline() const;
    Rows ask_pooled(std::string const &sql, std::vector<Cell> const &values);
    Rows run(std::string const &sql, std::vector<Cell> const &values, Kind kind);
    Outcome exchange(std::string const &sql, std::vector<Cell> const &values, Deadline const &deadline);
    void send(std::string const &sql, std::vector<Cell> const &values, Deadline const &deadline);
    Outcome collect(Deadline const &deadline);
    void await(short events, Deadline const &deadline) const;
    void trace(std::string_view sql, std::vector<Cell> const &values) const;
    [[noreturn]] void lose(Broken const &broken, bool doubtful);
};

}  // namespace omactl::postgres
