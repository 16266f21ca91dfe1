#include "lib/cli/progress.hpp"

#include "lib/cli/io.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace omactl::cli {

namespace {

constexpr Millis k_redraw{100};
constexpr Millis k_log_line{10'000};
constexpr std::size_t k_bar_cells = 24;

// Eighths of a cell: " ▕███████████████████▊    ▏"
std::string bar(double part)
{
    constexpr std::array<char const *, 8> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    auto const filled = static_cast<std::size_t>(std::clamp(part, 0.0, 1.0) * k_bar_cells * 8);
    std::string cells;
    for (std::size_t i = 0; i < filled / 8; ++i) cells += "█";
    cells += eighths[filled % 8];
    cells.append(k_bar_cells - filled / 8 - (filled % 8 ? 1 : 0), ' ');
    return " ▕" + cells + "▏";
}

int whole_percent(std::int64_t done, std::int64_t total)
{
    return static_cast<int>(std::clamp(100.0 * static_cast<double>(done) / static_cast<double>(total), 0.0, 100.0));
}

// "   112 k/s   12 s left"
std::string pace(std::int64_t done, std::int64_t total, Ticks begin, Ticks now)
{
    auto const seconds = std::chrono::duration<double>(now - begin).count();
    if (seconds <= 0 || done <= 0) return {};
    auto const rate = static_cast<double>(done) / seconds;
    auto text = fmt::format("   {}", human_rate(rate));
    if (total > 0) {
        auto const left = static_cast<double>(std::max<std::int64_t>(total - done, 0)) / rate;
        text += fmt::format("   {} left", human_duration(Millis{static_cast<std::int64_t>(left) * 1000}));
    }
    return text;
}

}  // namespace

Progress::Progress(Context &context, std::string verb, std::int64_t total)
    : m_context(context), m_verb(std::move(verb)), m_total(total), m_begin(context.clock.ticks()), m_drawn(m_begin)
{
}

Progress::~Progress()
{
    if (m_shown_columns > 0) m_context.io.err("\r" + std::string(m_shown_columns, ' ') + "\r");
}

void Progress::at(std::int64_t done)
{
    m_done = done;
    if (m_context.globals.quiet) return;
    auto const now = m_context.clock.ticks();
    if (now - m_drawn < (m_context.io.err_is_terminal() ? k_redraw : k_log_line)) return;
    m_drawn = now;
    if (m_context.io.err_is_terminal())
        draw_bar(now);
    else
        write_line(now);
}

void Progress::note(std::string text)
{
    m_note = printable(m_context.secrets.redact(std::move(text)));
}

void Progress::draw_bar(Ticks now)
{
    std::string text =
        m_total > 0 ? fmt::format("{} {} %  {} of {}", bar(static_cast<double>(m_done) / static_cast<double>(m_total)),
                                  whole_percent(m_done, m_total), with_commas(m_done), with_commas(m_total))
                    : fmt::format(" {} {}", m_verb, with_commas(m_done));
    text += pace(m_done, m_total, m_begin, now);
    if (!m_note.empty()) text += "   " + m_note;
    // The last column stays free: writing it makes some terminals wrap.
    text = cut(text, static_cast<std::size_t>(std::max(m_context.io.width() - 1, 1)));
    auto const shown = columns(text);
    auto const rest = m_shown_columns > shown ? m_shown_columns - shown : 0;
    m_context.io.err("\r" + text + std::string(rest, ' '));
    m_shown_columns = shown;
}

void Progress::write_line(Ticks now)
{
    auto text = m_total > 0 ? fmt::format("{}: {} of {} ({} %)", m_verb, with_commas(m_done), with_commas(m_total),
                                          whole_percent(m_done, m_total))
                            : fmt::format("{}: {}", m_verb, with_commas(m_done));
    text += pace(m_done, m_total, m_begin, now);
    if (!m_note.empty()) text += "   " + m_note;
    m_context.io.err(text + "\n");
}

}  // namespace omactl::cli
