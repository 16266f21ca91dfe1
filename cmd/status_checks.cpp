#include "cmd/status_checks.hpp"

#include "lib/core/text.hpp"
#include "lib/operation/holds.hpp"
#include "lib/operation/journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <set>
#include <thread>

namespace omactl::cmd {

namespace {

using Level = StatusLine::Level;
using Entries = std::vector<op::Entry>;

constexpr Millis k_probe_limit{10'000};  // of one service, whatever the others do

void check_unfinished(Session &session, Entries const &entries, std::set<std::string> const &told,
                      std::vector<StatusLine> &lines)
{
    for (auto const &entry : entries) {
        if (entry.plan.env != session.env_name() || !is_unfinished(entry) || told.contains(entry.id)) continue;
        auto const id = op::Journal::shortest(entry.id, entries);
        lines.push_back({Level::open, entry.plan.command + " " + entry.plan.target,
                         fmt::format("{} has no verdict yet ({})", id, name_of(entry.state)),
                         entry.plan.no_undo.empty() ? fmt::format("omactl resume {0} · omactl undo {0}", id)
                                                    : fmt::format("omactl resume {}", id)});
    }
}

// `answers`: the service can say whether somebody ended them from another machine.
void check_holds(Session &session, Entries const &entries, bool answers, std::vector<StatusLine> &lines)
{
    auto const now = session.context().clock.now();
    for (auto const &hold : op::open_holds(entries, now)) {
        if (hold.env != session.env_name() || (answers && op::ended_elsewhere(hold, session))) continue;
        auto const until = parse_time(hold.until);
        bool const overdue = until && *until < now;
        auto text = fmt::format("since {} by {}{}", human_time(parse_time(hold.began).value_or(now)), hold.who,
                                hold.reason.empty() ? "" : ", \"" + hold.reason + "\"");
        if (overdue)
            text += ", overdue " + human_duration(now - *until);
        else if (until)
            text += ", ends in " + human_duration(*until - now);
        lines.push_back({overdue ? Level::warn : Level::hold, hold.command + " " + hold.target, text,
                         "omactl holds release " + op::Journal::shortest(hold.id, entries)});
    }
}

template <class Check> void guarded(std::string_view service, std::vector<StatusLine> &lines, Check const &check)
{
    try {
        check();
    } catch (Error const &e) {
        if (e.fault() == Fault::interrupted || e.fault() == Fault::terminated) throw;
        auto const hint = e.hint().substr(0, e.hint().find('\n'));
        lines.push_back({Level::fail, std::string(service), e.message(), hint});
    } catch (std::exception const &e) {
        lines.push_back({Level::fail, std::string(service), fmt::format("internal error: {}", e.what()), ""});
    }
}

/// One service, asked with a session of its own: sessions are for one thread.
struct Probe {
    Service const *service;
    StatusLook look;
    std::exception_ptr mishap = {};

    void run(Session const &session) noexcept
    {
        try {
            Session own{session, session.context().clock.ticks() + k_probe_limit};
            guarded(service->name(), look.lines, [&] { service->look(own, look); });
        } catch (...) {
            mishap = std::current_exception();
        }
    }
};

// At once, so that one that hangs delays no other; the first on this thread, since there is mostly one.
void run_all(std::vector<Probe> &probes, Session const &session)
{
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < probes.size(); ++i) threads.emplace_back([&, i] { probes[i].run(session); });
    if (!probes.empty()) probes.front().run(session);
}

std::vector<Probe> ask_all(Session &session, Millis interval, Entries const &entries)
{
    std::vector<Probe> probes;
    for (auto const *service : Service::all_in(session.environment()))
        probes.push_back({service, {.interval = interval, .entries = entries}});
    run_all(probes, session);
    for (auto const &probe : probes)
        if (probe.mishap) std::rethrow_exception(probe.mishap);
    return probes;
}

}  // namespace

bool is_unfinished(op::Entry const &entry)
{
    if (entry.state == op::State::partial) return entry.plan.undoes.empty();  // an undo that could not bring all back
    return entry.state == op::State::open || entry.state == op::State::unknown;
}

std::vector<StatusLine> look_at_all(Session &session, Millis interval)
{
    std::vector<StatusLine> lines;
    need_service(session);
    Entries entries;
    guarded("journal", lines, [&] { entries = session.journal().entries(); });
    std::set<std::string> told;
    bool answered = false;
    for (auto &probe : ask_all(session, interval, entries)) {
        std::ranges::move(probe.look.lines, std::back_inserter(lines));
        told.merge(probe.look.told);
        answered = answered || probe.look.answered;
    }
    check_unfinished(session, entries, told, lines);
    check_holds(session, entries, answered, lines);
    return lines;
}

}  // namespace omactl::cmd
