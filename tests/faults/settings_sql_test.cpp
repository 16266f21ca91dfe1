// Settings in an SQL table: killed, cut off and undone, they are as before or as wanted, all of them.
#include "tests/faults/mending.hpp"
#include "tests/faults/pg_ground.hpp"
#include "tests/faults/pg_proxy.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <fstream>

namespace {

using namespace omactl;
using namespace omactl::faults;

constexpr char k_before[] = "limit=5,motd=hello", k_after[] = "limit=10,ttl=30";

/// A table with two settings, and defaults that want others.
class Shop {
public:
    Shop()
    {
        std::ofstream{m_folder.path() + "/settings.toml"} << "limit = 10\nttl = 30\n";
        ground.configure(fmt::format("[env.default.settings]\nstore = \"sql:settings\"\ndefaults = \"{}\"\n",
                                     m_folder.path() + "/settings.toml"));
        ground.answer("create table settings (id serial primary key, var text not null unique, value text, "
                      "created_at timestamp not null, updated_at timestamp not null)");
    }
    void reset()
    {
        ground.laptop.wipe();
        ground.answer("truncate settings");
        ground.answer("insert into settings (var, value, created_at, updated_at) values "
                      "('limit', '5', now(), now()), ('motd', 'hello', now(), now())");
    }
    std::string all()
    {
        return ground.answer("select string_agg(var || '=' || value, ',' order by var) from settings");
    }

    PgGround ground;

private:
    sandbox::Folder m_folder;
};

std::string const g_restore = "settings restore --from defaults --remove-added --yes";

bool has_begun(op::Entry const &entry)
{
    return std::ranges::any_of(entry.events, [](auto const &event) { return event.name == "writing"; });
}

TEST_CASE("killed at a spread of instants, a table's settings change together or not at all, and are mended")
{
    Shop shop;
    shop.reset();
    auto const calls = check_run(shop.ground.laptop, g_restore, 0).calls.value();
    CHECK(shop.all() == k_after);
    for (int k = 1; k <= 2 * calls; k += 11) {
        CAPTURE(k, calls);
        shop.reset();
        shop.ground.omactl(g_restore, {.kill_at = k});
        shop.ground.bury();
        auto const now = shop.all();
        CHECK((now == k_before || now == k_after));
        auto const entry = shop.ground.laptop.last("settings.sql-change");
        if (!entry) {
            CHECK(now == k_before);
            continue;
        }
        check_run(shop.ground.laptop, (k % 2 == 1 ? "resume " : "undo --yes ") + entry->id, 0);
        CHECK(shop.all() == (k % 2 == 1 && has_begun(*entry) ? k_after : k_before));
    }
}

TEST_CASE("the answer to COMMIT is lost: 10, and resume finds out")
{
    Shop shop;
    for (bool const deliver : {true, false}) {
        CAPTURE(deliver);
        shop.reset();
        PgProxy proxy{shop.ground};
        proxy->cut({.pattern = "commit", .deliver = deliver});
        auto &laptop = shop.ground.laptop;
        auto const direct = laptop.variables["DATABASE_URL"];
        laptop.variables["DATABASE_URL"] = proxy.url(shop.ground);
        check_run(laptop, g_restore, 10);
        laptop.variables["DATABASE_URL"] = direct;
        shop.ground.bury();
        CHECK(shop.all() == (deliver ? k_after : k_before));
        check_run(laptop, "resume " + laptop.last("settings.sql-change").value().id, 0);
        CHECK(shop.all() == k_after);
    }
}

TEST_CASE("what somebody has changed since is left alone by the undo")
{
    Shop shop;
    shop.reset();
    check_run(shop.ground.laptop, g_restore, 0);
    shop.ground.answer("update settings set value = '11' where var = 'limit'");
    check_run(shop.ground.laptop, "undo --yes " + shop.ground.laptop.last("settings.sql-change").value().id, 9);
    CHECK(shop.all() == "limit=11,motd=hello");
}

TEST_CASE("somebody changes one between the plan and the statement: nothing is written")
{
    Shop shop;
    shop.reset();
    auto const file = shop.ground.server.folder() + "-plan.json";
    check_run(shop.ground.laptop, "settings restore --from defaults --remove-added --plan-out " + file, 0);
    shop.ground.answer("update settings set value = '6' where var = 'limit'");
    check_run(shop.ground.laptop, "apply --yes " + file, 8);
    CHECK(shop.all() == "limit=6,motd=hello");
    std::filesystem::remove(file);
}

TEST_CASE("dry, no statement of it is sent; real, those that were printed")
{
    Shop shop;
    shop.reset();
    auto const dry = check_run(shop.ground.laptop, g_restore + " --dry-run", 0).ended.out;
    CHECK(shop.all() == k_before);
    for (auto const *part : {"begin\n", "commit\n", "update \"public\".\"settings\" set \"value\" = '10'::text",
                             "insert into \"public\".\"settings\" (\"var\", \"value\", \"created_at\", \"updated_at\") "
                             "values ('ttl', '30'",
                             "delete from \"public\".\"settings\" where \"var\" = 'motd'"})
        CHECK(dry.find(part) != std::string::npos);
}

}  // namespace
