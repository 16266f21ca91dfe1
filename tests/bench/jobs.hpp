#pragma once

#include "lib/redis/connection.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace omactl::bench {

constexpr std::size_t k_job_bytes = 200;

/// Job number n, 200 bytes: {"class":"…","args":[n,"…"]}, half of it hardly compressible.
std::string job(std::int64_t n, std::string_view klass);
/// Two classes by turns: every tenth is a Mail::Digest, the others RefreshSite.
std::string_view class_of(std::int64_t n);
/// The n of a job made here; -1 when it is none.
std::int64_t number_of(std::string_view job);

/// Fills a list with jobs 0 … count - 1.
void fill(redis::Connection &redis, std::string const &list, std::int64_t count);
/// The same as RPUSH commands in a file, for redis-cli --pipe.
void write_pushes(std::string const &path, std::string const &list, std::int64_t count);

}  // namespace omactl::bench
