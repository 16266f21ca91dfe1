#include "cmd/queue_refill.hpp"

#include "cmd/archive_place.hpp"
#include "cmd/queue_archive.hpp"
#include "cmd/queue_chunk.hpp"
#include "cmd/queue_pace.hpp"
#include "cmd/queue_target.hpp"
#include "cmd/queue_unique.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/bitmap.hpp"
#include "lib/queue/job.hpp"
#include "lib/queue/steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace omactl::cmd {

namespace {

std::string bitmap(redis::Connection &redis, std::string const &key, std::int64_t records)
{
    auto bits = queue::read_bits(redis, key);
    bits.resize(static_cast<std::size_t>(records / 8 + 1), '\0');
    return bits;
}

/// Says of each record whether it is to be pushed. Used for the plan's count and for the run.
class Picker {
public:
    Picker(Refill const &refill, redis::Connection &redis, queue::Layout const &layout) : m_refill(refill)
    {
        read_ledger(redis, layout);
        if (refill.unique) m_unique = UniqueWork{redis, layout, {refill.queue_name}};
    }
    enum class Answer { push, back, other, waiting };
    Answer pick(std::int64_t n, std::string_view bytes)
    {
        if (queue::bit(m_ledger, n)) return Answer::back;
        if (std::binary_search(m_refill.skip.begin(), m_refill.skip.end(), n)) return Answer::other;
        if (!m_refill.klass.empty() && !queue::is_of_class(queue::read_job(bytes), m_refill.klass))
            return Answer::other;
        return know(bytes) ? Answer::push : Answer::waiting;
    }
    void read_ledger(redis::Connection &redis, queue::Layout const &layout)
    {
        if (m_refill.own)
            m_ledger.assign(static_cast<std::size_t>(m_refill.records / 8 + 1), '\0');
        else
            m_ledger = bitmap(redis, layout.ledger(m_refill.archive_id), m_refill.records);
    }
    bool know(std::string_view bytes) { return m_unique.is_new(m_refill.queue_name, bytes); }
    std::string &ledger() { return m_ledger; }

private:
    Refill const &m_refill;
    std::string m_ledger;
    UniqueWork m_unique;
};

/// Counts the chunks that a run makes of the records it pushes.
class Pieces {
public:
    void add(std::size_t bytes)
    {
        if (m_jobs == 0) ++m_count;
        m_bytes += bytes;
        if (++m_jobs < k_chunk_jobs && m_bytes < k_chunk_bytes) return;
        m_jobs = 0;
        m_bytes = 0;
    }
    std::int64_t count() const { return m_count; }

private:
    std::int64_t m_count = 0, m_jobs = 0;
    std::size_t m_bytes = 0;
};

/// One refill at work: reads a chunk while the server pushes the one before.
class Refiller {
public:
    Refiller(Refill const &refill, op::Run &run, queue::Layout const &layout)
        : m_refill(refill), m_run(run), m_layout(layout), m_redis(session_of(run.world).redis()),
          m_picker(refill, m_redis, layout), m_reader(refill_archive(refill, run.world, layout)),
          m_pace(run, refill.rate, Millis{refill.stall_ms})
    {
        m_own = bitmap(m_redis, layout.pushed(run.plan.id), refill.records);
        auto const record = run.guard.record();
        auto const at = record ? std::atoll(record->field("at").c_str()) : 0;
        m_pushed = record ? std::atoll(record->field("pushed").c_str()) : 0;
        skip_to(at);
        run.progress.emplace(run.world.context(), refill.own ? "import" : "requeue", run.plan.count);
    }

    void work()
    {
        auto chunk = read_chunk();
        while (!chunk.empty()) {
            m_pace.wait_turn();
            auto following = start(chunk) ? read_ahead() : read_chunk();
            settle(chunk);
            chunk = std::move(following);
        }
        m_run.progress.reset();
    }

private:
    // What was pushed before a crash counts as waiting, also when a worker has taken it since.
    void skip_to(std::int64_t at)
    {
        while (m_reader.position() < at) {
            auto const n = m_reader.position();
            auto const bytes = m_reader.next();
            if (!bytes) break;
            if (m_refill.unique && queue::bit(m_own, n)) m_picker.know(*bytes);
        }
    }

    // The server is at work: whatever happens here, its answer must be heard.
    Chunk read_ahead()
    {
        try {
            return read_chunk();
        } catch (Error const &) {
            queue::finish_return(fenced(m_run));
            throw;
        }
    }

    Chunk read_chunk()
    {
        Chunk chunk;
        auto most = m_pace.portion(k_chunk_jobs);
        if (m_refill.max_length > 0) most = std::min(most, m_refill.max_length);
        if (m_refill.first > 0) most = std::min(most, m_refill.first - m_pushed - m_planned);
        while (chunk.size() < most && !chunk.full()) {
            auto const n = m_reader.position();
            auto const record = m_reader.next();
            if (!record) break;
            if (m_picker.pick(n, *record) != Picker::Answer::push) continue;
            chunk.add(n, *record);
        }
        m_planned += chunk.size();
        return chunk;
    }

    // Drops first what others have put back since the chunk was read. False: nothing is left of it.
    bool start(Chunk &chunk)
    {
        m_planned -= chunk.drop([this](std::int64_t n) { return queue::bit(m_picker.ledger(), n); });
        if (chunk.empty()) return false;
        queue::Return part;
        auto const first = chunk.first() / 8;
        auto const size = static_cast<std::size_t>(chunk.last() / 8 - first + 1);
        part.list = m_refill.list;
        part.at_head = m_refill.at_head;
        part.queue_name = m_refill.queue_name;
        part.archive_id = m_refill.archive_id;
        part.max_length = m_refill.max_length;
        part.next = chunk.last() + 1;
        if (!m_refill.own) part.expected = {first, m_picker.ledger().substr(static_cast<std::size_t>(first), size)};
        chunk.each([&](std::int64_t n, std::string_view bytes) {
            part.jobs.push_back(bytes);
            queue::set_bit(m_own, n);
            queue::set_bit(m_picker.ledger(), n);
        });
        if (!m_refill.own) part.marked = m_picker.ledger().substr(static_cast<std::size_t>(first), size);
        part.own = {first, m_own.substr(static_cast<std::size_t>(first), size)};
        queue::start_return(fenced(m_run), m_layout, m_run.plan.id, part);
        return true;
    }

    // Until this chunk is in: others may have moved the ledger, or the queue may be as long as allowed.
    void settle(Chunk &chunk)
    {
        for (Chunk rest; !chunk.empty();) {
            auto const answer = queue::finish_return(fenced(m_run));
            if (answer == queue::Returned::pushed) {
                count(chunk.size());
                chunk = {};
            } else {
                take_back_bits(chunk);
                if (answer == queue::Returned::too_long) shorten(chunk, rest);
            }
            if (start(chunk)) continue;
            chunk = std::exchange(rest, {});
            start(chunk);
        }
    }

    void count(std::int64_t pushed)
    {
        m_pushed += pushed;
        m_planned -= pushed;
        m_pace.pushed(pushed);
        m_run.progress->at(m_pushed);
    }

    // Down to what --max-length leaves room for; waits while that is nothing.
    void shorten(Chunk &chunk, Chunk &rest)
    {
        auto const length = m_redis.call({"LLEN", m_refill.list}).integer();
        auto const room = m_refill.max_length - length;
        if (room <= 0) return m_pace.blocked(m_refill.queue_name);
        if (room >= chunk.size()) return;
        auto tail = chunk.split(room);
        rest.each([&tail](std::int64_t n, std::string_view bytes) { tail.add(n, bytes); });
        rest = std::move(tail);
    }

    void take_back_bits(Chunk const &chunk)
    {
        chunk.each([this](std::int64_t n, std::string_view) { queue::clear_bit(m_own, n); });
        m_picker.read_ledger(m_redis, m_layout);
    }

    Refill const &m_refill;
    op::Run &m_run;
    queue::Layout const &m_layout;
    redis::Connection &m_redis;
    Picker m_picker;
    op::ArchiveReader m_reader;
    Pace m_pace;
    std::string m_own;
    std::int64_t m_pushed = 0, m_planned = 0;
};

}  // namespace

op::Json to_json(Refill const &r)
{
    return {{"archive_id", r.archive_id},
            {"path", r.path},
            {"list", r.list},
            {"queue_name", r.queue_name},
            {"at_head", r.at_head},
            {"class", r.klass},
            {"unique", r.unique},
            {"first", r.first},
            {"rate", r.rate},
            {"max_length", r.max_length},
            {"stall_ms", r.stall_ms},
            {"records", r.records},
            {"skip", r.skip},
            {"own", r.own}};
}

Refill refill_from(op::Json const &j)
{
    Refill r;
    j.at("archive_id").get_to(r.archive_id);
    j.at("path").get_to(r.path);
    j.at("list").get_to(r.list);
    j.at("queue_name").get_to(r.queue_name);
    j.at("at_head").get_to(r.at_head);
    j.at("class").get_to(r.klass);
    j.at("unique").get_to(r.unique);
    j.at("first").get_to(r.first);
    j.at("rate").get_to(r.rate);
    j.at("max_length").get_to(r.max_length);
    j.at("stall_ms").get_to(r.stall_ms);
    j.at("records").get_to(r.records);
    r.skip = j.value("skip", std::vector<std::int64_t>{});
    r.own = j.value("own", false);
    return r;
}

std::string refill_archive(Refill const &refill, op::World &world, queue::Layout const &layout)
{
    if (auto const here = archive_here(world, refill.path, refill.archive_id)) {
        need_intact(*here, refill.archive_id, session_of(world).redis(), layout);
        return *here;
    }
    throw Error{
        Fault::not_found, fmt::format("the archive of {} is not on this machine", refill.archive_id),
        fmt::format("run it where {} is, or copy that to {}", refill.path, archive_path(world, refill.archive_id))};
}

namespace {

RefillLook look_through(Refill const &refill, Picker &picker)
{
    RefillLook look;
    Pieces pieces;
    op::ArchiveReader reader{refill.path};
    while (auto const record = reader.next()) {
        throw_if_interrupted();
        switch (picker.pick(reader.position() - 1, *record)) {
        case Picker::Answer::push:
            if (refill.first == 0 || look.pushing < refill.first) pieces.add(record->size());
            if (look.pushing++ == 0) look.sample = *record;
            break;
        case Picker::Answer::back: ++look.back; break;
        case Picker::Answer::other: ++look.other; break;
        case Picker::Answer::waiting: ++look.waiting; break;
        }
    }
    if (refill.rate == 0 && refill.max_length == 0) look.pieces = pieces.count();
    return look;
}

RefillLook look_at_ledger(Refill const &refill, Picker &picker)
{
    RefillLook look;
    for (char const byte : picker.ledger()) look.back += std::popcount(static_cast<unsigned char>(byte));
    look.pushing = refill.records - look.back;
    op::ArchiveReader reader{refill.path};
    while (auto const record = reader.next()) {
        if (picker.pick(reader.position() - 1, *record) != Picker::Answer::push) continue;
        look.sample = *record;
        break;
    }
    return look;
}

}  // namespace

RefillLook look_at(Refill const &refill, redis::Connection &redis, queue::Layout const &layout, bool steps)
{
    Picker picker{refill, redis, layout};
    bool const filtered = refill.unique || !refill.klass.empty() || !refill.skip.empty();
    auto look = filtered || steps ? look_through(refill, picker) : look_at_ledger(refill, picker);
    if (refill.first > 0) look.pushing = std::min(look.pushing, refill.first);
    return look;
}

void refill(Refill const &refill, op::Run &run, queue::Layout const &layout)
{
    Refiller{refill, run, layout}.work();
}

void need_ledger(redis::Connection &redis, queue::Layout const &layout, std::string const &archive_id)
{
    auto const record = redis::read_record(redis, layout.record(archive_id));
    if (!record || record->field("ledger") != "1") return;
    if (redis.call({"EXISTS", layout.ledger(archive_id)}).integer() == 1) return;
    throw Error{Fault::conflict, "the service has lost the ledger that tells which of these jobs are back already",
                "requeue by hand what is missing; omactl queue peek shows what waits"};
}

}  // namespace omactl::cmd
