// omactl-bench-keys: what `redis dump`, `redis restore` and the full digest are held to, measured by turns on this
// machine. [KEYS] is 200000 unless told. Called as `omactl-bench-keys dump URL FILE` and alike it is the measured
// client itself.

#include "lib/core/error.hpp"
#include "lib/keyspace/census.hpp"
#include "lib/keyspace/dump.hpp"
#include "lib/keyspace/restore.hpp"
#include "lib/sandbox/redis_server.hpp"
#include "tests/bench/keyspace/mixed.hpp"
#include "tests/bench/measured.hpp"
#include "tests/bench/observer.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace {

using namespace omactl;

SystemClock const g_clock;

keyspace::Connect connector(std::string const &url)
{
    return [url](int db) {
        auto address = redis::Address::parse(url);
        address.db = db;
        return std::make_unique<redis::Connection>(std::move(address), redis::Settings{}, g_clock);
    };
}

keyspace::Facts facts(std::string const &url)
{
    return keyspace::ask_facts(*connector(url)(0));
}

/// What redis-cli --pipe reads: the same RESTOREs.
void write_restores(std::string const &from, std::string const &to)
{
    auto const source = keyspace::open_source(from);
    auto file = open_file(to, O_WRONLY | O_CREAT | O_TRUNC);
    std::string text;
    for (keyspace::Record record; source->next(record);) {
        auto const at = std::to_string(record.expiry.value_or(0));
        text += redis::Command{"RESTORE", record.key, at, record.payload, "ABSTTL"}.wire();
        if (text.size() < 1024 * 1024) continue;
        write_all(file.get(), text, to);
        text.clear();
    }
    write_all(file.get(), text, to);
}

int client(std::string_view what, std::string const &url, std::string const &file)
{
    auto const connect = connector(url);
    if (what == "dump") keyspace::dump(file, facts(url), connect, g_clock, {.resume = false}, [](auto const &) {});
    if (what == "census") keyspace::take_census(facts(url), connect, g_clock, {}, {});
    if (what == "check") keyspace::check_file(file);
    if (what == "restore")
        keyspace::restore(*keyspace::open_source(file), facts(url), connect, g_clock, {}, [](auto const &) {});
    return 0;
}

struct Bench {
    sandbox::Folder folder;
    sandbox::RedisServer server, other;
    redis::Connection redis{redis::Address::parse(server.url()), {}, g_clock};
    redis::Connection target{redis::Address::parse(other.url()), {.call_limit = Millis{60'000}}, g_clock};
    std::string self, file = folder.path() + "/keys.dump", pipe = folder.path() + "/pipe";

    bench::Measured run(std::string const &what, sandbox::RedisServer const &of)
    {
        return bench::measure({{self, what, of.url(), file}, {}, "/dev/null", folder.path() + "/out"});
    }
    /// Seconds that the server spent in such commands since the statistics were last reset.
    double seconds_in(redis::Connection &at, std::string const &command)
    {
        auto const reply = at.call({"INFO", "commandstats"});
        std::string const text{reply.text()};
        auto const line = text.find("cmdstat_" + command + ":");
        return line == text.npos ? 0 : std::strtod(text.c_str() + text.find("usec=", line) + 5, nullptr) / 1e6;
    }
};

void show(std::string_view what, bench::Measured const &m)
{
    fmt::print("{:<28} {:6.2f} s wall, {:5.2f} s CPU, peak {:4.0f} MiB{}\n", what, m.seconds, m.cpu_seconds,
               static_cast<double>(m.peak_bytes) / (1 << 20), m.status == 0 ? "" : "  FAILED");
    std::fflush(stdout);
}

double dump_row(Bench &b)
{
    b.redis.call({"CONFIG", "RESETSTAT"});
    bench::Probe probe{redis::Address::parse(b.server.url())};
    auto const measured = b.run("dump", b.server);
    auto const waits = probe.stop();
    auto const floor = b.seconds_in(b.redis, "dump");
    show("dump", measured);
    fmt::print(
        "  server in DUMP {:.2f} s: {:.2f}×; MEMORY USAGE {:.2f}, PEXPIRETIME {:.2f}, SCAN {:.2f}; other client p99 "
        "{:.1f} ms, most {:.1f} ms; file {:.0f} MiB\n",
        floor, measured.seconds / floor, b.seconds_in(b.redis, "memory|usage"), b.seconds_in(b.redis, "pexpiretime"),
        b.seconds_in(b.redis, "scan"), waits.p99_ms, waits.most_ms,
        static_cast<double>(std::filesystem::file_size(b.file)) / (1 << 20));
    return measured.seconds;
}

void restore_rows(Bench &b)
{
    b.target.call({"FLUSHALL"});
    auto const piped = bench::measure(
        {{"redis-cli", "-s", b.other.socket(), "--pipe"}, {"PATH=/usr/bin:/bin"}, b.pipe, b.file + ".out"});
    show("redis-cli --pipe", piped);
    b.target.call({"FLUSHALL"});
    auto const restored = b.run("restore", b.other);
    show("restore", restored);
    fmt::print("  {:.2f}× of redis-cli --pipe; {} keys\n", restored.seconds / piped.seconds,
               b.target.call({"DBSIZE"}).integer());
}

int bench_all(std::string self, int keys)
{
    Bench b;
    b.self = std::move(self);
    bench::pin_server(b.server.pid());
    bench::pin_server(b.other.pid());
    bench::fill_mixed(b.redis, keys);
    for (auto const pid : {b.server.pid(), b.other.pid(), pid_t{0}}) bench::before_all_others(pid);
    fmt::print("{} keys, {} bytes in the server\n", keys, facts(b.server.url()).used_memory);
    for (int turn = 0; turn < 3; ++turn) {
        auto const dumped = dump_row(b);
        auto const digest = b.run("census", b.server);
        show("full digest", digest);
        fmt::print("  {:.2f}× of the dump\n", digest.seconds / dumped);
        show("check of the file", b.run("check", b.server));
        if (turn == 0) write_restores(b.file, b.pipe);
        restore_rows(b);
    }
    return 0;
}

}  // namespace

int main(int argc, char **argv)
try {
    if (argc == 4) return client(argv[1], argv[2], argv[3]);
    return bench_all(std::filesystem::read_symlink("/proc/self/exe"), argc > 1 ? std::atoi(argv[1]) : 200'000);
} catch (Error const &e) {
    fmt::print(stderr, "{}\n{}\n", e.message(), e.hint());
    return static_cast<int>(e.fault());
}
