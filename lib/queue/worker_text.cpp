#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/job.hpp"
#include "lib/queue/workers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace omactl::queue {

namespace {

constexpr double k_millis_from = 1e11;  // as seconds that would be the year 5138

std::optional<Instant> epoch_time(std::string_view text)
{
    double value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !(value >= 0) || value > 1e15) return std::nullopt;
    return Instant{Millis{std::llround(value >= k_millis_from ? value : value * 1000)}};
}

// Ruby 1.8: "Mon Nov 23 10:00:00 +0000 2026", the year last. The order of JavaScript has it in the middle.
std::optional<Instant> year_last_time(std::string_view text)
{
    auto const words = split(text, ' ');
    if (words.size() != 6) return std::nullopt;
    auto const zone = words[4].starts_with('+') || words[4].starts_with('-') ? words[4]
                      : words[4] == "UTC" || words[4] == "GMT"               ? std::string_view{}
                                                                             : std::string_view{"?"};
    return parse_time(fmt::format("{} {} {} {} {} GMT{}", words[0], words[1], words[2], words[5], words[3], zone));
}

std::vector<std::string> words_of(std::string_view array)
{
    std::vector<std::string> all;
    Elements walk{array};
    while (auto const element = walk.next())
        if (auto text = json_text(*element)) all.push_back(std::move(*text));
    return all;
}

void add_new(std::vector<std::string> &names, std::string name)
{
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
}

/// The raw args of a raw payload.
std::string_view args_of(std::string_view payload)
{
    return json_at(payload, "/args").value_or("");
}

bool is_empty_object(std::string_view raw)
{
    return raw.size() >= 2 && raw.front() == '{' && trim(raw.substr(1, raw.size() - 2)).empty();
}

/// Calls visit(raw) for each scalar and each empty container inside a value.
template <class Visit> void each_leaf(std::string_view raw, Visit const &visit)
{
    bool leaf = true;
    if (raw.starts_with('[')) {
        Elements walk{raw};
        for (; auto const element = walk.next(); leaf = false) each_leaf(*element, visit);
    } else if (raw.starts_with('{')) {
        Members walk{raw};
        for (; auto const member = walk.next(); leaf = false) each_leaf(member->value, visit);
    }
    if (leaf) visit(raw);
}

}  // namespace

std::optional<Instant> lenient_time(std::string_view text)
{
    text = trim(text);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    if (text.empty()) return std::nullopt;
    if (auto const at = parse_time(text)) return at;
    if (auto const at = epoch_time(text)) return at;
    return year_last_time(text);
}

void read_worker_id(Worker &worker, std::string_view id)
{
    worker.id = id;
    auto const first = id.find(':');
    worker.host = id.substr(0, first);
    if (first == std::string_view::npos) return;
    auto const second = id.find(':', first + 1);
    worker.pid = id.substr(first + 1, second == std::string_view::npos ? second : second - first - 1);
    if (second == std::string_view::npos) return;
    for (auto const queue : split(id.substr(second + 1), ',')) worker.queues.emplace_back(trim(queue));
}

void read_process_info(Worker &worker, std::string_view info)
{
    if (auto const host = json_text(json_at(info, "/hostname").value_or(""))) worker.host = *host;
    if (auto const pid = json_at(info, "/pid")) worker.pid = *pid;
    worker.started = lenient_time(json_at(info, "/started_at").value_or(""));
    if (auto const threads = json_at(info, "/concurrency"))
        worker.threads = std::max(std::atoll(std::string(*threads).c_str()), 1LL);
    for (auto &name : words_of(json_at(info, "/queues").value_or("[]"))) add_new(worker.queues, std::move(name));
    auto const capsules = json_at(info, "/capsules").value_or("{}");
    Members walk{capsules};
    while (auto const capsule = walk.next()) {
        auto const weights = json_at(capsule->value, "/weights").value_or("{}");
        Members names{weights};
        while (auto const name = names.next())
            if (auto text = json_text("\"" + std::string(name->key) + "\"")) add_new(worker.queues, std::move(*text));
    }
}

Held read_held(std::string entry)
{
    Held held;
    held.bytes = std::ssize(entry);
    held.entry = std::move(entry);
    std::string_view const doc = held.entry;
    Members walk{doc};
    std::string_view payload;
    while (auto const member = walk.next()) {
        if (member->key == "queue") held.queue = json_text(member->value).value_or("");
        if (member->key == "run_at") held.since = lenient_time(member->value);
        if (member->key == "worker") held.copied = true;
        if (member->key == "payload") payload = member->value;
    }
    bool const usable = walk.whole() && !held.queue.empty() && (payload.starts_with('{') || payload.starts_with('"'));
    if (!usable) return held;
    held.at = static_cast<std::size_t>(payload.data() - doc.data());
    held.size = payload.size();
    return held;
}

std::string Held::job() const
{
    auto const raw = std::string_view{entry}.substr(at, size);
    if (raw.starts_with('"')) return json_text(raw).value_or("");
    if (!rebuilt()) return std::string(raw);
    auto const args = args_of(raw);
    auto const before = static_cast<std::size_t>(args.data() - raw.data());
    return fmt::format("{}[]{}", raw.substr(0, before), raw.substr(before + args.size()));
}

bool Held::rebuilt() const
{
    return copied && is_empty_object(args_of(std::string_view{entry}.substr(at, size)));
}

bool Held::rounded() const
{
    bool lossy = false;
    // Redis writes 14 digits; an exponent appears where there were more.
    auto const look = [&lossy](std::string_view raw) {
        bool const number = !raw.empty() && (raw.front() == '-' || (raw.front() >= '0' && raw.front() <= '9'));
        if (!number) return;
        auto const digits = std::count_if(raw.begin(), raw.end(), [](char c) { return c >= '0' && c <= '9'; });
        lossy = lossy || raw.find_first_of("eE") != raw.npos || digits >= 14;
    };
    if (copied) each_leaf(std::string_view{entry}.substr(at, size), look);
    return lossy;
}

bool Held::doubtful() const
{
    bool empty = false;
    if (copied && !rebuilt())
        each_leaf(args_of(std::string_view{entry}.substr(at, size)),
                  [&empty](std::string_view raw) { empty = empty || is_empty_object(raw); });
    return empty;
}

}  // namespace omactl::queue
