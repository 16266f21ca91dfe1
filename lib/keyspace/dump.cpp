#include "lib/keyspace/dump.hpp"

#include "lib/core/fingerprint_set.hpp"
#include "lib/core/quantity.hpp"
#include "lib/keyspace/elements.hpp"
#include "lib/keyspace/elements_of.hpp"
#include "lib/keyspace/key_reader.hpp"
#include "lib/keyspace/walk.hpp"

#include <fmt/format.h>

#include <utility>

namespace omactl::keyspace {

namespace {

constexpr int k_tries = 3;
constexpr std::size_t k_piece = 256 * 1024;
/// Up to here the names of keys are remembered (32 bytes each), so that what SCAN gives twice is written once.
constexpr std::int64_t k_remembered = 1'500'000;
constexpr std::size_t k_no_functions = 10;  // the footer alone

Recency recency_of(Facts const &facts, DumpOptions const &options)
{
    if (!options.recency) return Recency::none;
    return facts.policy.find("lfu") == std::string::npos ? Recency::idle : Recency::freq;
}

class Dumper : public Visitor {
public:
    Dumper(DumpWriter &writer, Facts const &facts, DumpOptions const &options, DumpResult &result)
        : m_writer(writer), m_options(options), m_result(result), m_way{facts.has_expiretime},
          m_recency(recency_of(facts, options)), m_remembers(facts.keys() <= k_remembered),
          m_fields_expire(facts.at_least(7, 4)), m_expected(facts.keys())
    {
    }

    void begin(int db, Walk &walk, std::function<void(DumpProgress const &)> const &progress)
    {
        m_db = db;
        m_walk = &walk;
        m_progress = &progress;
    }
    /// True: it is new.
    bool remember(int db, std::string_view key)
    {
        return !m_remembers || m_seen.insert(m_hash.of(std::to_string(db), key));
    }

    bool wants(Seen const &seen) override
    {
        if (m_options.exclude && m_options.exclude(m_db, seen.key)) {
            ++m_result.excluded;
            return false;
        }
        if (remember(m_db, seen.key)) return true;
        ++m_result.repeated;
        return false;
    }
    bool in_pieces(Seen const &seen) override { return seen.memory > m_options.big; }
    void ask(Seen const &seen, std::vector<redis::Command> &commands) override
    {
        ask_value(m_way, m_recency, seen.key, commands);
    }
    void take(Seen const &seen, redis::Connection &redis) override
    {
        auto const value = take_value(m_way, m_recency, redis);
        if (value.got == Value::Got::unsettled)
            m_walk->set_aside(seen);
        else
            keep(seen.key, value);
    }
    void read_alone(Seen const &seen, redis::Connection &redis) override;
    void page_done(std::string_view cursor) override
    {
        m_writer.mark({m_db, std::string(cursor), cursor == "0"});
        tell();
    }

private:
    void tell() const { (*m_progress)({m_writer.tally().count(), m_expected, m_writer.bytes()}); }
    void keep(std::string_view key, Value const &value);
    void read_whole(Seen const &seen, redis::Connection &redis);
    Reading read_pieces(Record record, Seen const &seen, redis::Connection &redis);
    void leave_out(std::string_view key, std::string why)
    {
        m_result.left_out.push_back({m_db, std::string(key), std::move(why)});
    }

    DumpWriter &m_writer;
    DumpOptions const &m_options;
    DumpResult &m_result;
    ExpiryWay m_way;
    Recency m_recency;
    bool m_remembers, m_fields_expire;
    std::int64_t m_expected;
    Fingerprinter m_hash;
    FingerprintSet m_seen;
    int m_db = 0;
    Walk *m_walk = nullptr;
    std::function<void(DumpProgress const &)> const *m_progress = nullptr;
};

void Dumper::keep(std::string_view key, Value const &value)
{
    switch (value.got) {
    case Value::Got::gone: ++m_result.gone; return;
    case Value::Got::refused: leave_out(key, value.why); return;
    case Value::Got::unsettled: leave_out(key, "its expiry changed each time that it was read"); return;
    case Value::Got::whole: break;
    }
    auto const payload = value.payload->text();
    m_writer.add({.db = m_db,
                  .key = key,
                  .expiry = value.expiry,
                  .type = type_of_rdb(static_cast<unsigned char>(payload.front())),
                  .freq = value.freq,
                  .idle = value.idle,
                  .payload = payload});
}

void Dumper::read_whole(Seen const &seen, redis::Connection &redis)
{
    std::vector<redis::Command> commands;
    ask_value(m_way, m_recency, seen.key, commands);
    for (int tries = 1;; ++tries) {
        redis.send(commands);
        auto const value = take_value(m_way, m_recency, redis);
        if (value.got == Value::Got::unsettled && tries < k_tries) continue;
        keep(seen.key, value);
        return;
    }
}

/// Its pieces between `begin` and `end`, or `abandoned` when they turn out to be of no one state.
Reading Dumper::read_pieces(Record record, Seen const &seen, redis::Connection &redis)
{
    record.kind = Record::Kind::begin;
    m_writer.add(record);
    std::string piece;
    auto const pass_on = [&] {
        m_writer.add({.kind = Record::Kind::piece, .db = record.db, .type = record.type, .payload = piece});
        piece.clear();
        tell();
    };
    auto const elements =
        read_elements(redis, seen.key, record.type, seen.memory, [&](std::string_view a, std::string_view b) {
            bool const pair = record.type == Type::hash || record.type == Type::zset;
            if (record.type == Type::string)
                piece += a;
            else
                append_bytes(piece, a);
            if (pair) append_bytes(piece, b);
            if (piece.size() >= k_piece) pass_on();
        });
    if (!piece.empty()) pass_on();
    std::vector<redis::Command> question;
    ask_expiry(m_way, seen.key, question);
    redis.send(question);
    auto const after = take_expiry(m_way, redis);
    auto reading = elements.reading;
    Expiry const before{.at = record.expiry.value_or(0)};
    if (reading == Reading::whole && !after.gone && !same_expiry(m_way, before, after)) reading = Reading::changed;
    record.kind = reading == Reading::whole ? Record::Kind::end : Record::Kind::abandoned;
    record.count = elements.count;
    m_writer.add(record);
    return reading;
}

void Dumper::read_alone(Seen const &seen, redis::Connection &redis)
{
    if (seen.memory <= m_options.big) return read_whole(seen, redis);
    auto reading = Reading::changed;
    for (int tries = 0; tries < k_tries && reading == Reading::changed; ++tries) {
        std::vector<redis::Command> question{{"TYPE", seen.key}};
        ask_expiry(m_way, seen.key, question);
        redis.send(question);
        auto const type = type_of(redis.receive().text());
        auto const expiry = take_expiry(m_way, redis);
        if (expiry.gone || type == Type::none) reading = Reading::gone;
        if (reading == Reading::gone) break;
        if (!has_elements(type) || (type == Type::hash && m_fields_expire)) {
            if (seen.memory <= m_options.most) return read_whole(seen, redis);
            return leave_out(seen.key, fmt::format("a {} of {}, which can't be read in pieces", name_of(type),
                                                   human_bytes(seen.memory)));
        }
        Record record{.db = m_db, .key = seen.key, .type = type};
        if (expiry.at != 0) record.expiry = expiry.at;
        reading = read_pieces(record, seen, redis);
    }
    if (reading == Reading::gone) ++m_result.gone;
    if (reading == Reading::changed) leave_out(seen.key, "it was written to each time that it was read");
}

DumpHeader header_for(Facts const &facts, Connect const &connect, Clock const &clock)
{
    DumpHeader header{.server = connect(0)->address().server(),
                      .version = facts.version,
                      .rdb_version = facts.rdb_version,
                      .run_id = facts.run_id,
                      .at = clock.now()};
    for (auto const &db : facts.databases) header.databases[db.number] = db.keys;
    return header;
}

void dump_functions(DumpWriter &writer, Facts const &facts, Connect const &connect, DumpResult &result)
{
    if (facts.function_dump == May::no) return;
    try {
        auto const payload = connect(0)->call({"FUNCTION", "DUMP"});
        if (payload.text().size() > k_no_functions)
            writer.add({.kind = Record::Kind::functions, .payload = payload.text()});
    } catch (redis::Refused const &refused) {
        result.left_out.push_back({0, "functions", refused.message()});
    }
}

}  // namespace

DumpResult dump(std::string const &path, Facts const &facts, Connect const &connect, Clock const &clock,
                DumpOptions const &options, std::function<void(DumpProgress const &)> const &progress)
{
    DumpResult result;
    std::unique_ptr<DumpWriter> writer;
    std::vector<std::pair<int, std::string>> before;
    if (options.resume && !facts.run_id.empty())
        writer = DumpWriter::resume(path, [&](Record const &record) {
            if (facts.keys() > k_remembered) return;
            if (record.kind == Record::Kind::whole || record.kind == Record::Kind::end)
                before.emplace_back(record.db, record.key);
        });
    if (!writer || writer->header().run_id != facts.run_id) {
        before.clear();
        writer = std::make_unique<DumpWriter>(path, header_for(facts, connect, clock));
    }
    Dumper dumper{*writer, facts, options, result};
    for (auto const &[db, key] : before) dumper.remember(db, key);
    result.resumed = writer->tally().count();
    auto const from = writer->position();
    Pace pace{options.load, clock};
    Wants const wants{
        .memory = facts.memory_usage != May::no, .guess_memory = facts.memory_usage == May::no, .match = options.match};
    for (auto const db : chosen_databases(facts, options.databases)) {
        if (db < from.db || (db == from.db && from.db_done)) continue;
        Walk walk{db, connect, options.load, clock, pace};
        dumper.begin(db, walk, progress);
        walk.run(db == from.db ? from.cursor : "0", wants, dumper);
    }
    if (options.functions && !writer->tally().functions) dump_functions(*writer, facts, connect, result);
    writer->finish();
    result.tally = writer->tally();
    result.bytes = writer->bytes();
    return result;
}

}  // namespace omactl::keyspace
