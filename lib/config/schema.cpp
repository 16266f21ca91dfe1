#include "lib/config/schema.hpp"

#include <algorithm>
#include <array>

namespace omactl::config {

namespace {

constexpr std::string_view k_url = "url = { env = \"NAME\" }";
constexpr std::string_view k_token = "token = { env = \"NAME\" }";
constexpr std::string_view k_via = "via = \"bastion\"";
constexpr std::string_view k_host = "host = \"db1\"";

constexpr auto k_keys = std::to_array<Key>({
    {"", "default", Type::text, "default = \"production\"", {}, false, true},
    {"", "state", Type::text, "state = \"ssh:HOST:PATH\""},
    {"", "runbooks", Type::text, "runbooks = \"/srv/runbooks\"", {}, false, true},
    {"", "env", Type::named, "[env.production]", {}, false, true},

    {"env.*", "protected", Type::boolean, "protected = true", {}, false, true},
    {"env.*", "alias", Type::texts, "alias = [\"prod\"]", {}, false, true},
    {"env.*", "readonly", Type::boolean, "readonly = true", {}, false, true},
    {"env.*", "bastion", Type::text, "bastion = \"jump\""},
    {"env.*", "redis", Type::table, "[env.production.redis]", {}, false, true},
    {"env.*", "queue", Type::table, "[env.production.queue]", {}, false, true},
    {"env.*", "postgres", Type::table, "[env.production.postgres]", {}, false, true},
    {"env.*", "elasticsearch", Type::table, "[env.production.elasticsearch]"},
    {"env.*", "heroku", Type::table, "[env.production.heroku]"},
    {"env.*", "fleet", Type::table, "[env.production.fleet]"},
    {"env.*", "workers", Type::table, "[env.production.workers]", {}, false, true},
    {"env.*", "settings", Type::table, "[env.production.settings]", {}, false, true},
    {"env.*", "papertrail", Type::table, "[env.production.papertrail]"},
    {"env.*", "airbrake", Type::table, "[env.production.airbrake]"},
    {"env.*", "graphite", Type::table, "[env.production.graphite]"},
    {"env.*", "seyren", Type::table, "[env.production.seyren]"},
    {"env.*", "slack", Type::table, "[env.production.slack]"},
    {"env.*", "check", Type::tables, "[[env.production.check]]"},

    {"env.*.redis", "url", Type::source, "url = { env = \"REDIS_URL\" }", {}, true, true},
    {"env.*.redis", "via", Type::text, k_via},
    {"env.*.redis", "host", Type::text, "host = \"redis\""},
    {"env.*.redis", "tls", Type::table, "tls = { ca = \"/etc/ssl/redis.pem\" }", {}, false, true},
    {"env.*.redis", "loopback", Type::boolean, "loopback = true", {}, false, true},
    {"env.*.redis", "run_id", Type::text, "run_id = \"9f2c…\"", {}, false, true},
    {"env.*.redis", "role", Type::text, "role = \"master\"", "master|slave", false, true},
    {"env.*.redis", "restart", Type::argv, "restart = [\"systemctl\", \"restart\", \"redis\"]", {}, false, true},
    {"env.*.redis", "start", Type::argv, "start = [\"systemctl\", \"start\", \"redis\"]", {}, false, true},
    {"env.*.redis", "stop", Type::argv, "stop = [\"systemctl\", \"stop\", \"redis\"]", {}, false, true},
    {"env.*.redis", "unit", Type::text, "unit = \"redis-server\"", {}, false, true},
    {"env.*.redis", "dir", Type::text, "dir = \"/var/lib/redis\"", {}, false, true},
    {"env.*.redis.tls", "ca", Type::text, "ca = \"/etc/ssl/redis.pem\"", {}, false, true},
    {"env.*.redis.tls", "pin_sha256", Type::text, "pin_sha256 = \"…=\"", {}, false, true},
    {"env.*.redis.tls", "verify", Type::text, "verify = \"full\"", "full|none", false, true},

    {"env.*.queue", "kind", Type::text, "kind = \"resque\"", "resque|sidekiq", false, true},
    {"env.*.queue", "namespace", Type::text, "namespace = \"resque\"", {}, false, true},

    {"env.*.postgres", "url", Type::source, "url = { env = \"DATABASE_URL\" }", {}, true, true},
    {"env.*.postgres", "admin_url", Type::source, "admin_url = { env = \"DATABASE_ADMIN_URL\" }", {}, false, true},
    {"env.*.postgres", "via", Type::text, k_via},
    {"env.*.postgres", "host", Type::text, k_host},
    {"env.*.postgres", "loopback", Type::boolean, "loopback = true", {}, false, true},
    {"env.*.postgres", "system_id", Type::text, "system_id = \"7301…\"", {}, false, true},
    {"env.*.postgres", "role", Type::text, "role = \"primary\"", "primary|standby", false, true},
    {"env.*.postgres",
     "restart",
     Type::argv,
     "restart = [\"systemctl\", \"restart\", \"postgresql\"]",
     {},
     false,
     true},
    {"env.*.postgres", "start", Type::argv, "start = [\"systemctl\", \"start\", \"postgresql\"]", {}, false, true},
    {"env.*.postgres", "stop", Type::argv, "stop = [\"systemctl\", \"stop\", \"postgresql\"]", {}, false, true},
    {"env.*.postgres", "unit", Type::text, "unit = \"postgresql@15-main\"", {}, false, true},

    {"env.*.elasticsearch", "url", Type::source, "url = { env = \"ELASTICSEARCH_URL\" }"},
    {"env.*.elasticsearch", "urls", Type::sources, "urls = [\"http://10.0.0.21:9200\"]"},
    {"env.*.elasticsearch", "via", Type::text, k_via},
    {"env.*.elasticsearch", "loopback", Type::boolean, "loopback = true"},

    {"env.*.heroku", "app", Type::text, "app = \"shop-web\""},
    {"env.*.heroku", "token", Type::source, "token = { env = \"HEROKU_API_KEY\" }"},

    {"env.*.fleet", "region", Type::text, "region = \"us-east-1\""},
    {"env.*.fleet", "spot", Type::table, "spot = { tag = \"role=spot-worker\", workers = 10 }"},
    {"env.*.fleet", "hosts", Type::named, "hosts.worker_1 = { address = \"10.0.0.31\", workers = 4 }"},
    {"env.*.fleet.spot", "tag", Type::text, "tag = \"role=spot-worker\""},
    {"env.*.fleet.spot", "workers", Type::count, "workers = 10"},
    {"env.*.fleet.hosts.*", "address", Type::text, "address = \"10.0.0.31\"", {}, true},
    {"env.*.fleet.hosts.*", "workers", Type::count, "workers = 4"},

    {"env.*.workers", "pause", Type::means, "pause = [\"resque-pause\", \"signal\"]",
     "resque-pause|sidekiq|signal|init|heroku", false, true},

    {"env.*.settings", "store", Type::text, "store = \"redis-hash:settings\"", {}, false, true},
    {"env.*.settings", "defaults", Type::text, "defaults = \"settings.toml\"", {}, false, true},
    {"env.*.settings", "after_restore", Type::texts, "after_restore = [\"queue push alexa Reload\"]", {}, false, true},

    {"env.*.papertrail", "url", Type::source, k_url},
    {"env.*.papertrail", "token", Type::source, "token = { env = \"PAPERTRAIL_API_TOKEN\" }"},
    {"env.*.airbrake", "url", Type::source, k_url},
    {"env.*.airbrake", "token", Type::source, k_token},
    {"env.*.graphite", "url", Type::source, k_url},
    {"env.*.graphite", "token", Type::source, k_token},
    {"env.*.seyren", "url", Type::source, k_url},
    {"env.*.seyren", "token", Type::source, k_token},
    {"env.*.slack", "url", Type::source, k_url},
    {"env.*.slack", "token", Type::source, k_token},

    {"env.*.check", "name", Type::text, "name = \"sites queue\"", {}, true},
    {"env.*.check", "what", Type::text, "what = \"queue.length\"", {}, true},
    {"env.*.check", "target", Type::text, "target = \"sites\""},
    {"env.*.check", "warn", Type::number, "warn = 1000"},
    {"env.*.check", "fail", Type::number, "fail = 20000"},
    {"env.*.check", "runbook", Type::text, "runbook = \"stuck-queue\""},
});

constexpr bool each_key_once()
{
    for (std::size_t i = 0; i < k_keys.size(); ++i)
        for (std::size_t j = i + 1; j < k_keys.size(); ++j)
            if (k_keys[i].section == k_keys[j].section && k_keys[i].name == k_keys[j].name) return false;
    return true;
}
static_assert(each_key_once());

}  // namespace

std::span<Key const> schema()
{
    return k_keys;
}

Key const *find_key(std::string_view section, std::string_view name)
{
    auto const found = std::find_if(k_keys.begin(), k_keys.end(),
                                    [&](Key const &key) { return key.section == section && key.name == name; });
    return found == k_keys.end() ? nullptr : &*found;
}

std::vector<std::string> key_names(std::string_view section)
{
    std::vector<std::string> names;
    for (auto const &key : k_keys)
        if (key.section == section) names.emplace_back(key.name);
    return names;
}

std::vector<std::string_view> sections_with(std::string_view name)
{
    std::vector<std::string_view> sections;
    for (auto const &key : k_keys)
        if (key.name == name) sections.push_back(key.section);
    return sections;
}

std::string_view wanted(Type type)
{
    switch (type) {
    case Type::text: return "text in quotes";
    case Type::boolean: return "true or false";
    case Type::count: return "a whole number, 0 or more";
    case Type::texts: return "text in quotes or a list of such";
    case Type::argv: return "a list of texts: the program, then its arguments";
    case Type::number: return "a number, or text with a unit";
    case Type::source: return "text in quotes, { env = … }, { file = … } or { command = […] }";
    case Type::sources: return "a list of texts, { env = … }, { file = … } or { command = […] }";
    case Type::means: return "a list of names or { command = […] }";
    case Type::table:
    case Type::named: return "a table";
    case Type::tables: return "a list of tables";
    }
    return "a value";
}

}  // namespace omactl::config
