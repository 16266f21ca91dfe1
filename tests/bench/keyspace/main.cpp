// omactl-bench-keys: what `redis dump`, `redis restore` and the full digest are held to, measured by turns on this
// machine, and printed as ratios. [KEYS] is 200000 unless told. Called as `omactl-bench-keys dump URL FILE` and alike
// it is the measured client itself.

#include "lib/core/error.hpp"
#include "lib/core/quantity.hpp"
#include "lib/keyspace/census.hpp"
#include "lib/keyspace/dump.hpp"
#include "lib/keyspace/restore.hpp"
#include "lib/process/process.hpp"
#include "lib/sandbox/redis_server.hpp"
#include "tests/bench/figure.hpp"
#include "tests/bench/keyspace/mixed.hpp"
#include "tests/bench/keyspace/stand.hpp"
#include "tests/bench/measured.hpp"
#include "tests/bench/observer.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using namespace omactl;

using bench::connector;
using bench::facts;

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
    if (what == "dump")
        keyspace::dump(file, facts(url), connect, bench::real_clock(), {.resume = false}, [](auto const &) {});
    if (what == "census") keyspace::take_census(facts(url), connect, bench::real_clock(), {}, {});
    if (what == "restore")
        keyspace::restore(*keyspace::open_source(file), facts(url), connect, bench::real_clock(), {},
                          [](auto const &) {});
    return 0;
}

struct Bench {
    sandbox::Folder folder;
    sandbox::RedisServer server{{.tcp = true}}, other;
    redis::Connection redis{redis::Address::parse(server.url()), {}, bench::real_clock()};
    redis::Connection target{redis::Address::parse(other.url()), {.call_limit = Millis{60'000}}, bench::real_clock()};
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

/// What the turns gave, one value each.
struct Turns {
    std::vector<double> dump, dump_peak, p99, most, restore, digest;
};

bench::Measured succeeded(bench::Measured measured, std::string_view what)
{
    if (measured.status == 0) return measured;
    throw Error{Fault::failed, fmt::format("bench: {} ended with {}", what, measured.status)};
}

double dump_turn(Bench &b, Turns &turns)
{
    b.redis.call({"CONFIG", "RESETSTAT"});
    bench::Probe probe{redis::Address::parse(b.server.url())};
    auto const measured = succeeded(b.run("dump", b.server), "dump");
    auto const waits = probe.stop();
    turns.dump.push_back(measured.seconds / b.seconds_in(b.redis, "dump"));
    turns.dump_peak.push_back(static_cast<double>(measured.peak_bytes));
    turns.p99.push_back(waits.p99_ms);
    turns.most.push_back(waits.most_ms);
    return measured.seconds;
}

void restore_turn(Bench &b, Turns &turns)
{
    b.target.call({"FLUSHALL"});
    auto const piped = bench::measure(
        {{"redis-cli", "-s", b.other.socket(), "--pipe"}, {"PATH=/usr/bin:/bin"}, b.pipe, b.file + ".out"});
    auto const keys = b.target.call({"DBSIZE"}).integer();
    b.target.call({"FLUSHALL"});
    auto const restored = succeeded(b.run("restore", b.other), "restore");
    if (b.target.call({"DBSIZE"}).integer() != keys)
        throw Error{Fault::failed, "bench: the restore brought other keys than redis-cli --pipe"};
    turns.restore.push_back(restored.seconds / piped.seconds);
}

std::vector<bench::Figure> figures_of(Turns const &turns)
{
    constexpr double k_p99 = 10;  // ms
    auto const p99 = bench::median(turns.p99);
    return {bench::ratio("redis dump, key by key", "the server's own time in DUMP", bench::median(turns.dump), 2),
            bench::peak(bench::median(turns.dump_peak), 128),
            {"  p99 of another client", "", fmt::format("{:.1f} ms, most {:.1f} ms", p99, bench::median(turns.most)),
             fmt::format("< {} ms", k_p99), p99 < k_p99},
            bench::ratio("redis restore", "redis-cli --pipe of its RESTOREs", bench::median(turns.restore), 1.3),
            bench::ratio("full digest of all keys", "the dump", bench::median(turns.digest), 1.5)};
}

// What others do, where they can be had. A stream among its keys makes redis-dump-go leave out the rest of the batch
// and end with 0, so that it is measured without any.
std::vector<bench::Figure> against_dump_go(Bench const &b, int keys)
{
    constexpr double k_less = 10;
    auto const program = process::find_program("redis-dump-go");
    if (!program) {
        fmt::print("redis-dump-go is not on PATH, so nothing is compared with it: its client CPU, the damage sets\n");
        return {};
    }
    bench::DumpGo const peer{*program};
    bench::OurCarrier const own{b.self};
    sandbox::RedisServer const plain{{.tcp = true}};
    bench::fill_mixed(*connector(plain.url())(0), keys, false);
    auto const theirs = succeeded(peer.dump(plain, b.file + ".go"), "redis-dump-go").cpu_seconds;
    auto const ours = succeeded(own.dump(plain, b.file + ".own"), "dump").cpu_seconds;
    auto const right = bench::sets_carried(own);
    return {{"  its client's CPU, without streams", "redis-dump-go",
             fmt::format("{:.1f}× less ({:.2f} s to {:.1f} s)", theirs / ours, ours, theirs),
             fmt::format("≥ {}× less", k_less), theirs >= k_less * ours},
            {"damage sets right, or refused", "redis-dump-go",
             fmt::format("{} of {} to {}", right, bench::k_damage_sets, bench::sets_carried(peer)), "all",
             right == bench::k_damage_sets}};
}

int bench_all(std::string self, int keys)
{
    Bench b;
    b.self = std::move(self);
    bench::pin_server(b.server.pid());
    bench::pin_server(b.other.pid());
    bench::fill_mixed(b.redis, keys);
    for (auto const pid : {b.server.pid(), b.other.pid(), pid_t{0}}) bench::before_all_others(pid);
    fmt::print("{} keys of seven types, {} in the server, 3 turns, medians\n", with_commas(keys),
               human_bytes(facts(b.server.url()).used_memory));
    Turns turns;
    for (int turn = 0; turn < 3; ++turn) {
        auto const dumped = dump_turn(b, turns);
        turns.digest.push_back(succeeded(b.run("census", b.server), "digest").seconds / dumped);
        if (turn == 0) write_restores(b.file, b.pipe);
        restore_turn(b, turns);
    }
    bool all = true;
    auto figures = figures_of(turns);
    for (auto &figure : against_dump_go(b, keys)) figures.push_back(std::move(figure));
    for (auto const &figure : figures) {
        bench::print(figure);
        all = all && figure.reached;
    }
    return all ? 0 : 1;
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
