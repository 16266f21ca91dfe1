#include "lib/core/file.hpp"
#include "lib/sandbox/redis_server.hpp"
#include "tests/faults/fault.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

using namespace omactl;

constexpr Millis k_limit{20'000};

/// A folder as the probe wants it, and what became of it.
struct Place {
    sandbox::Folder folder;

    Place() { put("old", "x"); }
    void put(std::string const &name, std::string_view text) const
    {
        auto const path = folder.path() + "/" + name;
        write_all(open_file(path, O_WRONLY | O_CREAT).get(), text, path);
    }
    /// "draft=one old=x": the files that are there, with what is in them.
    std::string state() const
    {
        std::string all;
        for (auto const *name : {"draft", "done", "old"})
            if (auto const text = read_if_there(folder.path() + "/" + name))
                all += (all.empty() ? "" : " ") + std::string{name} + "=" + *text;
        return all;
    }
    faults::Outcome probe(faults::Fault const &fault) const
    {
        return faults::run({OMACTL_PROBE, folder.path()}, {}, fault, k_limit);
    }
};

/// The other end of the probe's socket.
class Listener {
public:
    explicit Listener(std::string const &path) : m_fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        REQUIRE(::bind(m_fd.get(), reinterpret_cast<sockaddr *>(&address), sizeof address) == 0);
        REQUIRE(::listen(m_fd.get(), 4) == 0);
    }
    std::string received() const
    {
        Fd const peer{::accept(m_fd.get(), nullptr, nullptr)};
        char bytes[16];
        auto const n = ::read(peer.get(), bytes, sizeof bytes);
        return {bytes, n > 0 ? static_cast<std::size_t>(n) : 0};
    }

private:
    Fd m_fd;
};

TEST_CASE("untouched, the program does all its work and its calls are counted")
{
    Place const place;
    auto const outcome = place.probe({});
    CHECK(outcome.ended.status == 0);
    CHECK_FALSE(outcome.killed);
    CHECK(outcome.calls == 5);
    CHECK(place.state() == "done=onetwo");
    auto const &path = place.folder.path();
    CHECK(outcome.trace == std::vector<std::string>{"1 write " + path + "/draft", "2 fsync " + path + "/draft",
                                                    "3 rename " + path + "/done", "4 write " + path + "/done",
                                                    "5 unlink " + path + "/old"});
}

TEST_CASE("it dies before or after each call")
{
    std::string const before_and_after[] = {
        "draft= old=x",      "draft=one old=x",    // write
        "draft=one old=x",   "draft=one old=x",    // fsync
        "draft=one old=x",   "done=one old=x",     // rename
        "done=one old=x",    "done=onetwo old=x",  // write
        "done=onetwo old=x", "done=onetwo",        // unlink
    };
    for (int k = 1; k <= 10; ++k) {
        INFO("k = " << k);
        Place const place;
        auto const outcome = place.probe({.kill_at = k});
        CHECK(outcome.killed);
        CHECK_FALSE(outcome.calls);
        CHECK(outcome.trace.size() == static_cast<std::size_t>((k + 1) / 2));
        CHECK(place.state() == before_and_after[k - 1]);
    }
    Place const place;
    CHECK_FALSE(place.probe({.kill_at = 11}).killed);
}

TEST_CASE("a write to a socket is sent, or is not")
{
    Place const place;
    auto const path = place.folder.path() + "/socket";
    Listener const listener{path};
    auto const run = [&](int k) {
        return faults::run({OMACTL_PROBE, place.folder.path(), path}, {}, {.kill_at = k}, k_limit);
    };
    CHECK(run(11).killed);
    CHECK(listener.received().empty());
    place.put("old", "x");
    CHECK(run(12).killed);
    CHECK(listener.received() == "sent");
    place.put("old", "x");
    CHECK(run(0).calls == 6);
    CHECK(listener.received() == "sent");
}

TEST_CASE("a disk fills, from the n-th write on")
{
    Place const place;
    auto const outcome = place.probe({.fail_at = "write:ENOSPC:2", .fail_under = place.folder.path()});
    CHECK(outcome.ended.status == 1);
    CHECK(outcome.ended.out == "written\nsecond write: No space left on device\n");
    CHECK(place.state() == "done=one old=x");
}

TEST_CASE("fsync and rename fail, each on its own")
{
    Place const place;
    auto const fault = faults::Fault{.fail_at = "rename:EROFS:1,fsync:EIO:2", .fail_under = place.folder.path()};
    CHECK(place.probe(fault).ended.out == "written\nrename: Read-only file system\n");
    CHECK(place.probe({.fail_at = "fsync:EIO:1"}).ended.out == "written\nfsync: Input/output error\n");
}

TEST_CASE("only files below the folder fail")
{
    Place const place;
    CHECK(place.probe({.fail_at = "write:ENOSPC:1", .fail_under = "/nowhere"}).ended.status == 0);
}

TEST_CASE("children run free")
{
    auto const outcome = faults::run({"sh", "-c", "env; true"}, {{"PATH", "/usr/bin:/bin"}}, {.kill_at = 999}, k_limit);
    CHECK(outcome.ended.status == 0);
    CHECK(outcome.ended.out.find("LD_PRELOAD") == std::string::npos);
    CHECK(outcome.ended.out.find("OMACTL_KILL") == std::string::npos);
}

}  // namespace
