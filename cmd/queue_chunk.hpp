#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::cmd {

constexpr std::int64_t k_chunk_jobs = 1'000;  ///< that one script pushes at most
constexpr std::size_t k_chunk_bytes = 256 * 1024;

/// Records of an archive on their way into a queue, with their numbers. The bytes stand in one
/// block: a million small strings would cost more than all the rest of a refill.
class Chunk {
public:
    void add(std::int64_t n, std::string_view bytes)
    {
        if (m_bytes.capacity() < k_chunk_bytes) m_bytes.reserve(k_chunk_bytes);
        m_jobs.push_back({n, m_bytes.size(), bytes.size()});
        m_bytes += bytes;
    }
    bool empty() const { return m_jobs.empty(); }
    std::int64_t size() const { return std::ssize(m_jobs); }
    bool full() const { return m_bytes.size() >= k_chunk_bytes; }
    std::int64_t first() const { return m_jobs.front().n; }
    std::int64_t last() const { return m_jobs.back().n; }

    /// Calls visit(number, bytes) for each.
    template <class Visit> void each(Visit visit) const
    {
        for (auto const &job : m_jobs) visit(job.n, std::string_view{m_bytes}.substr(job.at, job.size));
    }
    /// Drops those whose number `is_out` says so; returns how many.
    template <class Predicate> std::int64_t drop(Predicate is_out)
    {
        return static_cast<std::int64_t>(std::erase_if(m_jobs, [&](Job const &job) { return is_out(job.n); }));
    }
    /// Keeps the first `count` and returns the others.
    Chunk split(std::int64_t count)
    {
        Chunk rest;
        for (auto i = static_cast<std::size_t>(count); i < m_jobs.size(); ++i)
            rest.add(m_jobs[i].n, std::string_view{m_bytes}.substr(m_jobs[i].at, m_jobs[i].size));
        m_jobs.resize(static_cast<std::size_t>(count));
        return rest;
    }

private:
    struct Job {
        std::int64_t n;
        std::size_t at, size;
    };
    std::vector<Job> m_jobs;
    std::string m_bytes;
};

}  // namespace omactl::cmd
