#include "tests/bench/jobs.hpp"

#include "lib/core/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace omactl::bench {

namespace {

constexpr std::string_view k_begin_args = R"(,"args":[)";

/// Text that differs from job to job (splitmix64 of the number).
std::string noise(std::int64_t n, std::size_t length)
{
    std::string text;
    for (auto state = static_cast<std::uint64_t>(n); text.size() < length;) {
        state += 0x9e3779b97f4a7c15;
        auto mixed = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        text += fmt::format("{:016x}", mixed ^ (mixed >> 31));
    }
    text.resize(length);
    return text;
}

}  // namespace

std::string job(std::int64_t n, std::string_view klass)
{
    auto text = fmt::format(R"({{"class":"{}"{}{},"https://www.example.com/sites/refresh?token={}&from=)", klass,
                            k_begin_args, n, noise(n, 48));
    text.append(k_job_bytes - std::min(k_job_bytes, text.size() + 3), '-');
    return text + R"("]})";
}

std::string_view class_of(std::int64_t n)
{
    return n % 10 == 9 ? "Mail::Digest" : "RefreshSite";
}

std::int64_t number_of(std::string_view job)
{
    auto const at = job.find(k_begin_args);
    std::int64_t n = -1;
    if (at != std::string_view::npos)
        std::from_chars(job.data() + at + k_begin_args.size(), job.data() + job.size(), n);
    return n;
}

void fill(redis::Connection &redis, std::string const &list, std::int64_t count)
{
    constexpr std::int64_t at_once = 500;
    for (std::int64_t n = 0; n < count;) {
        std::vector<std::string> words = {"RPUSH", list};
        for (auto const end = std::min(count, n + at_once); n < end; ++n) words.push_back(job(n, class_of(n)));
        redis.call(redis::Command{words});
    }
}

void write_pushes(std::string const &path, std::string const &list, std::int64_t count)
{
    constexpr std::size_t block = 1 << 20;
    auto file = open_file(path, O_WRONLY | O_CREAT | O_TRUNC);
    std::string bytes;
    for (std::int64_t n = 0; n < count; ++n) {
        bytes += redis::Command{"RPUSH", list, job(n, class_of(n))}.wire();
        if (bytes.size() < block && n + 1 < count) continue;
        write_all(file.get(), bytes, path);
        bytes.clear();
    }
    file.close();
}

}  // namespace omactl::bench
