#include "lib/config/config.hpp"
#include "tests/unit/config/scratch.hpp"

using namespace omactl;
using namespace omactl::config;

namespace {

// The example of the contract, with every section; later versions act on more of it.
constexpr std::string_view k_whole = R"(
default = "production"

[env.production]
protected = true
alias = ["prod", "p"]
# readonly = true                     # look, never touch
bastion = "aud"

[env.production.redis]
url = { env = "REDIS_URL" }
via = "aud"
host = "redis"

[env.production.queue]
kind = "resque"
namespace = "resque"

[env.production.postgres]
url = { env = "DATABASE_URL" }

[env.production.elasticsearch]
urls = ["http://10.0.0.21:9200", "http://10.0.0.22:9200"]
via = "aud"

[env.production.heroku]
app = "oma-web"

[env.production.fleet]
region = "us-east-1"
spot = { tag = "role=spot-worker", workers = 10 }
hosts.worker_1 = { address = "10.0.0.31", workers = 4 }
hosts.worker_2 = { address = "10.0.0.32", workers = 4 }

[env.production.workers]
pause = ["resque-pause", "signal"]

[env.production.settings]
store = "redis-hash:settings"
defaults = "settings.toml"
after_restore = ["queue push alexa ReloadAlexa1m"]

[[env.production.check]]
name = "sites queue"
what = "queue.length"
target = "sites"
warn = 1000
fail = 20000
runbook = "stuck-queue"

[env.staging]
alias = "stage"
readonly = true

[env.staging.redis]
url = { command = ["pass", "show", "redis"] }
tls = { ca = "/ca.pem", pin_sha256 = "cGlu", verify = "none" }
loopback = true
run_id = "9f2c"
role = "slave"
[env.staging.queue]
kind = "sidekiq"
namespace = "jobs"
[env.staging.workers]
pause = [{ command = ["bin/rest", "all"], resume = ["wake", "./all"], kill = ["~/end", "{pid}"], timeout = "2m" }]
[env.staging.postgres]
url = "postgres://shop@127.0.0.1:6432/shop"
admin_url = { env = "ADMIN_URL" }
loopback = true
via = "aud"
system_id = "7301"
role = "standby"
restart = ["bin/restart", "15"]
start = ["systemctl", "start", "pg"]
stop = ["systemctl", "stop", "pg"]
unit = "postgresql@15-main"
[env.staging.slack]
url = { file = "slack.url" }
token = "xoxb-not-a-token"
)";

}  // namespace

TEST_CASE("the whole contract is a valid configuration")
{
    auto const config = load_text(k_whole);
    REQUIRE(config.names() == std::vector<std::string>{"production", "staging"});
    auto const &production = config.choose({}, {});
    CHECK(production.name == "production");
    CHECK(production.from_file);
    CHECK(production.protect == true);
    CHECK_FALSE(production.readonly);
    REQUIRE(production.redis);
    CHECK(production.redis->url.kind == Source::Kind::env);
    CHECK(production.redis->url.text == "REDIS_URL");
    CHECK(production.redis->via == "aud");
    CHECK_FALSE(production.redis->loopback);
    CHECK(production.redis->tls.verify);
    CHECK(production.queue.kind == "resque");
    REQUIRE(production.workers.pause.size() == 2);
    CHECK(production.workers.pause[0].name == "resque-pause");
    CHECK(production.workers.pause[1].name == "signal");
}

TEST_CASE("a PostgreSQL: its addresses, what proves who it is, and what restarts it")
{
    auto const config = load_text(k_whole);
    using Words = std::vector<std::string>;
    auto const &plain = config.choose("production", {}).postgres.value();
    CHECK(plain.url.text == "DATABASE_URL");
    CHECK_FALSE(plain.admin_url);
    CHECK_FALSE(plain.loopback);
    CHECK_FALSE(plain.system_id);
    CHECK(plain.control.restart.empty());
    auto const &full = config.choose("staging", {}).postgres.value();
    CHECK(full.url.kind == Source::Kind::literal);
    CHECK(full.admin_url.value().text == "ADMIN_URL");
    CHECK(full.loopback);
    CHECK(full.via == "aud");
    CHECK(full.system_id == "7301");
    CHECK(full.role == "standby");
    CHECK(full.control.restart.at(0).starts_with("/"));  // from the file's folder
    CHECK(full.control.restart.at(0).ends_with("/bin/restart"));
    CHECK(full.control.start == Words{"systemctl", "start", "pg"});
    CHECK(full.control.stop == Words{"systemctl", "stop", "pg"});
    CHECK(full.control.unit == "postgresql@15-main");
}

TEST_CASE("without a file, DATABASE_URL is a PostgreSQL when it says so")
{
    auto const of = [](std::string url) {
        Environ const variables{{{"DATABASE_URL", std::move(url)}, {"OMACTL_CONFIG", ""}, {"HOME", "/nowhere"}}};
        return Config::load({}, variables).choose({}, variables).postgres;
    };
    CHECK(of("postgres://h/shop").value().url.text == "DATABASE_URL");
    CHECK(of("postgresql://h/shop"));
    CHECK_FALSE(of("mysql://h/shop"));
    CHECK_FALSE(of(""));
}

TEST_CASE("a command that lets workers rest is found from the file's folder")
{
    auto const config = load_text(k_whole);
    auto const &means = config.choose("staging", {}).workers.pause.at(0);
    using Words = std::vector<std::string>;
    CHECK(means.name == "command");
    REQUIRE(means.pause.size() == 2);
    CHECK(means.pause[0].starts_with("/"));
    CHECK(means.pause[0].ends_with("/bin/rest"));
    CHECK(means.resume == Words{"wake", "./all"});
    CHECK(means.kill == Words{"~/end", "{pid}"});
    CHECK(means.status.empty());
    CHECK(means.timeout == Millis{120'000});
    CHECK(means.settle == Millis{10'000});
}

TEST_CASE("every member of a redis and a queue arrives")
{
    auto const config = load_text(k_whole);
    auto const &staging = config.choose("stage", {});
    CHECK_FALSE(staging.protect.has_value());
    CHECK(staging.readonly);
    REQUIRE(staging.redis);
    CHECK(staging.redis->url.command == std::vector<std::string>{"pass", "show", "redis"});
    CHECK(staging.redis->tls.ca == "/ca.pem");
    CHECK(staging.redis->tls.pin_sha256 == "cGlu");
    CHECK_FALSE(staging.redis->tls.verify);
    CHECK(staging.redis->loopback);
    CHECK(staging.redis->run_id == "9f2c");
    CHECK(staging.redis->role == "slave");
    CHECK(staging.queue.kind == "sidekiq");
    CHECK(staging.queue.nspace == "jobs");
}

TEST_CASE("without a file the usual variable makes the environment default")
{
    auto const with = Config::load({}, environ_of({{"REDIS_URL", "redis://127.0.0.1"}}));
    CHECK_FALSE(with.path());
    auto const &environment = with.choose({}, {});
    CHECK(environment.name == "default");
    CHECK_FALSE(environment.from_file);
    CHECK_FALSE(environment.protect.has_value());
    REQUIRE(environment.redis);
    CHECK(environment.redis->url.describe() == "from REDIS_URL");
    CHECK_FALSE(Config::load({}, {}).choose({}, {}).redis.has_value());
}

TEST_CASE("a file's environment takes nothing from the usual variables")
{
    auto const variables = environ_of({{"REDIS_URL", "redis://127.0.0.1"}});
    CHECK_FALSE(load_text("[env.a]\n", variables).choose({}, variables).redis.has_value());
}

TEST_CASE("OMACTL_READONLY makes every environment read-only, with and without a file")
{
    auto const on = environ_of({{"OMACTL_READONLY", "1"}});
    auto const config = load_text("[env.a]\n[env.b]\nreadonly = false\n", on);
    for (auto const &environment : config.all()) CHECK(environment.readonly);
    CHECK(Config::load({}, on).all().front().readonly);
    CHECK(Config::load({}, environ_of({{"OMACTL_READONLY", "yes"}})).all().front().readonly);
    CHECK_FALSE(Config::load({}, environ_of({{"OMACTL_READONLY", "0"}})).all().front().readonly);
    CHECK_FALSE(Config::load({}, {}).all().front().readonly);
    CHECK(load_text("[env.a]\nreadonly = true\n", environ_of({{"OMACTL_READONLY", "0"}})).all().front().readonly);
}

TEST_CASE("the environment is chosen by --env, then OMACTL_ENV, then default, then for want of others")
{
    auto const three = load_text("default = \"b\"\n[env.a]\n[env.b]\n[env.c]\nalias = [\"see\"]\n");
    auto const variable = environ_of({{"OMACTL_ENV", "c"}});
    CHECK(three.choose("a", variable).name == "a");
    CHECK(three.choose("see", {}).name == "c");
    CHECK(three.choose({}, variable).name == "c");
    CHECK(three.choose({}, environ_of({{"OMACTL_ENV", "see"}})).name == "c");
    CHECK(three.choose({}, {}).name == "b");
    CHECK(load_text("[env.only]\n").choose({}, {}).name == "only");
    CHECK(load_text("default = \"see\"\n[env.a]\n[env.c]\nalias = \"see\"\n").choose({}, {}).name == "c");
}

TEST_CASE("several environments and no default: the error names them and what to type")
{
    auto const config = load_text("[env.zeta]\n[env.alpha]\n");
    auto const error = error_of([&] { config.choose({}, {}); });
    CHECK(error.fault() == Fault::usage);
    CHECK(error.message() == "which environment? zeta, alpha");
    CHECK_THAT(error.hint(), Catch::StartsWith("say --env zeta, or set default = \"zeta\" at the top of "));
}

TEST_CASE("a wrong environment gets the nearest names")
{
    auto const config = load_text("[env.production]\nalias = \"prod\"\n[env.staging]\n");
    auto const option = error_of([&] { config.choose("prodution", {}); });
    CHECK(option.fault() == Fault::usage);
    CHECK(option.message() == "--env: no environment 'prodution'");
    CHECK_THAT(option.hint(), Catch::StartsWith("did you mean production"));
    auto const variable = error_of([&] { config.choose({}, environ_of({{"OMACTL_ENV", "qqq"}})); });
    CHECK(variable.message() == "OMACTL_ENV: no environment 'qqq'");
    CHECK(variable.hint() == "environments: production, staging");
    auto const none = error_of([&] { Config::load({}, {}).choose("production", {}); });
    CHECK(none.message() == "--env: no environment 'production'; without a configuration file there is only 'default'");
    CHECK(none.hint() == "write a configuration: omactl config init");
}

TEST_CASE("a file without an environment says so when one is needed")
{
    auto const config = load_text("# nothing yet\n");
    auto const error = error_of([&] { config.choose({}, {}); });
    CHECK(error.fault() == Fault::usage);
    CHECK_THAT(error.message(), Catch::EndsWith("c.toml has no environment"));
}

TEST_CASE("the file that config init writes is a valid configuration")
{
    auto const config = load_text(starter_file());
    auto const &environment = config.choose({}, {});
    CHECK(environment.name == "production");
    CHECK(environment.protect == true);
    REQUIRE(environment.redis);
    CHECK(environment.redis->url.describe() == "from REDIS_URL");
}

TEST_CASE("each line that config init leaves as a comment is valid when it is made active")
{
    std::string const text{starter_file()};
    std::string active;
    for (std::size_t at = 0; at < text.size();) {
        auto const end = text.find('\n', at);
        auto line = text.substr(at, end - at);
        bool const setting = line.starts_with("# ") && (line.find(" = ") != line.npos || line.starts_with("# ["));
        // The two forms of tls exclude each other.
        if (setting && line.find("pin_sha256") == line.npos) line.erase(0, 2);
        active += line + "\n";
        at = end + 1;
    }
    auto const config = load_text(active);
    CHECK(config.names() == std::vector<std::string>{"production", "staging"});
    CHECK(config.choose("production", {}).readonly);
    CHECK(config.choose("production", {}).redis->tls.ca == "/etc/ssl/redis.pem");
}
