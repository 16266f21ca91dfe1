#include "lib/queue/delayed.hpp"

#include "lib/core/spans.hpp"
#include "lib/queue/job.hpp"
#include "lib/queue/list.hpp"

#include <algorithm>
#include <vector>

namespace omactl::queue {

namespace {

constexpr std::int64_t k_page = 200;  // buckets that are asked about at once
constexpr std::int64_t k_small = 16;  // jobs: such a bucket is read in one go

/// Some buckets, and how many jobs each had.
struct Page {
    std::vector<std::string> epochs;
    std::vector<std::int64_t> lengths;
};

Page page_of(redis::Connection &redis, Layout const &layout, std::int64_t from)
{
    auto const times =
        redis.call({"ZRANGE", layout.delayed_schedule(), std::to_string(from), std::to_string(from + k_page - 1)});
    Page page;
    std::vector<redis::Command> questions;
    for (std::size_t i = 0; i < times.size(); ++i) {
        page.epochs.emplace_back(times[i].text());
        questions.push_back({"LLEN", layout.delayed(page.epochs.back())});
    }
    for (auto const &answer : redis.pipeline(questions)) page.lengths.push_back(answer.integer());
    return page;
}

/// Gives a page's jobs, until `each` says stop; the small buckets were asked for together.
bool give(redis::Connection &redis, Layout const &layout, Page const &page,
          std::function<bool(std::string_view, std::string_view)> const &each)
{
    std::vector<redis::Command> questions;
    for (std::size_t i = 0; i < page.epochs.size(); ++i)
        if (page.lengths[i] <= k_small) questions.push_back({"LRANGE", layout.delayed(page.epochs[i]), "0", "-1"});
    auto const small = redis.pipeline(questions);
    std::size_t next = 0;
    bool more = true;
    for (std::size_t i = 0; i < page.epochs.size() && more; ++i) {
        auto const &epoch = page.epochs[i];
        auto const visit = [&](std::string_view job) { return more = each(epoch, job); };
        if (page.lengths[i] > k_small) {
            read_list(redis, layout.delayed(epoch), true, 0, page.lengths[i], visit);
            continue;
        }
        auto const &jobs = small[next++];
        for (std::size_t j = 0; j < jobs.size() && more; ++j) visit(jobs[j].text());
    }
    return more;
}

}  // namespace

std::int64_t count_delayed(redis::Connection &redis, Layout const &layout)
{
    std::int64_t jobs = 0;
    for (std::int64_t from = 0;; from += k_page) {
        auto const page = page_of(redis, layout, from);
        for (auto const length : page.lengths) jobs += length;
        if (std::ssize(page.epochs) < k_page) return jobs;
    }
}

void read_delayed(redis::Connection &redis, Layout const &layout, std::int64_t count,
                  std::function<bool(std::string_view, std::string_view)> const &each)
{
    if (count <= 0) return;
    auto const bounded = [&](std::string_view epoch, std::string_view job) { return each(epoch, job) && --count > 0; };
    for (std::int64_t from = 0;; from += k_page) {
        auto const page = page_of(redis, layout, from);
        if (!give(redis, layout, page, bounded) || std::ssize(page.epochs) < k_page) return;
    }
}

std::optional<std::string> when_due(std::string_view job)
{
    std::string_view queue, before_it, last;
    Members walk{job};
    while (auto const member = walk.next()) {
        if (member->key == "queue") {
            queue = member->value;
            before_it = last;
        }
        last = member->value;
    }
    if (!walk.whole() || !queue.starts_with('"') || text_of(queue).empty()) return std::nullopt;
    if (last.data() != queue.data() || before_it.empty()) return std::string(job);
    auto const cut = static_cast<std::size_t>(before_it.data() + before_it.size() - job.data());
    auto const end = static_cast<std::size_t>(queue.data() + queue.size() - job.data());
    return std::string(job.substr(0, cut)) + std::string(job.substr(end));
}

}  // namespace omactl::queue
