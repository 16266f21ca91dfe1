#include "cmd/workers_look.hpp"

#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/job.hpp"
#include "lib/queue/masked.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_shown_args = 200;  // bytes
constexpr std::size_t k_shown_job = 60;    // columns

}  // namespace

std::string WorkLook::text() const
{
    if (klass.empty()) return "?";
    return cut(printable(klass + " " + args), k_shown_job);
}

WorkLook look_at_work(queue::Held const &held, bool with_payloads)
{
    WorkLook look;
    if (held.size == 0) return look;
    auto const payload = held.job();
    auto const job = queue::read_job(payload);
    if (job.well_formed) {
        look.klass = json_text("\"" + std::string(job.klass) + "\"").value_or("");
        look.args = with_payloads ? std::string(job.args) : queue::masked(job.args, k_shown_args);
    }
    look.masked = !with_payloads;
    if (with_payloads) look.payload = payload;
    return look;
}

CrewLook look_at_crew(redis::Connection &redis, queue::Layout const &layout, bool with_payloads)
{
    CrewLook look;
    look.crew = queue::read_crew(redis, layout, queue::Detail::jobs, [&](queue::Worker &worker, Instant) {
        auto &works = look.works[worker.id];
        for (auto &held : worker.works) {
            works.push_back(look_at_work(held, with_payloads));
            held.entry = {};
        }
    });
    return look;
}

Millis age_of(Instant at, Instant now)
{
    return std::max(now - at, Millis{0});
}

std::string heartbeat_text(queue::Worker const &worker, Instant now)
{
    if (worker.entry_gone) return "over a minute ago";
    return worker.beat ? human_duration(age_of(*worker.beat, now)) + " ago" : "none";
}

std::string short_name(queue::Worker const &worker)
{
    return printable(worker.pid.empty() ? worker.host : worker.host + ":" + worker.pid);
}

cli::Json to_json(queue::Held const &held, WorkLook const &look, Instant now)
{
    cli::Json json{{"queue", cli::json_bytes(held.queue)}, {"bytes", held.bytes}};
    json["since"] = held.since ? cli::Json(rfc3339(*held.since)) : cli::Json{};
    json["for_s"] = held.since ? cli::Json(age_of(*held.since, now).count() / 1000) : cli::Json{};
    json["thread"] = held.thread.empty() ? cli::Json{} : cli::json_bytes(held.thread);
    json["class"] = look.klass.empty() ? cli::Json{} : cli::json_bytes(look.klass);
    json["payload_masked"] = look.masked;
    json["args"] = look.klass.empty() ? cli::Json{} : cli::json_bytes(look.args);
    if (!look.payload.empty()) json["payload"] = cli::json_bytes(look.payload);
    return json;
}

}  // namespace omactl::cmd
