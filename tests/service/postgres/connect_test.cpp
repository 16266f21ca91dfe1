#include "session.hpp"

#include <cstdlib>

using namespace omactl;
using namespace omactl::tests;
using sandbox::PostgresServer;

namespace {

auto const k_who = "select current_user || ' ' || current_database()";

}  // namespace

TEST_CASE("it connects over the socket, by TCP and with TLS")
{
    PostgresServer const server{{.tls = true}};
    auto local = open(server.url("app"));
    CHECK_FALSE(local.connected());
    CHECK(one(local.ask(k_who)) == "app shop");
    CHECK(local.connected());
    CHECK_FALSE(local.pooled());
    CHECK(local.server_version() >= 150'000);
    CHECK(one(local.ask("select pg_backend_pid()")) == std::to_string(local.backend_pid()));

    auto const is_tls = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
    CHECK(one(open(server.tcp_url() + "?sslmode=disable").ask(is_tls)) == "f");
    CHECK(one(open(server.tcp_url()).ask(is_tls)) == "t");  // prefer
    auto const checked = server.tcp_url() + "?sslmode=verify-full&sslrootcert=" + server.certificate();
    CHECK(one(open(checked).ask(is_tls)) == "t");
}
