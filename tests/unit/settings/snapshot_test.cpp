#include "lib/settings/snapshot.hpp"
#include "tests/unit/config/scratch.hpp"

#include <sys/stat.h>

using namespace omactl;
using namespace omactl::settings;
using omactl::config::error_of;
using omactl::config::Scratch;

namespace {

Instant at(std::string_view text)
{
    return parse_time(text).value();
}

std::string bytes_of_all_kinds()
{
    std::string bytes;
    for (int c = 0; c < 256; ++c) bytes += static_cast<char>(c);
    return bytes;
}

Snapshot example()
{
    return {"redis-hash:settings",
            "10.0.0.12:6379/0",
            at("2026-11-28T03:15:00Z"),
            {{"alexa_limit", "1000000"},
             {"ending", "soon", "string", at("2026-12-01T00:00:00Z")},
             {"feeds", "", "list"},
             {"grüße", "zeile\n\"zwei\"\x1b"},
             {"\xff\n", bytes_of_all_kinds()}}};
}

void replace(std::string &text, std::string_view what, std::string_view with)
{
    auto const found = text.find(what);
    REQUIRE(found != text.npos);
    text.replace(found, what.size(), with);
}

std::string said_of(std::string_view text)
{
    auto const error = error_of([&] { parse_snapshot(text, "x.jsonl"); });
    CHECK(error.fault() == Fault::failed);
    return error.message();
}

}  // namespace

TEST_CASE("a snapshot is text, one setting a line")
{
    auto snapshot = example();
    snapshot.settings.pop_back();
    auto const text = snapshot_text(snapshot);
    CHECK(text.starts_with(
        "{\"omactl\":\"settings\",\"v\":1,\"store\":\"redis-hash:settings\",\"server\":\"10.0.0.12:6379/0\","
        "\"at\":\"2026-11-28T03:15:00.000Z\"}\n"
        "{\"name\":\"alexa_limit\",\"value\":\"1000000\"}\n"
        "{\"name\":\"ending\",\"value\":\"soon\",\"expires\":\"2026-12-01T00:00:00.000Z\"}\n"
        "{\"name\":\"feeds\",\"kind\":\"list\"}\n"
        "{\"name\":\"grüße\",\"value\":\"zeile\\n\\\"zwei\\\"\\u001b\"}\n"
        "{\"count\":4,\"sum\":\""));
    CHECK(text.ends_with("\"}\n"));
}

TEST_CASE("a snapshot comes back as it was, byte by byte")
{
    auto const snapshot = example();
    auto const back = parse_snapshot(snapshot_text(snapshot), "x.jsonl");
    CHECK(back.store == snapshot.store);
    CHECK(back.server == snapshot.server);
    CHECK(back.at == snapshot.at);
    CHECK(back.settings == snapshot.settings);
    auto const empty = parse_snapshot(snapshot_text({"sql:settings", "db", snapshot.at, {}}), "x.jsonl");
    CHECK(empty.settings.empty());
}

TEST_CASE("a snapshot that was cut anywhere is refused")
{
    auto const text = snapshot_text(example());
    for (std::size_t size = 0; size < text.size(); ++size) {
        CAPTURE(size);
        auto const message = said_of(std::string_view{text}.substr(0, size));
        CHECK(message.starts_with("snapshot x.jsonl: it is "));
        CHECK((message.find("cut short") != message.npos || size == 0));
    }
}

TEST_CASE("a snapshot with any byte changed is refused")
{
    auto const text = snapshot_text(example());
    for (std::size_t place = 0; place < text.size(); ++place) {
        CAPTURE(place);
        auto damaged = text;
        damaged[place] = static_cast<char>(damaged[place] ^ 1);
        CHECK_FALSE(said_of(damaged).empty());
    }
}

TEST_CASE("what is wrong with a snapshot is said")
{
    auto edited = snapshot_text(example());
    replace(edited, "1000000", "2000000");
    CHECK(said_of(edited) == "snapshot x.jsonl: the checksum is wrong: it was edited or damaged");
    auto later = snapshot_text(example());
    replace(later, "\"v\":1", "\"v\":2");
    CHECK(said_of(later) == "snapshot x.jsonl: it has version 2, this omactl knows 1");
    auto nameless = snapshot_text(example());
    replace(nameless, "{\"name\":\"alexa_limit\"", "{\"game\":\"alexa_limit\"");
    CHECK(said_of(nameless) == "snapshot x.jsonl: line 2: no name");
    CHECK(said_of("{\"name\":\"a\"}\n{\"b\":1}\n") == "snapshot x.jsonl: it is no snapshot of settings");
    CHECK(said_of("") == "snapshot x.jsonl: it is empty");
    CHECK(said_of("\n") == "snapshot x.jsonl: it is no snapshot of settings");
}

TEST_CASE("snapshots are listed newest first; other files are not")
{
    Scratch const scratch;
    CHECK(list_snapshots(scratch.path("none")).empty());
    for (auto const *name :
         {"settings-20261128T031500Z.jsonl", "settings-20261128T031500Z-2.jsonl", "settings-20251231T235959Z.jsonl",
          "settings-20261128T031500Z-10.jsonl", "settings-20261128T031500Z.jsonl.77.part", "settings-.jsonl",
          "settings-x.jsonl", "settings-20261128T031500Z-x.jsonl", "settings-20261328T031500Z.jsonl", "notes.txt"})
        scratch.write(std::string("s/") + name, "");
    std::vector<std::string> names;
    for (auto const &file : list_snapshots(scratch.path("s")))
        names.push_back(file.path.substr(scratch.path("s/").size()));
    CHECK(names == std::vector<std::string>{"settings-20261128T031500Z-10.jsonl", "settings-20261128T031500Z-2.jsonl",
                                            "settings-20261128T031500Z.jsonl", "settings-20251231T235959Z.jsonl"});
    CHECK(list_snapshots(scratch.path("s")).back().at == at("2025-12-31T23:59:59Z"));
    CHECK(error_of([&] { list_snapshots(scratch.path("s/notes.txt")); }).fault() == Fault::failed);
}

TEST_CASE("a snapshot is written for its owner alone, and never over another one")
{
    Scratch const scratch;
    auto const folder = scratch.path("new/folder");
    auto const path = write_snapshot(folder, example());
    CHECK(path == folder + "/settings-20261128T031500Z.jsonl");
    struct stat facts = {};
    REQUIRE(stat(path.c_str(), &facts) == 0);
    CHECK((facts.st_mode & 0777) == 0600);
    CHECK(read_snapshot(path).settings == example().settings);
    CHECK(write_snapshot(folder, example()) == folder + "/settings-20261128T031500Z-2.jsonl");
    CHECK(write_snapshot(folder, example()) == folder + "/settings-20261128T031500Z-3.jsonl");
    CHECK(std::distance(std::filesystem::directory_iterator{folder}, {}) == 3);
    CHECK(error_of([&] { read_snapshot(folder + "/none"); }).fault() == Fault::not_found);
}

TEST_CASE("a snapshot that can't be written leaves nothing")
{
    Scratch const scratch;
    scratch.write("file", "");
    CHECK(error_of([&] { write_snapshot(scratch.path("file"), example()); }).fault() == Fault::failed);
    CHECK(std::distance(std::filesystem::directory_iterator{scratch.path("")}, {}) == 1);
}

TEST_CASE("without a change no snapshot is written")
{
    Scratch const scratch;
    auto snapshot = example();
    auto const first = write_if_changed(scratch.path("s"), snapshot);
    CHECK(first.written);
    snapshot.at += std::chrono::hours{1};
    snapshot.settings[1].expires = *snapshot.settings[1].expires + Millis{7};
    auto const second = write_if_changed(scratch.path("s"), snapshot);
    CHECK_FALSE(second.written);
    CHECK(second.path == first.path);

    for (int change = 0; change < 5; ++change) {
        CAPTURE(change);
        auto changed = example();
        changed.at += std::chrono::hours{2 + change};
        if (change == 0) changed.settings[0].value = "2";
        if (change == 1) changed.settings.pop_back();
        if (change == 2) changed.settings[1].expires.reset();
        if (change == 3) changed.store = "redis-hash:others";
        if (change == 4) changed.server = "10.0.0.13:6379/0";
        auto const kept = write_if_changed(scratch.path("s"), changed);
        CHECK(kept.written);
        CHECK(kept.damaged.empty());
        CHECK_FALSE(write_if_changed(scratch.path("s"), changed).written);
    }
}

TEST_CASE("a damaged newest snapshot is no reason not to take one")
{
    Scratch const scratch;
    scratch.write("s/settings-20261128T031400Z.jsonl", "{\"omactl\":\"settings\"");
    auto const kept = write_if_changed(scratch.path("s"), example());
    CHECK(kept.written);
    CHECK(kept.damaged.find("cut short") != std::string::npos);
}
