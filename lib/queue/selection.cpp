#include "lib/queue/selection.hpp"

#include "lib/core/error.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/time.hpp"
#include "lib/queue/moment.hpp"

#include <fmt/format.h>

namespace omactl::queue {

std::pair<std::string, std::string> parse_where(std::string_view text)
{
    auto const equals = text.find('=');
    if (equals == std::string_view::npos || !text.starts_with('/'))
        throw Error{Fault::usage, fmt::format("'{}' is not POINTER=VALUE", text), "for example --where /args/0=42"};
    return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

std::string Filter::describe() const
{
    if (everything()) return "all";
    std::string text;
    auto const say = [&text](std::string const &part) { text += (text.empty() ? "" : ", ") + part; };
    if (!klass.empty()) say("class " + klass);
    for (auto const &[pointer, value] : where) say(pointer + "=" + value);
    if (malformed) say("malformed");
    if (duplicates) say("duplicates");
    if (before > 0) say("enqueued before " + human_time(Instant{Millis{before}}));
    if (keep_newest > 0) say("all but the newest " + with_commas(keep_newest));
    if (first > 0) say("the first " + with_commas(first));
    return text;
}

Selector::Selector(Filter filter, std::int64_t total) : m_filter(std::move(filter)), m_left(total) {}

bool Selector::matches(std::string_view payload, Job const &job) const
{
    if (m_filter.malformed && job.well_formed) return false;
    if (!m_filter.klass.empty() && !is_of_class(job, m_filter.klass)) return false;
    for (auto const &[pointer, value] : m_filter.where) {
        auto const found = json_at(payload, pointer);
        if (!found) return false;
        // A value that is no JSON is meant as text: --where /args/0=abc
        if (json_well_formed(value) ? !json_same(*found, value) : json_text(*found) != value) return false;
    }
    return true;
}

bool Selector::is_old(std::string_view payload)
{
    if (m_filter.before == 0) return true;
    auto const at = enqueued_at(payload);
    if (!at) ++m_timeless;
    return at && at->time_since_epoch().count() < m_filter.before;
}

bool Selector::leaves(std::string_view payload)
{
    if (m_filter.everything()) return true;
    if (m_filter.first > 0 && m_leaving == m_filter.first) return false;
    bool const leaving = is_meant(payload);
    m_leaving += leaving ? 1 : 0;
    return leaving;
}

bool Selector::is_meant(std::string_view payload)
{
    bool const among_newest = m_left-- <= m_filter.keep_newest;
    auto const job = read_job(payload);
    if (!matches(payload, job)) return false;
    if (m_filter.duplicates && (!job.well_formed || m_seen.insert(work_of(m_printer, job)))) return false;
    return !among_newest && is_old(payload);
}

}  // namespace omactl::queue
