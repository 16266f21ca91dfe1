#include "cmd/redis_own_keys.hpp"

#include "lib/queue/pause.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace omactl::cmd {

namespace {

constexpr std::string_view k_beside = ":omactl:restore";  // what a restore is just building
constexpr std::string_view k_aside = ":omactl:drop";      // what a drop is just comparing

/// As both frameworks keep them, where nothing says which one is meant.
std::vector<queue::Layout> layouts(Session &session)
try {
    return {session.queue_layout()};
} catch (Error const &e) {
    if (e.fault() != Fault::usage) throw;
    return {queue::Layout::of(queue::Kind::resque, {}), queue::Layout::of(queue::Kind::sidekiq, {})};
}

}  // namespace

keyspace::Exclude own_keys(Session &session)
{
    std::vector<std::string> prefixes, names;
    for (auto const &layout : layouts(session)) {
        prefixes.push_back(layout.key("omactl:"));
        prefixes.push_back(layout.key("pause:queue:"));
        for (auto const &key : queue::pause_keys(layout, "")) names.push_back(key);
    }
    return [prefixes, names, ours = session.redis().address().db](int db, std::string_view key) {
        if (key.ends_with(k_beside) || key.ends_with(k_aside)) return true;
        if (db != ours) return false;
        return std::ranges::find(names, key) != names.end() ||
               std::ranges::any_of(prefixes, [&](auto const &prefix) { return key.starts_with(prefix); });
    };
}

}  // namespace omactl::cmd
