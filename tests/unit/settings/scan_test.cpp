#include "lib/settings/scan.hpp"
#include "tests/unit/config/scratch.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>

using namespace omactl;
using namespace omactl::settings;
using omactl::config::error_of;
using omactl::config::Scratch;

namespace {

std::string const k_tree = OMACTL_SOURCE "/tests/unit/settings/ruby";

std::vector<std::string> lines_of(Scan const &scan)
{
    std::vector<std::string> lines;
    for (auto const &use : scan.uses)
        lines.push_back(fmt::format("{}:{} {} {} {}", use.file, use.line, use.kind == Use::Kind::read ? "read" : "set",
                                    use.key, use.expression));
    return lines;
}

std::map<std::string, std::string> unread_of(Scan const &scan)
{
    std::map<std::string, std::string> all;
    for (auto const &unread : scan.unread) all[unread.path] = unread.why;
    return all;
}

std::map<std::string, Key> keys_of(Scan const &scan, std::set<std::string, std::less<>> const *live = nullptr)
{
    std::map<std::string, Key> keys;
    for (auto &key : by_key(scan.uses, live)) keys[key.name] = key;
    return keys;
}

}  // namespace

TEST_CASE("a Ruby tree is looked through")
{
    auto const found = scan(k_tree, {});
    CHECK(lines_of(found) == std::vector<std::string>{
                                 "Rakefile:2 read nowhere_set ",
                                 "app/models/site.rb:8 read alexa_limit 1_000_000",
                                 "app/models/site.rb:12 read crawl_enabled true",
                                 "app/models/site.rb:16 read timeout_* 30",
                                 "app/models/site.rb:22 read banner ",
                                 "app/views/home.html.erb:3 read banner_shown \"yes\"",
                                 "app/views/home.html.erb:4 read banner ",
                                 "bin/load:2 set from_a_program ARGV.first",
                                 "lib/tasks/settings.rake:3 set alexa_limit 500_000",
                                 "lib/tasks/settings.rake:4 set crawl_enabled false",
                                 "lib/tasks/settings.rake:8 set never_read [1, 2].join(\",\")",
                                 "lib/tasks/settings.rake:9 read alexa_limit 250_000",
                             });
    CHECK(found.files == 5);
    CHECK(unread_of(found) ==
          std::map<std::string, std::string>{{"app/views/old.haml", "a template; of these only ERB is read"}});
}

TEST_CASE("vendor/ and its like are looked at when asked")
{
    auto const lines = lines_of(scan(k_tree, {.everything = true}));
    CHECK(std::find(lines.begin(), lines.end(), "vendor/gem.rb:1 read in_vendor ") != lines.end());
    CHECK(lines.size() == 13);
}

TEST_CASE("what a scan says of each setting")
{
    std::set<std::string, std::less<>> const live{"alexa_limit", "banner", "timeout_daily", "orphan"};
    auto const keys = keys_of(scan(k_tree, {}), &live);
    CHECK(keys.at("alexa_limit").defaults == std::vector<std::string>{"1_000_000", "250_000"});
    CHECK(keys.at("alexa_limit").reads.size() == 2);
    CHECK(keys.at("alexa_limit").sets.size() == 1);
    CHECK_FALSE(keys.at("alexa_limit").missing);
    CHECK(keys.at("banner").set == Sure::no);
    CHECK(keys.at("nowhere_set").set == Sure::no);
    CHECK(keys.at("nowhere_set").missing);
    CHECK(keys.at("never_read").read == Sure::no);
    CHECK(keys.at("timeout_daily").read == Sure::maybe);
    CHECK(keys.at("timeout_daily").only_live);
    CHECK(keys.at("orphan").read == Sure::no);
    CHECK(keys.at("orphan").only_live);
    CHECK_FALSE(keys.contains("timeout_*"));
}

TEST_CASE("nothing is missing when nobody knows what is live")
{
    for (auto const &[name, key] : keys_of(scan(k_tree, {}))) {
        CHECK_FALSE(key.missing);
        CHECK_FALSE(key.only_live);
    }
}

TEST_CASE("a single file is read whatever its name")
{
    Scratch const scratch;
    auto const file = scratch.write("notes.txt", "get_setting(:a)");
    CHECK(lines_of(scan(file, {})) == std::vector<std::string>{file + ":1 read a "});
    CHECK(error_of([&] { scan(scratch.path("none"), {}); }).fault() == Fault::not_found);
}

TEST_CASE("links are followed, each folder and file once")
{
    Scratch const scratch;
    scratch.write("tree/a/x.rb", "get_setting(:a)");
    scratch.write("outside/y.rb", "get_setting(:b)");
    REQUIRE(symlink("..", scratch.path("tree/a/up").c_str()) == 0);
    REQUIRE(symlink("loop", scratch.path("tree/loop").c_str()) == 0);
    REQUIRE(symlink("loop.rb", scratch.path("tree/loop.rb").c_str()) == 0);
    REQUIRE(symlink("x.rb", scratch.path("tree/a/z.rb").c_str()) == 0);
    REQUIRE(symlink("../outside", scratch.path("tree/b").c_str()) == 0);
    auto const found = scan(scratch.path("tree"), {});
    CHECK(lines_of(found) == std::vector<std::string>{"a/x.rb:1 read a ", "b/y.rb:1 read b "});
    REQUIRE(unread_of(found).size() == 1);
    CHECK(unread_of(found).contains("loop.rb"));
}

TEST_CASE("what is huge, no file, or not ours to read is named or left")
{
    Scratch const scratch;
    scratch.write("t/big.rb", std::string(3'000, ' ') + "get_setting(:a)");
    scratch.write("t/small.rb", "get_setting(:b)");
    scratch.write("t/bin/tool", std::string("\0\1\2", 3));
    REQUIRE(mkfifo(scratch.path("t/pipe.rb").c_str(), 0600) == 0);
    REQUIRE(mkfifo(scratch.path("t/bin/pipe").c_str(), 0600) == 0);
    auto const found = scan(scratch.path("t"), {.most_bytes = 2'048});
    CHECK(lines_of(found) == std::vector<std::string>{"small.rb:1 read b "});
    CHECK(unread_of(found).size() == 1);
    CHECK(unread_of(found)["big.rb"] == "2.9 KiB, over the limit of 2 KiB");
}
