#include "lib/queue/tally.hpp"

#include "lib/core/utf8.hpp"
#include "lib/queue/moment.hpp"

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

void FailureTally::add(std::string_view record)
{
    ++m_records;
    auto const failure = read_failure(record, m_kind);
    if (!failure.well_formed) {
        ++m_malformed;
        return;
    }
    auto error = error_of(failure);
    error.resize(std::min(error.find('\n'), error.size()));
    error.resize(utf8::boundary(error, 200));
    auto &group = m_groups[error];
    auto const at = shown_time(failure.failed_at);
    if (group.records++ == 0) group = {error, 1, at, at, std::string(failure.payload)};
    // Resque's records stand in the order of their failures, Sidekiq's in that of their next try.
    if (m_kind == Kind::sidekiq) group.first_at = std::min(group.first_at, at);
    group.last_at = m_kind == Kind::sidekiq ? std::max(group.last_at, at) : at;
}

std::vector<FailureTally::Group> FailureTally::groups() const
{
    std::vector<Group> groups;
    for (auto const &[error, group] : m_groups) groups.push_back(group);
    std::stable_sort(groups.begin(), groups.end(),
                     [](Group const &a, Group const &b) { return a.records > b.records; });
    return groups;
}

}  // namespace omactl::queue
