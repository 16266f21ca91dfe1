#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/core/time.hpp"

#include <fmt/format.h>

#include <array>

namespace omactl {

namespace {

/// Takes one piece after the other off a text; once a piece is missing, all that follow are too.
class Reader {
public:
    explicit Reader(std::string_view text) : m_text(text) {}

    std::string_view rest() const { return m_text; }
    bool good() const { return m_good; }
    bool at_end() const { return m_good && m_text.empty(); }

    bool take(char c)
    {
        if (!m_good || m_text.empty() || m_text.front() != c) return false;
        m_text.remove_prefix(1);
        return true;
    }
    void want(char c) { m_good = take(c); }

    /// Exactly `digits` digits.
    int number(std::size_t digits)
    {
        m_good = m_good && m_text.size() >= digits;
        int value = 0;
        for (std::size_t i = 0; m_good && i < digits; ++i) {
            m_good = m_text[i] >= '0' && m_text[i] <= '9';
            value = value * 10 + (m_text[i] - '0');
        }
        if (m_good) m_text.remove_prefix(digits);
        return value;
    }

    /// The milliseconds of ".123456"; 0 without a point. Finer digits are dropped.
    int millis()
    {
        if (!take('.')) return 0;
        int value = 0, seen = 0;
        for (; !m_text.empty() && m_text.front() >= '0' && m_text.front() <= '9'; m_text.remove_prefix(1))
            if (seen++ < 3) value = value * 10 + (m_text.front() - '0');
        m_good = seen > 0;
        for (; seen < 3; ++seen) value *= 10;
        return value;
    }

    /// The place in `words` of the one that comes next.
    std::size_t word(std::span<std::string_view const> words)
    {
        for (std::size_t i = 0; m_good && i < words.size(); ++i) {
            if (!m_text.starts_with(words[i])) continue;
            m_text.remove_prefix(words[i].size());
            return i;
        }
        m_good = false;
        return 0;
    }
    void fail() { m_good = false; }

private:
    std::string_view m_text;
    bool m_good = true;
};

constexpr std::array<std::string_view, 12> k_months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> k_days{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/// "03:12", "03:12:07", "03:12:07.250"
Millis clock_time(Reader &in)
{
    auto const hours = in.number(2);
    in.want(':');
    auto const minutes = in.number(2);
    bool const precise = in.take(':');
    auto const seconds = precise ? in.number(2) : 0;
    auto const millis = precise ? in.millis() : 0;
    if (hours > 23 || minutes > 59 || seconds > 60) in.fail();
    return std::chrono::hours{hours} + std::chrono::minutes{minutes} + std::chrono::seconds{seconds} + Millis{millis};
}

/// "+01:00" or "+0100", how far local time is ahead.
Millis offset(Reader &in)
{
    bool const behind = in.take('-');
    if (!behind) in.want('+');
    auto const hours = in.number(2);
    in.take(':');
    auto const minutes = in.number(2);
    if (hours > 23 || minutes > 59) in.fail();
    Millis const ahead = std::chrono::hours{hours} + std::chrono::minutes{minutes};
    return behind ? -ahead : ahead;
}

/// "Z", " UTC", " GMT", or an offset. Other names ("CET", "IST") mean different things in different places.
Millis zone(Reader &in)
{
    in.take(' ');
    auto const rest = in.rest();
    if (rest.starts_with('+') || rest.starts_with('-')) return offset(in);
    constexpr std::array<std::string_view, 4> k_utc{"UTC", "GMT", "Z", "z"};
    in.word(k_utc);
    return Millis{0};
}

std::optional<Instant> instant(Reader const &in, int year, unsigned month, unsigned day, Millis time, Millis ahead)
{
    std::chrono::year_month_day const date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!in.at_end() || !date.ok()) return std::nullopt;
    return Instant{std::chrono::sys_days{date}} + time - ahead;
}

/// "2026-11-23T03:12:07Z", "2026/11/23 10:00:00 UTC", "2026-11-23 10:00:00 +0000"
std::optional<Instant> year_first(std::string_view text)
{
    Reader in{text};
    auto const year = in.number(4);
    char const dash = in.take('/') ? '/' : '-';
    if (dash == '-') in.want('-');
    auto const month = static_cast<unsigned>(in.number(2));
    in.want(dash);
    auto const day = static_cast<unsigned>(in.number(2));
    if (!in.take('T') && !in.take('t')) in.want(' ');
    auto const time = clock_time(in);
    auto const ahead = zone(in);
    return instant(in, year, month, day, time, ahead);
}

/// JavaScript's Date.prototype.toString: "Mon Nov 23 2026 10:00:00 GMT+0100 (Central European Standard Time)"
std::optional<Instant> day_first(std::string_view text)
{
    if (auto const note = text.find(" ("); note != std::string_view::npos && text.ends_with(')'))
        text = text.substr(0, note);
    Reader in{text};
    in.word(k_days);
    in.want(' ');
    auto const month = static_cast<unsigned>(in.word(k_months)) + 1;
    in.want(' ');
    auto const day = static_cast<unsigned>(in.number(2));
    in.want(' ');
    auto const year = in.number(4);
    in.want(' ');
    auto const time = clock_time(in);
    constexpr std::array<std::string_view, 1> k_gmt{" GMT"};
    in.word(k_gmt);
    auto const ahead = in.at_end() ? Millis{0} : offset(in);
    return instant(in, year, month, day, time, ahead);
}

struct Split {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<Millis> time;
};

Split split_instant(Instant at)
{
    auto const day = std::chrono::floor<std::chrono::days>(at);
    return {std::chrono::year_month_day{day}, std::chrono::hh_mm_ss<Millis>{at - day}};
}

std::string written(Instant at, char between)
{
    auto const [date, time] = split_instant(at);
    return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), between,
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

}  // namespace

std::string rfc3339(Instant at)
{
    return fmt::format("{}.{:03}Z", written(at, 'T'), split_instant(at).time.subseconds().count());
}

std::string human_time(Instant at)
{
    return written(at, ' ') + "Z";
}

std::optional<Instant> parse_time(std::string_view text)
{
    text = trim(text);
    if (text.empty()) return std::nullopt;
    return text.front() >= '0' && text.front() <= '9' ? year_first(text) : day_first(text);
}

Instant parse_since(std::string_view text, Instant now)
{
    if (auto const at = parse_time(text)) return *at;
    try {
        return now - parse_duration(text);
    } catch (Error const &) {
        throw Error{Fault::usage, fmt::format("'{}' is neither a duration nor a time with its zone", text),
                    "times read 90s, 2h, 7d, 2026-11-23T03:12:00Z, '2026-11-23 04:12 +0100'"};
    }
}

}  // namespace omactl
