#include "cmd/workers_means.hpp"

#include "cmd/queue_target.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

PauseWay const *g_ways = nullptr;

std::vector<config::PauseMeans> means_of(Session &session)
{
    auto const &configured = session.environment().workers.pause;
    if (!configured.empty()) return configured;
    config::PauseMeans own;
    own.name = session.queue_layout().kind == queue::Kind::sidekiq ? "sidekiq" : "resque-pause";
    return {own};
}

std::optional<Error> refusal_of(config::PauseMeans const &means, PauseWish const &wish, Session &session)
{
    auto const *way = find_way(means.name);
    if (!way)
        return Error{Fault::usage,
                     fmt::format("'{}' can't pause workers yet: this omactl does not have it", means.name),
                     "name a way that it has in [env.NAME.workers]: resque-pause, sidekiq or { command = [\"…\"] }"};
    return way->refusal(means, wish, session);
}

}  // namespace

PauseWay::PauseWay(std::string_view name) noexcept : m_name(name), m_next(g_ways)
{
    g_ways = this;
}

std::optional<Error> PauseWay::kill_refusal(config::PauseMeans const &, Session &) const
{
    return Error{Fault::declined, fmt::format("{} has no means to end a worker", m_name),
                 "end it on its host, then: omactl workers orphans --requeue"};
}

std::string PauseWay::why_spared(config::PauseMeans const &, queue::Worker const &) const
{
    return {};
}

KillText PauseWay::describe_kill(config::PauseMeans const &, std::vector<queue::Orphan> const &) const
{
    return {};
}

std::map<std::int64_t, std::string> PauseWay::kill(op::Run &, std::vector<queue::Orphan> const &) const
{
    return {};
}

PauseWay const *find_way(std::string_view name)
{
    for (auto const *way = g_ways; way; way = way->next())
        if (way->name() == name) return way;
    return nullptr;
}

std::string title_of(config::PauseMeans const &means)
{
    if (means.pause.empty()) return means.name;
    std::vector<std::string> words;
    for (auto const &word : means.pause) words.push_back(shell_quoted(word));
    return fmt::format("{}", fmt::join(words, " "));
}

Choice choose_ways(PauseWish const &wish, Session &session)
{
    Choice choice;
    std::optional<Error> last;
    for (auto const &means : means_of(session)) {
        if (auto refused = refusal_of(means, wish, session)) {
            choice.cannot.emplace_back(title_of(means), refused->message());
            last = std::move(refused);
        } else {
            choice.can.push_back({find_way(means.name), means});
        }
    }
    if (!choice.can.empty()) return choice;
    if (choice.cannot.size() == 1) throw Error{*last};
    std::string all;
    for (auto const &[name, why] : choice.cannot) all += (all.empty() ? "" : "; ") + why;
    throw Error{Fault::usage, "no way to pause: " + all, "omactl config path    ([env.NAME.workers] names the ways)"};
}

}  // namespace omactl::cmd
