#include "cmd/payloads.hpp"
#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace omactl::cmd {

namespace {

struct SlowlogOptions {
    std::int64_t first = 20;
    bool slowest = false, with_payloads = false;
};

constexpr std::size_t k_arguments = 8, k_argument = 60;
/// What follows these words is no key.
constexpr std::array k_keyless = std::to_array<std::string_view>(
    {"ACL", "AUTH", "CONFIG", "EVAL", "EVALSHA", "EVALSHA_RO", "EVAL_RO", "FUNCTION", "HELLO", "MIGRATE", "SCRIPT"});

/// One entry of the slow log.
struct Slow {
    std::int64_t id = 0, micros = 0;
    Instant at{};
    std::string command, client, client_name;
    std::vector<std::string> arguments;  ///< masked; Redis itself has cut long ones, and left out what is over 32
};

bool has_key(std::string command)
{
    std::ranges::transform(command, command.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
    return std::ranges::find(k_keyless, command) == k_keyless.end();
}

Slow read_entry(redis::Reply::View const &entry, Payloads const &payloads)
{
    Slow slow{.id = entry[0].integer(),
              .micros = entry[2].integer(),
              .at = Instant{std::chrono::seconds{entry[1].integer()}}};
    auto const words = entry[3];
    if (words.size() > 0) slow.command = words[0].text();
    bool const key = has_key(slow.command);
    for (std::size_t i = 1; i < words.size(); ++i)
        slow.arguments.push_back(i == 1 && key ? std::string(words[i].text()) : payloads.args(words[i].text()));
    if (entry.size() >= 6) {
        slow.client = entry[4].text();
        slow.client_name = entry[5].text();
    }
    return slow;
}

std::string shown(Slow const &slow)
{
    auto text = printable(slow.command);
    for (std::size_t i = 0; i < slow.arguments.size(); ++i) {
        if (i == k_arguments) return text + fmt::format(" … {} more", slow.arguments.size() - i);
        text += " " + cut(shell_quoted(slow.arguments[i]), k_argument);
    }
    return text;
}

std::string spent(Slow const &slow)
{
    return slow.micros < 1'000 ? fmt::format("{} µs", slow.micros)
                               : fmt::format("{:.1f} ms", static_cast<double>(slow.micros) / 1'000);
}

cli::Json to_json(Slow const &slow, bool masked)
{
    cli::Json json{{"id", slow.id},
                   {"at", rfc3339(slow.at)},
                   {"spent_s", static_cast<double>(slow.micros) / 1e6},
                   {"command", cli::json_bytes(slow.command)},
                   {"arguments", cli::Json::array()},
                   {"payload_masked", masked},
                   {"client", cli::json_bytes(slow.client)},
                   {"client_name", cli::json_bytes(slow.client_name)}};
    for (auto const &argument : slow.arguments) json["arguments"].push_back(cli::json_bytes(argument));
    return json;
}

std::vector<Slow> read_log(SlowlogOptions const &o, Payloads const &payloads, Session &session)
{
    auto &redis = session.redis();
    auto const most = o.slowest ? redis.call({"SLOWLOG", "LEN"}).integer() : o.first;
    auto const reply = redis.call({"SLOWLOG", "GET", std::to_string(most)});
    std::vector<Slow> log;
    for (std::size_t i = 0; i < reply.size(); ++i) log.push_back(read_entry(reply[i], payloads));
    if (!o.slowest) return log;
    std::ranges::stable_sort(log, std::greater{}, &Slow::micros);
    log.resize(std::min(log.size(), static_cast<std::size_t>(o.first)));
    return log;
}

/// What gets into the log, if that may be asked.
std::string threshold(Session &session)
try {
    auto const reply = session.redis().call({"CONFIG", "GET", "slowlog-log-slower-than"});
    if (reply.size() < 2) return {};
    auto const micros = reply[1].integer();
    if (micros < 0) return "the slow log is off: slowlog-log-slower-than is negative\n";
    return fmt::format("logged is what takes {:.1f} ms or more (slowlog-log-slower-than {})\n",
                       static_cast<double>(micros) / 1'000, micros);
} catch (redis::Refused const &) {
    return {};
}

cli::Report slowlog(SlowlogOptions const &o, Session &session)
{
    Payloads const payloads{o.with_payloads};
    auto const log = read_log(o, payloads, session);
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{"WHEN"}, {"SPENT", true}, {"CLIENT"}, {"COMMAND", false, true}}, {}};
    for (auto const &slow : log) {
        report.data.push_back(to_json(slow, payloads.masked()));
        table.rows.push_back({human_time(slow.at), spent(slow),
                              printable(slow.client_name.empty() ? slow.client : slow.client_name), shown(slow)});
    }
    if (log.empty())
        report.blocks.emplace_back(std::string("Nothing is in the slow log.\n"));
    else
        report.blocks.emplace_back(std::move(table));
    if (auto const text = payloads.note() + threshold(session); !text.empty()) report.blocks.emplace_back(text);
    return report;
}

constexpr cli::Param k_params[] = {
    cli::param<&SlowlogOptions::first>("--first", "N", "Only so many"),
    cli::param<&SlowlogOptions::slowest>("--slowest", "", "The slowest first; without it, the newest"),
    cli::param<&SlowlogOptions::with_payloads>("--with-payloads", "", k_with_payloads),
};
constexpr cli::Example k_examples[] = {
    {"omactl redis slowlog", "what kept the server busy of late"},
    {"omactl redis slowlog --slowest --first 5", "the worst of all that it remembers"},
};
Verb<SlowlogOptions> const g_slowlog{
    {.path = "redis slowlog",
     .summary = "Show the commands that took long",
     .details =
         "Redis remembers the last 128 (slowlog-max-len), with the time that each took inside the server alone,\n"
         "and cuts long arguments itself. Arguments but the key are masked as payloads are.",
     .params = k_params,
     .examples = k_examples},
    slowlog};

}  // namespace

}  // namespace omactl::cmd
