#pragma once

#include "tests/faults/ground.hpp"

#include <random>
#include <string>
#include <vector>

namespace omactl::faults {

/// A random world of queues, failures and jobs for later, and random changes of it. The same seed
/// makes the same world and the same changes.
class Herd {
public:
    enum class Kind { resque, sidekiq };
    Herd(Ground &ground, Kind kind, unsigned seed);

    /// Fills an empty Redis: jobs come in few classes and args, so many are equal; some are no JSON, no
    /// UTF-8, or empty.
    void fill();
    /// The words of some change, --yes included. `cleared`: ids of clears whose archives may be taken from.
    std::string change(std::vector<std::string> const &cleared);

private:
    int upto(int most) { return static_cast<int>(m_random() % static_cast<unsigned>(most + 1)); }
    bool perhaps(int percent) { return upto(99) < percent; }
    std::string const &one_of(std::vector<std::string> const &words);
    std::string job(std::string const &queue);
    std::string failed_job(std::string const &queue);
    std::string failure();
    void fill_resque();
    void fill_sidekiq();
    std::string clear();
    std::string move();
    std::string requeue(std::vector<std::string> const &cleared);

    Ground &m_ground;
    Kind m_kind;
    std::minstd_rand m_random;
    int m_jobs = 0;
};

}  // namespace omactl::faults
