// What holds whatever there is in the queues: (jobs before) = (jobs after + archived), as multisets of
// bytes, after every change and after every undo.
#include "tests/faults/herd.hpp"
#include "tests/faults/mending.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace {

using namespace omactl;
using namespace omactl::faults;
using Counts = std::map<std::string, int>;

/// All jobs, wherever they are: each by its bytes, of Sidekiq by its jid.
Counts all_jobs(Ground &ground)
{
    auto const now = places(ground, ground.laptop);
    auto all = now.waiting;
    for (auto const &[job, count] : now.archived) all[job] += count;
    std::erase_if(all, [](auto const &one) { return one.second == 0; });
    return all;
}

std::string first_difference(Counts const &found, Counts const &expected)
{
    for (auto const &[job, count] : expected)
        if (auto const at = found.find(job); at == found.end() || at->second != count)
            return fmt::format("{} × {}, expected {}", job.substr(0, 100), at == found.end() ? 0 : at->second, count);
    for (auto const &[job, count] : found)
        if (!expected.contains(job)) return fmt::format("{} × {}, expected none", job.substr(0, 100), count);
    return {};
}

/// Without the `timestamps:` marks that came back with their job though an equal job of the same bucket
/// had taken them along before: an undo leaves each job in a bucket with its mark (lib/queue/later.hpp).
Lists without_mended_marks(Lists found, Lists const &before)
{
    static std::string const stamps = "resque:timestamps:", buckets = "resque:";
    auto const has = [](Lists const &lists, std::string const &key, std::string const &value) {
        auto const at = lists.find(key);
        return at != lists.end() && std::ranges::find(at->second, value) != at->second.end();
    };
    for (auto &[key, marks] : found) {
        if (!key.starts_with(stamps)) continue;
        auto const job = key.substr(stamps.size());
        std::erase_if(marks,
                      [&](auto const &mark) { return !has(before, key, mark) && has(before, buckets + mark, job); });
    }
    std::erase_if(found, [](auto const &one) { return one.second.empty(); });
    return found;
}

/// A change that was made, and what was there before it.
struct Made {
    std::string id, words;
    Lists before;
};

class Course {
public:
    Course(Ground &ground, Herd &herd) : m_ground(ground), m_herd(herd), m_start(all_jobs(ground)) {}

    void change()
    {
        std::vector<std::string> cleared;
        for (auto const &made : m_made)
            if (made.words.starts_with("queue clear --yes")) cleared.push_back(made.id);
        auto const words = m_herd.change(cleared);
        CAPTURE(words);
        auto before = m_ground.lists();
        auto const entries = m_ground.laptop.entries().size();
        check_run(m_ground.laptop, words, 0);
        auto const after = m_ground.laptop.entries();
        if (after.size() > entries) m_made.push_back({after.back().id, words, std::move(before)});
        CHECK(first_difference(all_jobs(m_ground), m_start) == "");
    }

    /// The last change first: so each undo finds what its change left, and everything comes back.
    void undo_last()
    {
        auto const made = m_made.back();
        m_made.pop_back();
        CAPTURE(made.words, made.id);
        check_run(m_ground.laptop, "undo --yes " + made.id, 0);
        CHECK(first_difference(all_jobs(m_ground), m_start) == "");
        auto const found = without_mended_marks(m_ground.lists(), made.before);
        CHECK(difference(sorted(found), sorted(made.before)) == "");
    }

    bool is_undone() const { return m_made.empty(); }

private:
    Ground &m_ground;
    Herd &m_herd;
    Counts m_start;
    std::vector<Made> m_made;
};

void run_courses(Herd::Kind kind, unsigned from, unsigned courses)
{
    Ground ground;
    int changes = 0;
    for (unsigned seed = from; seed < from + courses; ++seed) {
        CAPTURE(seed);
        ground.wipe();
        Herd herd{ground, kind, seed};
        herd.fill();
        Course course{ground, herd};
        for (int n = 0; n < 5; ++n) course.change();
        for (; !course.is_undone(); ++changes) course.undo_last();
        check_settled(ground);
    }
    CHECK(changes > static_cast<int>(courses));
}

TEST_CASE("Resque: no job is lost or doubled by any change or its undo")
{
    run_courses(Herd::Kind::resque, 1, 12);
}

TEST_CASE("Sidekiq: no job is lost or doubled by any change or its undo")
{
    run_courses(Herd::Kind::sidekiq, 1, 12);
}

TEST_CASE("no job is lost or doubled, over many more courses", "[long]")
{
    run_courses(Herd::Kind::resque, 1'000, 60);
    run_courses(Herd::Kind::sidekiq, 1'000, 60);
}

}  // namespace
