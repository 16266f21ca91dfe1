#include "lib/redis/sentinel.hpp"

#include <fmt/format.h>

namespace omactl::redis {

namespace {

Settings settings_for(Settings const &settings, Deadline const &deadline)
{
    Settings own;
    own.connect_limit = deadline.left();
    own.call_limit = deadline.left();
    own.tls = settings.tls;
    own.trace = settings.trace;
    return own;
}

std::optional<Address::Place> ask(Address const &where, std::string const &master, Settings const &settings,
                                  Clock const &clock)
{
    Connection sentinel{where, settings, clock};
    auto const reply = sentinel.call({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", master});
    if (reply.is_nil() || reply.size() != 2) return std::nullopt;
    return Address::Place{std::string(reply[0].text()), static_cast<std::uint16_t>(reply[1].integer())};
}

}  // namespace

std::optional<Address::Place> ask_sentinel(Address const &address, Address::Place const &sentinel,
                                           Settings const &settings, Clock const &clock, Deadline const &deadline)
{
    Address where;
    where.kind = address.kind;
    where.host = sentinel.host;
    where.port = sentinel.port;
    auto const own = settings_for(settings, deadline);
    try {
        return ask(where, address.master, own, clock);
    } catch (Refused const &refused) {
        // Most sentinels have no password, and refuse one; those that have one mostly share it with Redis.
        if (refused.code() != "NOAUTH" || address.password.reveal().empty()) throw;
    }
    where.user = address.user;
    where.password = address.password;
    return ask(where, address.master, own, clock);
}

}  // namespace omactl::redis
