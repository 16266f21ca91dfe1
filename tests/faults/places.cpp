#include "tests/faults/places.hpp"

#include "lib/core/spans.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/delayed.hpp"
#include "lib/queue/job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace omactl::faults {

namespace {

std::string label(std::string const &job)
{
    return job.substr(0, 60);
}

std::string identity_in(std::string const &key, std::string const &item)
{
    if (key == "resque:failed") return std::string{queue::read_failure(item).payload};
    if (key.starts_with("resque:delayed:")) return queue::when_due(item).value_or(item);
    bool const sorted = key == "resque:retry" || key == "resque:dead" || key == "resque:schedule";
    return identity(sorted ? item.substr(item.find(' ') + 1) : item);
}

void add_list(Ground &ground, std::string const &key, std::map<std::string, int> &waiting)
{
    auto const reply = ground.redis.call({"LRANGE", key, "0", "-1"});
    std::string const of = key.find("{resque:failed}") != std::string::npos ? "resque:failed" : key;
    for (std::size_t i = 0; i < reply.size(); ++i) ++waiting[identity_in(of, std::string{reply[i].text()})];
}

bool bit(std::string const &bits, std::size_t n)
{
    return n / 8 < bits.size() && (static_cast<unsigned char>(bits[n / 8]) >> (7 - n % 8) & 1) != 0;
}

// A discard's own map says what it took and is not back; the records are "score member".
void add_discarded(Ground &ground, op::ArchiveReader &archive, std::string const &key, std::string const &id,
                   std::map<std::string, int> &archived)
{
    auto const gone = ground.text("resque:omactl:pushed:" + id);
    bool const bucket = key == "resque:delayed_queue_schedule";
    while (auto const record = archive.next()) {
        if (!bit(gone, static_cast<std::size_t>(archive.position() - 1))) continue;
        std::string const item{*record};
        ++archived[bucket ? identity_in("resque:delayed:", item.substr(item.find(' ') + 1)) : identity_in(key, item)];
    }
}

void add_archive(Ground &ground, std::string const &path, std::map<std::string, int> &archived)
{
    op::ArchiveReader archive{path};
    // What `requeue` keeps are copies of failure records; a record and its job move in one step.
    auto const operation = archive.header().value("operation", ""), id = archive.header().value("id", "");
    auto const key = archive.header().value("key", "");
    if (operation == "queue.discard") return add_discarded(ground, archive, key, id, archived);
    if (operation != "queue.clear" && operation != "workers.kill") return;
    auto const ledger = ground.text("resque:omactl:ledger:" + id);
    while (auto const job = archive.next())
        if (!bit(ledger, static_cast<std::size_t>(archive.position() - 1)))
            ++archived[identity_in(key, std::string{*job})];
}

}  // namespace

std::string identity(std::string const &job)
{
    auto const jid = json_at(job, "/jid");
    return jid ? "jid " + std::string{*jid} : job;
}

Places places(Ground &ground, Machine const &machine)
{
    Places places;
    for (auto const &job : jobs_in(ground.lists())) ++places.waiting[job];
    for (auto const &key : ground.leftovers())
        if (ground.redis.call({"TYPE", key}).text() == "list") add_list(ground, key, places.waiting);
    if (!std::filesystem::exists(machine.state() + "/archive")) return places;
    for (auto const &file : std::filesystem::directory_iterator{machine.state() + "/archive"})
        if (file.path().extension() == ".zst") add_archive(ground, file.path(), places.archived);
    return places;
}

std::vector<std::string> jobs_in(Lists const &lists)
{
    std::vector<std::string> jobs;
    for (auto const &[key, items] : lists)
        if (!key.starts_with("resque:pause") && !key.ends_with("-signals") && !key.starts_with("resque:timestamps:") &&
            key != "resque:delayed_queue_schedule" && key != "settings")
            for (auto const &item : items) jobs.push_back(identity_in(key, item));
    return jobs;
}

std::vector<std::string> lost(std::vector<std::string> const &jobs, Places const &now)
{
    std::vector<std::string> lost;
    for (auto const &job : jobs)
        if (!now.has(job)) lost.push_back(label(job));
    return lost;
}

std::vector<std::string> doubled(Places const &now)
{
    std::vector<std::string> doubled;
    for (auto const &[job, count] : now.waiting)
        if (count > 1) doubled.push_back(label(job));
    return doubled;
}

Lists sorted(Lists lists)
{
    for (auto &[key, items] : lists) std::sort(items.begin(), items.end());
    return lists;
}

std::string difference(Lists const &found, Lists const &expected)
{
    std::string text;
    auto const items_of = [](Lists const &lists, std::string const &key) {
        auto const at = lists.find(key);
        return at == lists.end() ? std::vector<std::string>{} : at->second;
    };
    std::set<std::string> keys;
    for (auto const *lists : {&found, &expected})
        for (auto const &[key, items] : *lists) keys.insert(key);
    for (auto const &key : keys) {
        auto const have = items_of(found, key), want = items_of(expected, key);
        if (have == want) continue;
        auto const [h, w] = std::mismatch(have.begin(), have.end(), want.begin(), want.end());
        text += fmt::format("{}: {} jobs, expected {}; the first that differs is number {}: {} and not {}\n", key,
                            have.size(), want.size(), h - have.begin(), h == have.end() ? "none" : label(*h),
                            w == want.end() ? "none" : label(*w));
    }
    return text;
}

}  // namespace omactl::faults
