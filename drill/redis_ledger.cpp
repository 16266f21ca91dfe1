#include "drill/redis_ledger.hpp"

#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/workers.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace omactl::drill {

namespace {

using Json = nlohmann::ordered_json;

std::int64_t sum(Tally const &tally)
{
    std::int64_t all = 0;
    for (auto const &[payload, count] : tally) all += count;
    return all;
}

Tally done_in(std::string const &file)
{
    Tally tally;
    auto const text = read_if_there(file).value_or("");
    for (auto const line : split(text, '\n'))
        if (!line.empty()) ++tally[std::string(line)];
    return tally;
}

Tally waiting(redis::Connection &redis, queue::Layout const &layout)
{
    Tally tally;
    auto const names = redis.call({"SMEMBERS", layout.queues()});
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto const jobs = redis.call({"LRANGE", layout.queue(names[i].text()), "0", "-1"});
        for (std::size_t n = 0; n < jobs.size(); ++n) ++tally[std::string(jobs[n].text())];
    }
    return tally;
}

Tally held(redis::Connection &redis, queue::Layout const &layout)
{
    Tally tally;
    for (auto const &worker : queue::read_crew(redis, layout, queue::Detail::jobs).workers)
        for (auto const &work : worker.works) ++tally[work.job()];
    return tally;
}

Tally failed(redis::Connection &redis, queue::Layout const &layout)
{
    Tally tally;
    auto const records = redis.call({"LRANGE", layout.failed(), "0", "-1"});
    for (std::size_t i = 0; i < records.size(); ++i) ++tally[Json::parse(records[i].text()).at("payload").dump()];
    return tally;
}

// What an archive's ledger says is back stands in a queue, or went on from there.
Tally archived(std::string const &folder, redis::Connection &redis, queue::Layout const &layout)
{
    Tally tally;
    std::error_code none_yet;
    for (auto const &file : std::filesystem::directory_iterator(folder, none_yet)) {
        auto const name = file.path().filename().string();
        if (!name.ends_with(".jsonl.zst")) continue;  // a dump is no jobs
        auto const back = queue::read_bits(redis, layout.ledger(name.substr(0, name.find('.'))));
        op::ArchiveReader archive{file.path().string()};
        while (auto const record = archive.next())
            if (!queue::bit(back, archive.position() - 1)) ++tally[std::string(*record)];
    }
    return tally;
}

}  // namespace

JobAccounts account(Books const &books, redis::Connection &redis, queue::Layout const &layout)
{
    auto const done = done_in(books.done_file), wait = waiting(redis, layout), hands = held(redis, layout),
               wrong = failed(redis, layout), kept = archived(books.archive_folder, redis, layout);
    JobAccounts all{sum(books.pushed), sum(done), sum(wait), sum(hands), sum(wrong), sum(kept)};
    Tally there;
    for (auto const *part : {&done, &wait, &hands, &wrong, &kept})
        for (auto const &[payload, count] : *part) there[payload] += count;
    for (auto const &[payload, count] : books.pushed) there[payload] -= count;
    for (auto const &[payload, more] : there) {
        if (more == 0) continue;
        (more > 0 ? all.repeated : all.lost) += std::abs(more);
        all.example = payload;
    }
    return all;
}

}  // namespace omactl::drill
