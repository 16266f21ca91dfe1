#include "lib/queue/oldest.hpp"

#include "lib/queue/moment.hpp"

namespace omactl::queue {

namespace {

constexpr std::string_view k_script = R"(local job = redis.call('LINDEX', KEYS[1], ARGV[1])
if not job then return {} end
if #job <= 65536 then return {job} end
return {string.sub(job, -4096), 'cut'})";

// ActiveJob's own, among the args, is a text; Sidekiq's is a number.
std::optional<Instant> enqueued_in_end(std::string_view end)
{
    constexpr std::string_view name = "\"enqueued_at\":";
    auto const at = end.rfind(name);
    if (at == end.npos) return std::nullopt;
    auto const rest = end.substr(at + name.size());
    return instant_of(rest.substr(0, rest.find_first_of(",}")));
}

}  // namespace

redis::Command ask_oldest(std::string const &list, bool oldest_left)
{
    return {"EVAL_RO", k_script, "1", list, oldest_left ? "0" : "-1"};
}

std::optional<Instant> oldest_enqueued(redis::Reply const &answer)
{
    if (answer.size() == 0) return std::nullopt;
    return answer.size() == 1 ? enqueued_at(answer[0].text()) : enqueued_in_end(answer[0].text());
}

}  // namespace omactl::queue
