#include "lib/queue/tally.hpp"

#include "lib/core/spans.hpp"
#include "lib/core/utf8.hpp"
#include "lib/queue/moment.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::queue {

Tally::Tally(std::int64_t expected)
{
    m_works.reserve(static_cast<std::size_t>(std::clamp<std::int64_t>(expected, 0, 4'000'000)));
}

void Tally::add(std::string_view payload)
{
    ++m_jobs;
    m_bytes += static_cast<std::int64_t>(payload.size());
    auto const job = read_job(payload);
    if (!job.well_formed) {
        ++m_malformed;
        return;
    }
    if (!m_last || m_last->name != job.klass) {
        auto found = m_classes.find(job.klass);
        if (found == m_classes.end())
            found = m_classes.emplace(job.klass, Class{std::string(job.klass), 0, 0, 0, {}}).first;
        m_last = &found->second;
    }
    ++m_last->jobs;
    auto const count = static_cast<std::int64_t>(++m_works[work_of(m_printer, job)]);
    if (count == 1)
        ++m_last->distinct;
    else
        ++m_duplicates;
    if (count <= m_last->most) return;
    m_last->most = count;
    if (m_last->most_args != job.args) m_last->most_args = job.args;
}

std::vector<Tally::Class> Tally::by_class() const
{
    std::vector<Class> classes;
    for (auto const &[name, one] : m_classes) classes.push_back(one);
    std::stable_sort(classes.begin(), classes.end(), [](Class const &a, Class const &b) { return a.jobs > b.jobs; });
    return classes;
}

std::vector<Tally::Work> Tally::most_frequent(std::size_t limit) const
{
    std::vector<Work> works;
    works.reserve(m_works.size());
    for (auto const &[print, jobs] : m_works) works.push_back({print, jobs});
    auto const end = works.begin() + static_cast<std::ptrdiff_t>(std::min(limit, works.size()));
    std::partial_sort(works.begin(), end, works.end(), [](Work const &a, Work const &b) {
        return a.jobs != b.jobs ? a.jobs > b.jobs : a.print < b.print;
    });
    works.erase(end, works.end());
    return works;
}

Fingerprint Tally::work_of_payload(std::string_view payload) const
{
    auto const job = read_job(payload);
    return job.well_formed ? work_of(m_printer, job) : Fingerprint{};
}

namespace {

std::string first_line_of_error(Failure const &failure)
{
    auto error = error_of(failure);
    error.resize(std::min(error.find('\n'), error.size()));
    error.resize(utf8::boundary(error, 200));
    return error;
}

std::string trace_in(std::string_view record, Kind kind)
{
    constexpr std::size_t k_longest = 64 * 1024;
    auto const trace = json_at(record, kind == Kind::resque ? "/backtrace" : "/error_backtrace");
    return trace && trace->starts_with('[') && trace->size() <= k_longest ? std::string(*trace) : std::string{};
}

}  // namespace

void FailureTally::add(std::string_view record)
{
    add(record, read_failure(record, m_kind));
}

void FailureTally::add(std::string_view record, Failure const &failure)
{
    ++m_records;
    if (!failure.well_formed) {
        ++m_malformed;
        return;
    }
    auto name = m_by == By::error ? first_line_of_error(failure)
                                  : text_of(fmt::format("\"{}\"", read_job(failure.payload).klass));
    auto &group = m_groups[name];
    auto const at = shown_time(failure.failed_at);
    if (group.records++ == 0)
        group = {std::move(name),         first_line_of_error(failure), 1, at, at, std::string(failure.payload),
                 trace_in(record, m_kind)};
    // Resque's records stand in the order of their failures, Sidekiq's in that of their next try.
    if (m_kind == Kind::sidekiq) group.first_at = std::min(group.first_at, at);
    group.last_at = m_kind == Kind::sidekiq ? std::max(group.last_at, at) : at;
}

std::vector<FailureTally::Group> FailureTally::groups() const
{
    std::vector<Group> groups;
    for (auto const &[name, group] : m_groups) groups.push_back(group);
    std::stable_sort(groups.begin(), groups.end(),
                     [](Group const &a, Group const &b) { return a.records > b.records; });
    return groups;
}

}  // namespace omactl::queue
