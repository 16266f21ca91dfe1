#include "cmd/watch.hpp"

#include "lib/cli/screen.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace omactl::cmd {

namespace {

class Watch {
public:
    Watch(Watched &watched, Millis interval, Session &session, cli::Terminal terminal)
        : m_watched(watched), m_session(session), m_interval(interval)
    {
        auto const &globals = session.context().globals;
        if (globals.timeout) m_end = session.context().clock.ticks() + *globals.timeout;
        look();  // what can't be asked at all is no picture, but an error
        m_screen.emplace(std::move(terminal));
    }

    void run()
    {
        auto &clock = m_session.context().clock;
        while (true) {
            m_screen->draw(lines());
            auto const next = std::min(clock.ticks() + m_interval, m_end);
            if (!wait_until(next) || clock.ticks() >= m_end) break;
            try_to_look();
        }
        m_screen.reset();
    }

private:
    void look()
    {
        m_watched.look();
        m_at = m_session.context().clock.now();
        m_trouble.clear();
    }
    void try_to_look()
    {
        try {
            look();
        } catch (Error const &e) {
            if (e.fault() != Fault::unreachable) throw;
            m_trouble = e.message();
        }
    }
    std::string lines() const
    {
        auto const size = m_screen->size();
        auto &context = m_session.context();
        auto &io = context.io;
        auto head = fmt::format("{}  {}  every {}, q ends it", printable(m_session.env_name()), human_time(m_at),
                                human_duration(m_interval));
        auto text = cli::toned(cut(head, edge(size)), cli::Tone::faint, io.colour()) + "\n";
        if (!m_trouble.empty())
            text += cli::toned(cut(printable(m_trouble), edge(size)), cli::Tone::trouble, io.colour()) + "\n";
        // Head, titles and the sum stand in lines of their own, and so does what is wrong.
        auto const others = m_trouble.empty() ? 4 : 5;
        auto const report = m_watched.picture(static_cast<std::size_t>(std::max(size.rows - others, 1)));
        for (auto const &block : report.blocks) {
            if (auto const *line = std::get_if<std::string>(&block))
                text += cut(trim(*line), edge(size)) + "\n";
            else
                text += cli::render(std::get<cli::Table>(block), io, true);
        }
        return context.secrets.redact(text);
    }
    static std::size_t edge(cli::Screen::Size size) { return static_cast<std::size_t>(std::max(size.columns - 1, 1)); }

    // False: somebody has ended it.
    bool wait_until(Ticks end)
    {
        auto &clock = m_session.context().clock;
        while (true) {
            auto const left = std::max(std::chrono::ceil<Millis>(end - clock.ticks()), Millis{0});
            auto const key = m_screen->key(left);
            if (interrupt_signal() != 0 || key == 'q' || key == 'Q') return false;
            if (!key && clock.ticks() >= end) return true;
        }
    }

    Watched &m_watched;
    Session &m_session;
    Millis m_interval;
    Ticks m_end = Ticks::max();
    Instant m_at{};
    std::string m_trouble;
    std::optional<cli::Screen> m_screen;
};

}  // namespace

cli::Report watch(Watched &watched, Millis interval, std::string_view instead, Session &session)
{
    auto &context = session.context();
    auto terminal = cli::Terminal::open();
    bool const table = context.globals.output == cli::Output::table;
    if (!terminal || !table || !context.io.out_is_terminal())
        throw Error{Fault::usage, "--watch draws on a terminal, and there is none", std::string(instead)};
    Watch{watched, interval, session, std::move(*terminal)}.run();
    auto report = watched.picture(k_all_rows);
    if (interrupt_signal() != 0) cli::show(report, context);
    throw_if_interrupted();
    return report;
}

}  // namespace omactl::cmd
