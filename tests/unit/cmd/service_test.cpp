#include "cmd/session.hpp"
#include "lib/cli/main.hpp"
#include "lib/cli/memory_io.hpp"
#include "lib/core/file.hpp"
#include "lib/operation/engine.hpp"
#include "lib/operation/journal.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>

#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <stdexcept>

// What a new service gets from the session, `status`, `doctor`, `config check` and the journal, shown with
// services of ours that only the environment "fakes" has.

using namespace omactl;
using namespace omactl::cmd;

namespace {

/// Lets two threads meet: a step that waits for another fails when they run one after the other.
class Signal {
public:
    void give()
    {
        std::lock_guard const alone{m_mutex};
        m_given = true;
        m_change.notify_all();
    }
    bool wait()
    {
        std::unique_lock alone{m_mutex};
        return m_change.wait_for(alone, std::chrono::seconds{5}, [&] { return m_given; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_change;
    bool m_given = false;
};

Signal g_second_has_looked;

class Fake : public Service {
public:
    Fake(std::string_view name, int place) noexcept : Service(name, "FAKE_URL", place) {}
    std::optional<Configured> configured(config::Environment const &environment) const override
    {
        if (environment.name != "fakes" || !environment.postgres) return std::nullopt;
        auto const &postgres = *environment.postgres;
        Configured found{{{"url", &postgres.url}}, postgres.loopback, postgres.via};
        if (postgres.admin_url) found.urls.push_back({"admin_url", &*postgres.admin_url});
        return found;
    }
    Where where(std::string const &url) const override { return {url, url.find("127.0.0.1") != std::string::npos}; }
    std::vector<Finding> examine(Session &) const override
    {
        return {{Finding::Level::ok, std::string(name()), "well", ""}};
    }
};

class First final : public Fake {
public:
    First() noexcept : Fake("fake-first", 1) {}
    void look(Session &, StatusLook &look) const override
    {
        bool const together = g_second_has_looked.wait();
        look.lines.push_back({StatusLine::Level::ok, "first", together ? "met the second" : "alone", ""});
    }
};

class Second final : public Fake {
public:
    Second() noexcept : Fake("fake-second", 2) {}
    void look(Session &session, StatusLook &look) const override
    {
        look.lines.push_back({StatusLine::Level::ok, "second", session.env_name(), ""});
        g_second_has_looked.give();
    }
};

class Dead final : public Fake {
public:
    Dead() noexcept : Fake("fake-dead", 3) {}
    void look(Session &, StatusLook &) const override
    {
        throw Error{Fault::unreachable, "fake: nobody answers", "look at it"};
    }
    std::vector<Finding> examine(Session &) const override
    {
        throw Error{Fault::unreachable, "fake: nobody answers", "look at it"};
    }
};

class Broken final : public Fake {
public:
    Broken() noexcept : Fake("fake-broken", 4) {}
    void look(Session &, StatusLook &) const override { throw std::logic_error{"no such day"}; }
};

First const g_first;
Second const g_second;
Dead const g_dead;
Broken const g_broken;

struct Transport {
    std::string reads_only;
    void set_reads_only(std::string why) { reads_only = std::move(why); }
};

/// A machine with a configuration and a state folder of its own.
struct Machine {
    std::string folder = "/tmp/omactl-service-XXXXXX";
    cli::MemoryIo io;
    SystemClock clock;
    Secrets secrets;
    Environ environ;
    cli::Context context{{}, {}, {"omactl"}, "test", environ, io, clock, secrets};

    explicit Machine(std::string const &configuration)
    {
        REQUIRE(::mkdtemp(folder.data()));
        auto const path = folder + "/omactl.toml";
        auto const file = open_file(path, O_WRONLY | O_CREAT);
        write_all(file.get(), configuration, path);
        environ = Environ{{{"HOME", folder}, {"XDG_STATE_HOME", folder}, {"OMACTL_CONFIG", path}, {"USER", "tester"}}};
    }
    ~Machine()
    {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }
    int run(std::vector<std::string> const &words)
    {
        io.written_out.clear();
        io.written_err.clear();
        return cli::run(words, environ, io, clock, secrets);
    }
};

constexpr char k_fakes[] = "[env.fakes.postgres]\nurl = \"postgres://10.9.9.9/shop\"\n";

template <class Call> Error error_of(Call const &call)
{
    try {
        call();
    } catch (Error const &error) {
        return error;
    }
    return Error{Fault::ok, ""};
}

std::unique_ptr<Transport> opened(Terms terms)
{
    return std::make_unique<Transport>(Transport{terms.reads_only});
}

}  // namespace

TEST_CASE("status asks all services at once; one that fails is a line, and the order is fixed")
{
    Machine machine{k_fakes};
    CHECK(machine.run({"status", "-o", "tsv"}) == 3);
    auto const &out = machine.io.written_out;
    auto const dead = out.find("fake: nobody answers"), first = out.find("met the second"),
               second = out.find("second\tfakes");
    INFO(out);
    CHECK(dead < first);  // trouble first
    CHECK(out.find("internal error: no such day") < first);
    CHECK(first < second);
    CHECK(second != std::string::npos);
}

TEST_CASE("doctor asks each service, whatever became of the others")
{
    Machine machine{k_fakes};
    CHECK(machine.run({"doctor"}) == 3);
    CHECK_THAT(machine.io.written_out, Catch::Contains("fake-first") && Catch::Contains("fake: nobody answers"));
}

TEST_CASE("a transport is opened once, for reading, and may write when the change was confirmed")
{
    Machine machine{std::string(k_fakes) + "admin_url = \"postgres://root@10.9.9.9/shop\"\n"};
    Session session{machine.context};
    auto &one = session.transport<Transport>(g_first, opened);
    auto &admin = session.transport<Transport>(g_first, opened, "admin_url");
    CHECK(&session.transport<Transport>(g_first, opened) == &one);
    CHECK(&admin != &one);
    CHECK(one.reads_only == "nothing was confirmed");
    session.allow_writes();
    CHECK(one.reads_only.empty());
    CHECK(admin.reads_only.empty());
    CHECK(session.transport<Transport>(g_second, opened).reads_only.empty());
}

TEST_CASE("a read-only environment stays so")
{
    Machine machine{std::string("[env.fakes]\nreadonly = true\n") + k_fakes};
    Session session{machine.context};
    auto &one = session.transport<Transport>(g_first, opened);
    session.allow_writes();
    CHECK(one.reads_only.starts_with("this environment is read-only"));
    CHECK(session.transport<Transport>(g_second, opened).reads_only == one.reads_only);
}

TEST_CASE("an address that may not be used is refused before anything is opened")
{
    Machine loopback{"[env.fakes]\nprotected = true\n[env.fakes.postgres]\nurl = \"postgres://127.0.0.1/shop\"\n"};
    Session session{loopback.context};
    auto const error = error_of([&] { session.transport<Transport>(g_first, opened); });
    CHECK(error.message() ==
          "fake-first of protected environment 'fakes' is at a loopback address: postgres://127.0.0.1/shop");
    CHECK_THAT(error.hint(), Catch::Contains("add loopback = true to [env.fakes.fake-first]"));

    Machine bastion{std::string(k_fakes) + "via = \"jump\"\n"};
    Session behind{bastion.context};
    CHECK_THAT(error_of([&] { behind.transport<Transport>(g_first, opened); }).message(),
               Catch::Contains("is to be reached via 'jump'"));

    Machine none{"[env.other.postgres]\nurl = \"postgres://10.9.9.9/shop\"\n"};
    Session without{none.context};
    auto const missing = error_of([&] { without.transport<Transport>(g_first, opened); });
    CHECK(missing.fault() == Fault::usage);
    CHECK(missing.message() == "environment 'other' has no fake-first");
    CHECK_THAT(missing.hint(), Catch::Contains("set FAKE_URL"));
}

TEST_CASE("--verbose names the service and hides secrets; --timeout reaches the transport")
{
    Machine machine{k_fakes};
    machine.context.globals.verbose = true;
    machine.context.globals.timeout = Millis{1'000};
    machine.secrets.add(Secret{"fake-password"});
    Session session{machine.context};
    session.transport<Transport>(g_first, [&](Terms terms) {
        terms.trace("login fake-password");
        CHECK(terms.deadline);
        CHECK(terms.url == "postgres://10.9.9.9/shop");
        return std::make_unique<Transport>();
    });
    CHECK(machine.io.written_err == "fake-first: login ***\n");
}

TEST_CASE("a thread's session has the earlier of two deadlines")
{
    Machine machine{k_fakes};
    machine.context.globals.timeout = Millis{3'600'000};
    Session session{machine.context};
    auto const soon = machine.clock.ticks() + Millis{5};
    Session own{session, soon};
    own.transport<Transport>(g_first, [&](Terms terms) {
        CHECK(terms.deadline == soon);
        return std::make_unique<Transport>();
    });
}

TEST_CASE("an environment without Redis prunes its journal, archives and all")
{
    Machine machine{"[env.shop]\nprotected = true\n[env.shop.postgres]\nurl = \"postgres://10.9.9.9/shop\"\n"};
    auto const archive = machine.folder + "/kept.jsonl";
    {
        Session session{machine.context};
        auto plan = op::begin_plan(session, "pg.kill", 1, "shop");
        plan.archive = archive;
        write_all(open_file(archive, O_WRONLY | O_CREAT).get(), "{}\n", archive);
        session.journal().append(plan.id, "started", {{"plan", op::to_json(plan)}});
        session.journal().append(plan.id, "done", cli::Json::object());
    }
    machine.clock.sleep(Millis{20});
    CHECK(machine.run({"journal", "prune", "--older-than", "5ms", "--dry-run"}) == 0);
    CHECK(is_there(archive));
    CHECK_THAT(machine.io.written_out, Catch::Contains("remove " + archive) && !Catch::Contains("Redis"));
    CHECK(machine.run({"journal", "prune", "--older-than", "5ms", "--confirm", "shop/journal"}) == 0);
    INFO(machine.io.written_err);
    CHECK_THAT(machine.io.written_out, Catch::Contains("Forgot 1 operation"));
    CHECK_FALSE(is_there(archive));
    Session session{machine.context};
    auto const entries = session.journal().entries();
    REQUIRE(entries.size() == 1);
    CHECK(entries.front().plan.operation == "journal.prune-here");
    CHECK(entries.front().state == op::State::done);
}
