#pragma once

#include "lib/postgres/connection.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace omactl::postgres {

/// What a statement came to.
struct Outcome {
    bool refused = false;
    std::string sqlstate, message, detail, advice;  ///< when refused
    Rows rows;                                      ///< when not
};

/// One libpq connection, which never waits: it says what to poll for. It throws nothing but Error::internal.
class Session {
public:
    enum class Want { nothing, read, write, broken };
    virtual ~Session() = default;
    virtual int fd() const = 0;           ///< may be another one after each advance()
    virtual Want advance() = 0;           ///< towards being connected; nothing: it is
    virtual bool reached() const = 0;     ///< somebody took the connection
    virtual std::string complaint() = 0;  ///< libpq's words for what is wrong, with SQLSTATEs
    virtual bool send(std::string const &sql, std::vector<Cell> const &values) = 0;  ///< false: nothing was sent
    virtual Want flush() = 0;                                                        ///< write: poll for both
    virtual bool take_in() = 0;                    ///< false: the connection is broken
    virtual bool busy() = 0;                       ///< more must be read before outcome() can tell
    virtual std::optional<Outcome> outcome() = 0;  ///< nullopt: the statement is over
    virtual bool alive() const = 0;
    virtual bool in_transaction() const = 0;
    virtual int backend_pid() const = 0;
    virtual std::string server_encoding() const = 0;
    virtual int server_version() const = 0;
};

/// libpq costs 6 ms to load, so it lives in a private module opened when first used.
class Module {
public:
    virtual ~Module() = default;
    /// Begins to connect; `conninfo` names every parameter that the environment could name else.
    virtual std::unique_ptr<Session> open(std::string const &conninfo) = 0;
};

Module &module();  ///< throws Fault::internal with the path that it tried

}  // namespace omactl::postgres
