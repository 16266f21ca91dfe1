#include "lib/keyspace/restore.hpp"

#include "lib/core/quantity.hpp"
#include "lib/keyspace/key_reader.hpp"
#include "lib/keyspace/piece_builder.hpp"
#include "lib/keyspace/same_content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <utility>

namespace omactl::keyspace {

namespace {

constexpr std::size_t k_examples = 100, k_most_under_way = 4, k_footer = 10;

/// Refusals that every further key would meet as well.
constexpr std::array k_final = std::to_array<std::string_view>(
    {"OOM", "MISCONF", "READONLY", "NOREPLICAS", "LOADING", "CLUSTERDOWN", "MASTERDOWN", "NOAUTH", "DENIED", "MOVED"});

struct Sent {
    std::string key, payload;
    std::optional<std::int64_t> expiry;
};
using Batch = std::vector<Sent>;

redis::Command restore_command(Record const &record, bool replace)
{
    auto const at = std::to_string(record.expiry.value_or(0));
    auto const recency = std::to_string(record.freq ? *record.freq : record.idle.value_or(0));
    std::vector<std::string_view> words{"RESTORE", record.key, at, record.payload};
    if (replace) words.emplace_back("REPLACE");
    if (record.expiry) words.emplace_back("ABSTTL");
    if (record.freq || record.idle) {
        words.emplace_back(record.freq ? "FREQ" : "IDLETIME");
        words.push_back(recency);
    }
    return redis::Command{std::span<std::string_view const>{words}};
}

class Restorer {
public:
    Restorer(Facts const &facts, Connect const &connect, Clock const &clock, RestoreOptions const &options)
        : m_way{facts.has_expiretime}, m_connect(connect), m_clock(clock), m_options(options),
          m_pace(options.load, clock)
    {
        auto const time = connect(0)->call({"TIME"});
        m_ahead = Millis{time[0].integer() * 1'000 + time[1].integer() / 1'000} - clock.now().time_since_epoch();
    }

    void take(Record const &record);
    void finish()
    {
        send_batch();
        while (!m_under_way.empty()) finish_one();
    }
    RestoreResult const &result() const { return m_result; }

private:
    bool wanted(Record const &record) const;
    bool over(Record const &record) const
    {
        return record.expiry && *record.expiry <= (m_clock.now().time_since_epoch() + m_ahead).count();
    }
    void go_to(int db);
    void take_whole(Record const &record);
    void take_pieces(Record const &record);
    void take_functions(Record const &record);
    void send_batch();
    void finish_one();
    void settle_conflict(Sent const &sent);
    void refused(std::string_view key, redis::Refused const &refusal);
    void example(std::string_view key, std::string why);

    ExpiryWay m_way;
    Connect const &m_connect;
    Clock const &m_clock;
    RestoreOptions const &m_options;
    Pace m_pace;
    Millis m_ahead{0};  // the server's clock before ours
    RestoreResult m_result;
    int m_db = -1;
    std::unique_ptr<redis::Connection> m_redis, m_asks;  // RESTOREs in their order; single questions
    std::vector<redis::Command> m_commands;
    Batch m_batch;
    std::uint64_t m_batch_bytes = 0;
    std::deque<Batch> m_under_way;
    std::optional<PieceBuilder> m_builder;
};

bool Restorer::wanted(Record const &record) const
{
    if (m_options.only_db && record.db != *m_options.only_db) return false;
    if (!m_options.match.empty() && !glob_match(m_options.match, record.key)) return false;
    return !m_options.exclude || !m_options.exclude(record.db, record.key);
}

void Restorer::go_to(int db)
{
    if (db == m_db) return;
    finish();
    m_db = db;
    m_redis = m_connect(db);
    m_asks.reset();
}

void Restorer::take(Record const &record)
{
    using enum Record::Kind;
    if (record.kind == functions) return take_functions(record);
    if (record.kind == piece || record.kind == end || record.kind == abandoned) return take_pieces(record);
    if (!wanted(record)) {
        ++m_result.skipped;
        return;
    }
    if (over(record)) {
        ++m_result.expired;
        return;
    }
    go_to(m_options.db.value_or(record.db));
    record.kind == begin ? take_pieces(record) : take_whole(record);
}

void Restorer::take_whole(Record const &record)
{
    m_commands.push_back(restore_command(record, m_options.replace));
    m_batch.push_back({std::string(record.key), m_options.replace ? "" : std::string(record.payload), record.expiry});
    m_batch_bytes += record.payload.size();
    if (m_batch_bytes >= m_options.load.batch_bytes || m_batch.size() >= static_cast<std::size_t>(m_options.load.batch))
        send_batch();
}

void Restorer::send_batch()
{
    if (m_batch.empty()) return;
    while (m_under_way.size() >= k_most_under_way) finish_one();
    m_pace.spend(static_cast<std::int64_t>(m_batch.size()));
    m_redis->send(m_commands);
    m_under_way.push_back(std::exchange(m_batch, {}));
    m_commands.clear();
    m_batch_bytes = 0;
}

void Restorer::finish_one()
{
    auto const batch = std::move(m_under_way.front());
    m_under_way.pop_front();
    std::vector<Sent const *> busy;
    for (auto const &sent : batch) {
        try {
            m_redis->receive();
            ++m_result.restored;
        } catch (redis::Refused const &refusal) {
            if (refusal.code() == "BUSYKEY")
                busy.push_back(&sent);
            else
                refused(sent.key, refusal);
        }
    }
    for (auto const *sent : busy) settle_conflict(*sent);
}

/// It is there already. From an earlier run that was broken off, perhaps.
void Restorer::settle_conflict(Sent const &sent)
{
    if (!m_asks) m_asks = m_connect(m_db);
    std::vector<redis::Command> question;
    ask_expiry(m_way, sent.key, question);
    m_asks->send(question);
    auto const there = take_expiry(m_way, *m_asks);
    if (same_expiry(m_way, there, {.at = sent.expiry.value_or(0)}) && holds(*m_asks, sent.key, sent.payload)) {
        ++m_result.same;
        return;
    }
    ++m_result.conflicts;
    example(sent.key, "something else is there");
}

void Restorer::refused(std::string_view key, redis::Refused const &refusal)
{
    if (std::ranges::find(k_final, refusal.code()) != k_final.end()) {
        if (m_result.restored == 0) throw refusal;
        throw Error{Fault::partial, fmt::format("{} after {}", refusal.message(), counted(m_result.restored, "key")),
                    refusal.hint() + "\nthen repeat the restore: what is there already stays"};
    }
    ++m_result.refused;
    example(key, refusal.message());
}

void Restorer::example(std::string_view key, std::string why)
{
    if (m_result.examples.size() < k_examples) m_result.examples.push_back({m_db, std::string(key), std::move(why)});
}

/// A big key: nothing else is under way while it is built. No builder: it is passed over.
void Restorer::take_pieces(Record const &record)
try {
    using enum Record::Kind;
    if (record.kind == begin) {
        finish();
        m_builder.emplace(*m_redis, record);
    }
    if (!m_builder) return;
    if (record.kind == piece) m_builder->add(record.payload);
    if (record.kind == abandoned) m_builder->abandon();
    if (record.kind == end) {
        auto const outcome = m_builder->finish(record, m_options.replace);
        if (outcome == PieceBuilder::Outcome::restored) ++m_result.restored;
        if (outcome == PieceBuilder::Outcome::same) ++m_result.same;
        if (outcome == PieceBuilder::Outcome::conflict) {
            ++m_result.conflicts;
            example(record.key, "something else is there");
        }
    }
    if (record.kind == end || record.kind == abandoned) m_builder.reset();
} catch (redis::Refused const &refusal) {
    if (m_builder && m_redis->connected()) m_builder->abandon();
    m_builder.reset();
    refused(record.key, refusal);
}

void Restorer::take_functions(Record const &record)
{
    if (!m_options.functions || !m_options.match.empty() || m_options.only_db) return;
    auto const redis = m_connect(0);
    try {
        auto const there = redis->call({"FUNCTION", "DUMP"});
        auto const body = record.payload.substr(0, record.payload.size() - k_footer);
        if (there.text().find(body) == std::string_view::npos)
            redis->call({"FUNCTION", "RESTORE", record.payload, m_options.replace ? "REPLACE" : "APPEND"});
        m_result.functions = true;
    } catch (redis::Refused const &refusal) {
        if (refusal.message().find("already exists") == std::string::npos) return refused("functions", refusal);
        ++m_result.conflicts;
        example("functions", "others of that name are there");
    }
}

void check_version(Source const &source, Facts const &facts)
{
    if (facts.rdb_version == 0 || source.rdb_version() <= facts.rdb_version) return;
    throw Error{Fault::failed,
                fmt::format("the file is of RDB version {}, Redis {} takes up to {}: nothing was restored",
                            source.rdb_version(), facts.version, facts.rdb_version),
                "restore it into a server at least as new as the one that it came from"};
}

}  // namespace

RestoreResult restore(Source &source, Facts const &facts, Connect const &connect, Clock const &clock,
                      RestoreOptions const &options, std::function<void(RestoreProgress const &)> const &progress)
{
    check_version(source, facts);
    Restorer restorer{facts, connect, clock, options};
    Record record;
    std::uint64_t told = 0;
    while (source.next(record)) {
        restorer.take(record);
        if (!progress || source.done() == told) continue;
        told = source.done();
        progress({restorer.result().restored, source.done(), source.total()});
    }
    restorer.finish();
    return restorer.result();
}

}  // namespace omactl::keyspace
