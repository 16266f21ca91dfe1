#include "cmd/redis_connect.hpp"
#include "cmd/redis_own_keys.hpp"
#include "cmd/redis_restore.hpp"
#include "lib/core/interrupt.hpp"

#include <filesystem>
#include <map>
#include <memory>

namespace omactl::cmd {

namespace {

constexpr std::int64_t k_asked = 20'000;  // about so many keys at most
constexpr std::size_t k_batch = 500;

/// Counts which keys are there, in batches.
class Presence {
public:
    explicit Presence(keyspace::Connect connect) : m_connect(std::move(connect)) {}
    void ask(int db, std::string_view key)
    {
        auto &batch = m_batches[db];
        batch.commands.push_back({"EXISTS", key});
        ++m_asked;
        if (batch.commands.size() >= k_batch) flush(db, batch);
    }
    void finish()
    {
        for (auto &[db, batch] : m_batches) flush(db, batch);
    }
    std::int64_t asked() const { return m_asked; }
    std::int64_t there() const { return m_there; }

private:
    struct Batch {
        std::unique_ptr<redis::Connection> redis;
        std::vector<redis::Command> commands;
    };
    void flush(int db, Batch &batch)
    {
        if (batch.commands.empty()) return;
        throw_if_interrupted();
        if (!batch.redis) batch.redis = m_connect(db);
        for (auto const &reply : batch.redis->pipeline(batch.commands)) m_there += reply.integer();
        batch.commands.clear();
    }
    keyspace::Connect m_connect;
    std::map<int, Batch> m_batches;
    std::int64_t m_asked = 0, m_there = 0;
};

bool is_wanted(RestoreWish const &wish, keyspace::Record const &record)
{
    if (wish.only_db && record.db != *wish.only_db) return false;
    return wish.match.empty() || keyspace::glob_match(wish.match, record.key);
}

Instant server_time(Session &session)
{
    auto const time = session.redis().call({"TIME"});
    return Instant{Millis{time[0].integer() * 1'000 + time[1].integer() / 1'000}};
}

}  // namespace

cli::Json RestoreWish::to_json() const
{
    return {{"file", file},
            {"replace", replace},
            {"match", match},
            {"only_db", only_db ? cli::Json(*only_db) : cli::Json{}},
            {"into", into ? cli::Json(*into) : cli::Json{}}};
}

RestoreWish RestoreWish::from(op::Plan const &plan)
{
    auto const &json = plan.detail.at("wish");
    RestoreWish wish{json.at("file").get<std::string>(),
                     json.at("replace").get<bool>(),
                     json.at("match").get<std::string>(),
                     {},
                     {}};
    if (!json.at("only_db").is_null()) wish.only_db = json.at("only_db").get<int>();
    if (!json.at("into").is_null()) wish.into = json.at("into").get<int>();
    return wish;
}

std::int64_t RestoreLook::about_there() const
{
    if (asked == 0) return 0;
    auto const share = static_cast<double>(there) / static_cast<double>(asked);
    return exact() ? there : static_cast<std::int64_t>(share * static_cast<double>(wanted.count()));
}

void each_wanted(RestoreWish const &wish, keyspace::Exclude const &own, Instant now, RestoreLook &look,
                 std::function<void(keyspace::Record const &)> const &each)
{
    using Kind = keyspace::Record::Kind;
    auto const source = keyspace::open_source(wish.file);
    keyspace::Record record;
    while (source->next(record)) {
        if (record.kind == Kind::functions) look.wanted.functions = true;
        // The pieces of a key count with their end, when it turned out to be whole.
        if (record.kind == Kind::piece) look.wanted.payload_bytes += record.payload.size();
        if (record.kind != Kind::whole && record.kind != Kind::end) continue;
        if (!is_wanted(wish, record)) {
            ++look.unmatched;
        } else if (own(record.db, record.key)) {
            ++look.own;
        } else if (record.expiry && *record.expiry <= now.time_since_epoch().count()) {
            ++look.expired;
        } else {
            look.wanted.add(record);
            each(record);
        }
    }
}

RestoreLook look_at_restore(RestoreWish const &wish, std::int64_t keys_in_file, Session &session)
{
    RestoreLook look;
    Presence presence{redis_connector(session)};
    std::int64_t n = 0;
    auto const one_in = 1 + keys_in_file / k_asked;
    each_wanted(wish, own_keys(session), server_time(session), look, [&](keyspace::Record const &record) {
        if (n++ % one_in == 0) presence.ask(wish.target(record.db), record.key);
    });
    presence.finish();
    look.asked = presence.asked();
    look.there = presence.there();
    return look;
}

std::int64_t count_missing(RestoreWish const &wish, Session &session)
{
    RestoreLook look;
    Presence presence{redis_connector(session)};
    // What ends while they are counted is not missing.
    each_wanted(wish, own_keys(session), server_time(session) + Millis{5'000}, look,
                [&](keyspace::Record const &record) { presence.ask(wish.target(record.db), record.key); });
    presence.finish();
    return presence.asked() - presence.there();
}

cli::Json file_identity(std::string const &file)
{
    auto const at = std::filesystem::last_write_time(file).time_since_epoch();
    return {{"bytes", std::filesystem::file_size(file)},
            {"written_ms", std::chrono::duration_cast<Millis>(at).count()}};
}

}  // namespace omactl::cmd
