#include "tests/bench/keyspace/stand.hpp"

#include <fmt/format.h>

namespace omactl::bench {

namespace {

std::vector<std::string> environment()
{
    return {"PATH=/usr/bin:/bin"};
}

}  // namespace

Clock const &real_clock()
{
    static SystemClock const clock;
    return clock;
}

keyspace::Connect connector(std::string const &url)
{
    return [url](int db) {
        auto address = redis::Address::parse(url);
        address.db = db;
        redis::Settings settings;
        settings.call_limit = Millis{60'000};
        return std::make_unique<redis::Connection>(std::move(address), std::move(settings), real_clock());
    };
}

keyspace::Facts facts(std::string const &url)
{
    return keyspace::ask_facts(*connector(url)(0));
}

Measured OurCarrier::dump(sandbox::RedisServer const &from, std::string const &file) const
{
    return measure({{m_self, "dump", from.url(), file}, environment(), "/dev/null", file + ".out"});
}

Measured OurCarrier::restore(std::string const &file, sandbox::RedisServer const &to) const
{
    return measure({{m_self, "restore", to.url(), file}, environment(), "/dev/null", file + ".out"});
}

Measured DumpGo::dump(sandbox::RedisServer const &from, std::string const &file) const
{
    return measure({{m_program, "-host", "127.0.0.1", "-port", std::to_string(from.port()), "-s"},
                    environment(),
                    "/dev/null",
                    file});
}

Measured DumpGo::restore(std::string const &file, sandbox::RedisServer const &to) const
{
    return measure({{"redis-cli", "-s", to.socket(), "--pipe"}, environment(), file, file + ".out"});
}

}  // namespace omactl::bench
