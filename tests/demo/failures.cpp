#include "tests/demo/failures.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace omactl::demo {

namespace {

using Json = nlohmann::ordered_json;

/// One way in which jobs fail, with where it happens.
struct Kind {
    char const *exception, *error, *queue, *job;
    std::vector<std::string> backtrace;
};

std::vector<Kind> const &kinds()
{
    static std::vector<Kind> const all = {
        {"Net::ReadTimeout",
         "Net::ReadTimeout with #<TCPSocket:(closed)>",
         "sites",
         "RefreshSite",
         {"/usr/lib/ruby/3.1.0/net/protocol.rb:219:in `rbuf_fill'",
          "/usr/lib/ruby/3.1.0/net/protocol.rb:193:in `readuntil'", "/srv/app/lib/crawler/fetch.rb:41:in `get'",
          "/srv/app/app/jobs/refresh_site.rb:17:in `perform'"}},
        {"ActiveRecord::ConnectionTimeoutError",
         "could not obtain a connection from the pool within 5.000 seconds (waited 5.002 seconds); all pooled "
         "connections were in use",
         "sites",
         "RefreshSite",
         {"/srv/app/vendor/bundle/gems/activerecord/lib/active_record/connection_adapters/abstract/"
          "connection_pool.rb:229:in "
          "`block in wait_poll'",
          "/srv/app/app/models/site.rb:88:in `refresh!'", "/srv/app/app/jobs/refresh_site.rb:19:in `perform'"}},
        {"NoMethodError",
         "undefined method `host' for nil:NilClass",
         "sites",
         "Alexa::Load",
         {"/srv/app/app/jobs/alexa/load.rb:23:in `rank_of'", "/srv/app/app/jobs/alexa/load.rb:9:in `perform'"}},
        {"Resque::DirtyExit",
         "Child process received unhandled signal pid 21877 SIGKILL (signal 9)",
         "sites",
         "RefreshSite",
         {}},
        {"Net::SMTPServerBusy",
         "451 4.3.2 Please try again later",
         "mailers",
         "Mail::Digest",
         {"/usr/lib/ruby/3.1.0/net/smtp.rb:1088:in `check_response'", "/srv/app/app/mailers/digest.rb:31:in `deliver'",
          "/srv/app/app/jobs/mail/digest.rb:12:in `perform'"}},
    };
    return all;
}

std::string resque_time(Instant at)
{
    auto const seconds = std::chrono::system_clock::to_time_t(at);
    return fmt::format("{:%Y/%m/%d %H:%M:%S} UTC", fmt::gmtime(seconds));
}

std::string record(Kind const &kind, std::int64_t n, Instant at)
{
    Json const entry = {
        {"failed_at", resque_time(at)},
        {"payload", {{"class", kind.job}, {"args", Json::array({1'000 + n * 7 % 1'204})}}},
        {"exception", kind.exception},
        {"error", kind.error},
        {"backtrace", kind.backtrace},
        {"worker", fmt::format("worker-{}:{}:critical,mailers,sites", 1 + n % 4, 2'100 + 37 * (n % 48))},
        {"queue", kind.queue}};
    return entry.dump();
}

}  // namespace

std::vector<std::string> failures(std::int64_t count, Instant now)
{
    constexpr int pattern[] = {0, 0, 0, 1, 0, 2, 0, 3, 1, 4, 0, 1};  // most of them time out
    std::vector<std::string> all;
    for (std::int64_t i = 0; i < count; ++i) {
        auto const kind = static_cast<std::size_t>(pattern[i % 12]);
        all.push_back(record(kinds()[kind], i, now - std::chrono::seconds{7'200 * (count - i) / count}));
    }
    return all;
}

}  // namespace omactl::demo
