#include "cmd/queue_why.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/redis/refusal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

using queue::Kind;
using queue::Layout;
using queue::Life;

constexpr std::size_t k_names_shown = 6;

std::string names_shown(std::vector<std::string> const &names)
{
    std::vector<std::string> shown;
    for (auto const &name : names)
        if (shown.size() < k_names_shown) shown.push_back(printable(name));
    return fmt::format("{}{}", fmt::join(shown, ", "), names.size() > k_names_shown ? ", …" : "");
}

/// Works out the causes, in the order in which one would deal with them.
class Diagnosis {
public:
    Diagnosis(WhyLook &look, Layout const &layout, redis::Address const &address)
        : m_look(look), m_layout(layout), m_cli(redis::redis_cli(address))
    {
    }

    void find()
    {
        if (!m_look.held_by.empty())
            add("held", "its jobs are held by an operation that is not finished",
                fmt::format("omactl resume {0} · omactl undo {0}", m_look.held_by));
        if (m_look.length == 0) return;
        paused();
        if (m_look.failed > 0 || !m_look.newest_failure.empty()) failing();
        if (m_look.moving()) return;
        if (m_look.listeners.empty()) return nobody_listens();
        if (m_look.gone() == std::ssize(m_look.listeners)) return all_gone();
        if (is_quiet()) return quiet();
        if (m_look.idle() == 0) return all_busy();
        if (m_look.causes.empty()) idle();
    }

private:
    void add(std::string word, std::string message, std::string mend)
    {
        m_look.causes.push_back({std::move(word), std::move(message), std::move(mend)});
    }

    void paused()
    {
        if (m_look.all_paused)
            add("all_paused", "pause-all-workers is set: no Resque worker takes a job", "omactl workers resume");
        if (m_look.plugin_paused && !m_look.moving())
            add("paused", "a pause of resque-pause is set: workers that have loaded it take no job of this queue",
                "omactl workers resume · omactl workers resume --queue " + shell_quoted(m_look.name));
        if (m_layout.kind == Kind::sidekiq && m_look.in_paused_set && !m_look.moving())
            add("paused", "it is in `paused`: Sidekiq Pro stops at that, free Sidekiq ignores it",
                fmt::format("{} SREM {} {}", m_cli, shell_quoted(m_layout.key("paused")), shell_quoted(m_look.name)));
    }

    void failing()
    {
        auto message = m_look.failed > 0 ? fmt::format("jobs fail: {} in {}, in all queues", with_commas(m_look.failed),
                                                       human_duration(m_look.span))
                                         : std::string{"jobs of it fail"};
        if (!m_look.newest_failure.empty()) message += "; newest: " + cut(printable(m_look.newest_failure), 80);
        add("failing", message, "omactl queue failed ls --queue " + shell_quoted(m_look.name));
    }

    void nobody_listens()
    {
        auto message = std::string{"no worker listens to it"};
        if (!m_look.heard.empty()) message += "; they listen to " + names_shown(m_look.heard);
        auto const name = shell_quoted(m_look.name);
        add("no_listener", message,
            m_layout.kind == Kind::sidekiq ? "bundle exec sidekiq -q " + name
                                           : "QUEUE=" + name + " bundle exec rake resque:work");
    }

    void all_gone()
    {
        std::int64_t held = 0;
        for (auto const &one : m_look.listeners) held += one.worker.busy;
        auto message = m_look.gone() == 1
                           ? std::string{"the only worker that listens is gone"}
                           : fmt::format("all {} workers that listen are gone", with_commas(m_look.gone()));
        if (held > 0) message += fmt::format(", with {} in hand", counted(held, "job"));
        add("all_gone", message, "omactl workers orphans    (and start workers again)");
    }

    bool is_quiet() const
    {
        return std::all_of(m_look.listeners.begin(), m_look.listeners.end(),
                           [](Listener const &one) { return one.life == Life::gone || one.worker.quiet; });
    }
    void quiet()
    {
        add("quiet", "all processes that listen are quiet: they take no more jobs until they are started anew",
            "omactl workers ls --queue " + shell_quoted(m_look.name));
    }

    // Who has worked longest, and how many work for other queues.
    void all_busy()
    {
        Listener const *longest = nullptr;
        std::int64_t elsewhere = 0;
        auto const began = [](Listener const &one) {
            return one.worker.works.empty() ? Instant::max() : one.worker.works.front().since.value_or(Instant::max());
        };
        for (auto const &one : m_look.listeners) {
            if (one.life == Life::gone || one.worker.works.empty()) continue;
            if (!longest || began(one) < began(*longest)) longest = &one;
            elsewhere += one.worker.works.front().queue == m_look.name ? 0 : 1;
        }
        auto const busy = m_look.busy();
        auto message = busy == 1 ? std::string{"the only worker that listens is busy"}
                                 : fmt::format("all {} workers that listen are busy", with_commas(busy));
        if (elsewhere == 1 && busy == 1)
            message += ", with a job of another queue";
        else if (elsewhere > 0)
            message += fmt::format(", {} with jobs of other queues", with_commas(elsewhere));
        if (longest) message += "; longest: " + work_text(*longest, began(*longest));
        add(elsewhere == busy ? "starved" : "busy", message, mend_for(longest));
    }

    std::string work_text(Listener const &one, Instant began) const
    {
        auto text = fmt::format("{} on {}", one.works.front().text(), short_name(one.worker));
        if (began != Instant::max()) text += " for " + human_duration(age_of(began, m_look.now));
        return text;
    }

    // TTIN makes Sidekiq log what its threads do; USR1 makes Resque's worker end its job, which fails.
    std::string mend_for(Listener const *longest) const
    {
        auto const ls = "omactl workers ls --queue " + shell_quoted(m_look.name);
        if (!longest || longest->worker.pid.empty()) return ls;
        auto const host = printable(longest->worker.host), pid = shell_quoted(longest->worker.pid);
        if (m_layout.kind == Kind::sidekiq)
            return fmt::format("{}    (does it hang? on {}: kill -TTIN {} logs where)", ls, host, pid);
        return fmt::format("{}    (does it hang? on {}: kill -USR1 {} fails its job)", ls, host, pid);
    }

    void idle()
    {
        Listener const *one = nullptr;
        for (auto const &listener : m_look.listeners)
            if (listener.life != Life::gone && listener.worker.busy < listener.worker.threads && !listener.worker.quiet)
                one = &listener;
        auto const n = m_look.idle();
        auto message = fmt::format("{} {} idle and {} taken nothing for {}: stopped, or paused by a signal?",
                                   n == 1 ? "1 worker that listens" : with_commas(n) + " workers that listen",
                                   either(n, "is", "are"), either(n, "has", "have"), human_duration(m_look.span));
        if (one->life == Life::unknown) message += " (it gives no heartbeat, so it may be gone)";
        add("idle", message,
            one->worker.pid.empty()
                ? "omactl workers ls --queue " + shell_quoted(m_look.name)
                : fmt::format("on {}: kill -CONT {}", printable(one->worker.host), shell_quoted(one->worker.pid)));
    }

    WhyLook &m_look;
    Layout const &m_layout;
    std::string m_cli;
};

}  // namespace

void find_causes(WhyLook &look, Layout const &layout, redis::Address const &address)
{
    Diagnosis{look, layout, address}.find();
}

}  // namespace omactl::cmd
