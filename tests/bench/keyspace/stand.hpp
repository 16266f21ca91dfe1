#pragma once

#include "lib/keyspace/census.hpp"
#include "lib/keyspace/facts.hpp"
#include "lib/sandbox/redis_server.hpp"
#include "tests/bench/measured.hpp"

#include <string>

namespace omactl::bench {

Clock const &real_clock();
/// Connections to a server's databases.
keyspace::Connect connector(std::string const &url);
keyspace::Facts facts(std::string const &url);

/// A way to carry all keys of one Redis to another by a file.
class Carrier {
public:
    virtual ~Carrier() = default;
    /// Its client as a process of its own; what it wrote is in `file`.
    virtual Measured dump(sandbox::RedisServer const &from, std::string const &file) const = 0;
    virtual Measured restore(std::string const &file, sandbox::RedisServer const &to) const = 0;
};

/// omactl's own; `self` is this program, which is the measured client when it is called so.
class OurCarrier final : public Carrier {
public:
    explicit OurCarrier(std::string self) : m_self(std::move(self)) {}
    Measured dump(sandbox::RedisServer const &from, std::string const &file) const override;
    Measured restore(std::string const &file, sandbox::RedisServer const &to) const override;

private:
    std::string m_self;
};

/// https://github.com/yannh/redis-dump-go, which writes the commands that make the keys again. The servers listen on
/// TCP.
class DumpGo final : public Carrier {
public:
    explicit DumpGo(std::string program) : m_program(std::move(program)) {}
    Measured dump(sandbox::RedisServer const &from, std::string const &file) const override;
    Measured restore(std::string const &file, sandbox::RedisServer const &to) const override;

private:
    std::string m_program;
};

/// Of the seven damage sets, on which tools lose, double or keep what they should not: how many are carried right,
/// or refused with a status that says so.
int sets_carried(Carrier const &carrier);
inline constexpr int k_damage_sets = 7;

}  // namespace omactl::bench
