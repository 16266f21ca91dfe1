#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/journal.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <optional>
#include <thread>

#include "book.hpp"

using namespace omactl;
using namespace omactl::op;
using namespace omactl::tests;

namespace {

std::string const k_one = "01JDB7Q4AAAAAAAAAAAAAAAAAA";
std::string const k_two = "01JDB7Q4BBBBBBBBBBBBBBBBBB";
std::string const k_three = "01JDB8Z0CCCCCCCCCCCCCCCCCC";

/// Is there a process or thread that waits for a lock on this file?
bool somebody_waits_for(std::string const &path)
{
    struct stat facts = {};
    ::stat(path.c_str(), &facts);
    auto const file = fmt::format(":{} ", facts.st_ino);
    auto const locks = read_file("/proc/locks");
    for (auto const line : split(locks, '\n'))
        if (contains(line, "->") && contains(line, file)) return true;
    return false;
}

}  // namespace

TEST_CASE("nobody has written yet: no entries, no file")
{
    Book const book;
    CHECK(book.journal.entries().empty());
    CHECK_FALSE(book.journal.find("01JDB7Q4"));
    CHECK_FALSE(is_there(book.journal.path()));
}

TEST_CASE("events are kept in their order, with their data")
{
    Book book;
    book.start(k_one, "stuck");
    book.start(k_two);
    book.journal.append(k_one, "step", {{"step", "stage"}});
    book.journal.append(k_one, "step", {{"step", "release"}});
    book.journal.append(k_one, "done", {{"sentence", "Cleared 3 jobs"}, {"n", 18'446'744'073'709'551'615ULL}});
    auto const entries = book.journal.entries();
    REQUIRE(entries.size() == 2);
    auto const &one = entries[0];
    CHECK(one.id == k_one);
    CHECK(one.plan.reason == "stuck");
    CHECK(one.state == State::done);
    REQUIRE(one.events.size() == 4);
    CHECK(one.began == one.events[0].at);
    CHECK(one.ended == one.events[3].at);
    CHECK(one.last_data("step")->at("step") == "release");
    CHECK(one.last_data("done")->at("n") == 18'446'744'073'709'551'615ULL);
    CHECK(one.last_data("failed") == nullptr);
    CHECK(entries[1].state == State::open);
    CHECK(entries[1].ended.empty());
}

TEST_CASE("how an operation stands follows from its events")
{
    using Case = std::pair<std::vector<std::string>, State>;
    for (auto const &[events, state] :
         {Case{{}, State::open}, Case{{"step"}, State::open}, Case{{"done"}, State::done},
          Case{{"failed"}, State::failed}, Case{{"partial"}, State::partial}, Case{{"partial", "resumed"}, State::open},
          Case{{"unknown", "resumed", "done"}, State::done}, Case{{"unverified"}, State::unverified},
          Case{{"closed"}, State::closed}, Case{{"done", "undoing"}, State::done},
          Case{{"done", "undoing", "undone"}, State::undone}}) {
        Book book;
        book.start(k_one);
        for (auto const &event : events) book.journal.append(k_one, event, {{"by", k_two}});
        auto const entry = book.journal.find(k_one).value();
        INFO(fmt::format("{}", name_of(state)) << ", " << events.size() << " events");
        CHECK(entry.state == state);
        CHECK(entry.ended.empty() == (state == State::open));
        auto const begun = std::find(events.begin(), events.end(), "undoing") != events.end();
        CHECK(entry.undone_by == (begun ? k_two : ""));
    }
}

TEST_CASE("only its owner may read it")
{
    Book book;
    ::umask(0);
    book.start(k_one);
    ::umask(022);
    struct stat facts = {};
    REQUIRE(::stat(book.journal.path().c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
    REQUIRE(::stat((book.folder / "state").c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0700);
}

TEST_CASE("each line is JSON by itself and ends in its checksum")
{
    Book book;
    book.start(k_one);
    book.journal.append(k_one, "done", {{"sentence", "a \"b\"\n\xff c"}});
    auto const text = book.text();
    REQUIRE(text.ends_with("\n"));
    auto const lines = split(std::string_view{text}.substr(0, text.size() - 1), '\n');
    REQUIRE(lines.size() == 2);
    for (auto const line : lines) {
        auto const json = Json::parse(line);
        CHECK(json.at("v") == 1);
        CHECK(json.at("id") == k_one);
        CHECK(json.at("sum").get<std::string>().size() == 16);
    }
}

TEST_CASE("a torn last line is bridged: what comes after it is whole")
{
    Book book;
    book.start(k_one);
    auto const whole = book.text();
    book.start(k_two);
    auto const both = book.text();
    for (auto length = whole.size() + 1; length < both.size(); ++length) {
        INFO(length);
        book.rewrite(std::string_view{both}.substr(0, length));
        bool const only_the_newline = length == both.size() - 1;  // then nothing is lost
        book.start(k_three);
        std::size_t damaged = 0;
        auto const entries = book.journal.entries(&damaged);
        REQUIRE(entries.size() == (only_the_newline ? 3 : 2));
        REQUIRE(entries.back().id == k_three);
        REQUIRE(damaged == (only_the_newline ? 0 : 1));
    }
}

TEST_CASE("a line with a flipped bit is passed over and counted; the others stand")
{
    Book book;
    book.start(k_one);
    auto const first = book.text().size();
    book.start(k_two);
    auto const second = book.text().size();
    book.start(k_three);
    auto const text = book.text();
    REQUIRE(book.damaged() == 0);
    for (auto at = first; at + 1 < second; ++at) {
        for (int const bit : {0, 3, 5}) {
            auto broken = text;
            broken[at] = static_cast<char>(broken[at] ^ 1 << bit);
            book.rewrite(broken);
            INFO("byte " << at << " bit " << bit);
            std::size_t damaged = 0;
            auto const entries = book.journal.entries(&damaged);
            REQUIRE(entries.size() == 2);
            REQUIRE(entries[0].id == k_one);
            REQUIRE(entries[1].id == k_three);
            REQUIRE(damaged >= 1);
        }
    }
}

TEST_CASE("lines of somebody else's making are passed over and counted")
{
    Book book;
    book.start(k_one);
    auto const text = book.text();
    book.rewrite("garbage\n" + text + "{}\n{\"id\":\"" + k_two + "\"}\n\n");
    CHECK(book.damaged() == 3);
    CHECK(book.journal.entries().size() == 1);
}

TEST_CASE("an operation by a later omactl does not hide the others")
{
    Book book;
    Plan plan;
    plan.id = k_two;
    auto later = to_json(plan);
    later["format"] = 99;
    book.journal.append(k_two, "started", {{"plan", later}});
    book.journal.append(k_two, "done", {});
    book.start(k_one);
    std::size_t damaged = 0;
    auto const entries = book.journal.entries(&damaged);
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].id == k_one);
    CHECK(damaged == 1);
}

TEST_CASE("an id by any prefix that fits one operation only")
{
    Book book;
    book.start(k_one);
    book.start(k_two);
    book.start(k_three);
    CHECK(book.journal.find(k_one)->id == k_one);
    CHECK(book.journal.find("01JDB7Q4A")->id == k_one);
    CHECK(book.journal.find("01jdb7q4b")->id == k_two);
    CHECK(book.journal.find("01JDB8")->id == k_three);
    CHECK_FALSE(book.journal.find("01JDB9"));
    auto const several = error_of([&] { book.journal.find("01JDB7Q4"); });
    CHECK(several.fault() == Fault::usage);
    CHECK(contains(several.message(), k_one));
    CHECK(contains(several.message(), k_two));
    for (auto const *none : {"", "sites!", "01 JD", "--yes"}) {
        INFO(none);
        CHECK(error_of([&] { book.journal.find(none); }).fault() == Fault::usage);
    }
}

TEST_CASE("ids are shown as short as they stay unique, 10 characters at least")
{
    Book book;
    book.start(k_one);
    CHECK(book.journal.shortest(k_one) == "01JDB7Q4AA");
    book.start(k_two);
    book.start(k_three);
    CHECK(book.journal.shortest(k_one) == "01JDB7Q4AA");
    CHECK(book.journal.shortest(k_two) == "01JDB7Q4BB");
    CHECK(book.journal.shortest(k_three) == "01JDB8Z0CC");
    std::string const same_instant = "01JDB8Z0CCCCDDDDDDDDDDDDDD";
    book.start(same_instant);
    CHECK(book.journal.shortest(k_three) == "01JDB8Z0CCCCC");
    CHECK(book.journal.shortest(same_instant) == "01JDB8Z0CCCCD");
    for (auto const &id : {k_one, k_two, k_three}) CHECK(book.journal.find(book.journal.shortest(id))->id == id);
}

TEST_CASE("several processes write at once, and no line is lost or mixed with another")
{
    constexpr int k_writers = 4, k_each = 60;
    Book book;
    book.start(k_one);
    std::vector<pid_t> children;
    for (int writer = 0; writer < k_writers; ++writer) {
        children.push_back(::fork());
        REQUIRE(children.back() >= 0);
        if (children.back() > 0) continue;
        // The child ends here: no destructor of the test may run in it.
        try {
            for (int n = 0; n < k_each; ++n)
                book.journal.append(k_one, "step", {{"writer", writer}, {"n", n}, {"fill", std::string(5'000, 'x')}});
            ::_exit(0);
        } catch (...) {
            ::_exit(1);
        }
    }
    for (auto const child : children) {
        int status = -1;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK(status == 0);
    }
    std::size_t damaged = 0;
    auto const entries = book.journal.entries(&damaged);
    CHECK(damaged == 0);
    REQUIRE(entries.size() == 1);
    CHECK(entries[0].events.size() == 1 + k_writers * k_each);
    std::vector<int> next(k_writers, 0);
    for (auto const &event : entries[0].events)
        if (event.name == "step") CHECK(event.data.at("n") == next.at(event.data.at("writer").get<std::size_t>())++);
}

TEST_CASE("a writer waits for the one that holds the lock")
{
    Book book;
    book.start(k_one);
    auto const size = book.text().size();
    std::optional<Fd> holder{open_file(book.journal.path(), O_RDONLY)};
    REQUIRE(::flock(holder->get(), LOCK_EX) == 0);
    std::atomic<bool> done = false;
    std::thread writer{[&] {
        book.journal.append(k_one, "done", {});
        done = true;
    }};
    while (!done && !somebody_waits_for(book.journal.path())) std::this_thread::yield();
    CHECK_FALSE(done);
    CHECK(book.text().size() == size);
    holder.reset();
    writer.join();
    CHECK(book.journal.find(k_one)->state == State::done);
}

TEST_CASE("secrets do not get in, however they are written")
{
    for (std::string const secret :
         {"not-a-real-password", R"(fake"quote\slash)", "fake\nline", "f\xc3\xa4ke-p\xc3\xa4ss"}) {
        Book book;
        book.secrets.add(Secret{secret});
        book.start(k_one, "with " + secret + " in it");
        book.journal.append(k_one, "failed", {{"error", "redis://:" + secret + "@10.0.0.1: refused"}});
        INFO(secret);
        auto const written = cli::dump(Json(secret));
        CHECK_FALSE(contains(book.text(), secret));
        CHECK_FALSE(contains(book.text(), written.substr(1, written.size() - 2)));
        auto const entry = book.journal.find(k_one);
        REQUIRE(entry);
        CHECK(entry->plan.reason == "with *** in it");
        CHECK(entry->last_data("failed")->at("error") == "redis://:***@10.0.0.1: refused");
        CHECK(book.damaged() == 0);
    }
}

TEST_CASE("a password that is one of our own words breaks no line")
{
    for (std::string const secret :
         {"data", "plan", "started", "event", "test", "format", "null", "\"id\":", "01JDB7Q4"}) {
        Book book;
        book.secrets.add(Secret{secret});
        book.start(k_one);
        book.journal.append(k_one, "done", {{"after", nullptr}, {"ok", true}});
        INFO(secret);
        auto const entries = book.journal.entries();
        REQUIRE(entries.size() == 1);
        CHECK(entries[0].id == k_one);
        CHECK(entries[0].state == State::done);
    }
}

TEST_CASE("where it can't be written it says so, and nothing can start")
{
    Book book;
    // A file where the folder should be: works for root too.
    auto const fd = open_file(book.folder / "state", O_WRONLY | O_CREAT);
    auto const error = error_of([&] { book.start(k_one); });
    CHECK(error.fault() == Fault::failed);
    CHECK(contains(error.message(), book.folder / "state"));
}

TEST_CASE("a full disk fails the event, and the next one bridges what was left of it")
{
    Book book;
    book.start(k_one);
    auto const size = static_cast<rlim_t>(book.text().size());
    // The limit on file sizes stands in for a full disk: the write is cut short, then refused.
    auto const child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        rlimit const limit{size + 10, size + 10};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        ::signal(SIGXFSZ, SIG_IGN);
        try {
            book.start(k_two);
        } catch (Error const &e) {
            ::_exit(e.fault() == Fault::failed ? 42 : 1);
        }
        ::_exit(0);
    }
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 42);
    CHECK(book.text().size() == size + 10);
    book.start(k_three);
    CHECK(book.damaged() == 1);
    CHECK(book.journal.entries().size() == 2);
}

TEST_CASE("the latest operations are read from the end of the journal")
{
    Book book;
    CHECK(book.journal.latest(1000).empty());
    book.start(k_one);
    book.journal.append(k_one, "done", {});
    auto const before = book.text().size();
    book.start(k_two);
    book.journal.append(k_one, "undone", {});
    auto const size = book.text().size();
    CHECK(book.journal.latest(size).size() == 2);
    CHECK(book.journal.latest(10 * size).size() == 2);
    auto const latest = book.journal.latest(size - before + 5);
    REQUIRE(latest.size() == 1);
    CHECK(latest[0].id == k_two);
    CHECK(book.journal.latest(3).empty());
}
