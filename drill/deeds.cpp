#include "drill/deeds.hpp"

#include "lib/core/error.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "drill/ground.hpp"
#include "drill/payloads.hpp"

namespace omactl::drill {

namespace {

/// A deed's fields, typed.
class Fields {
public:
    explicit Fields(Deed const &deed) : m_deed(deed) {}
    std::string text(std::string_view name) const
    {
        auto const found = m_deed.fields.find(name);
        if (found == m_deed.fields.end())
            refuse(m_deed.place,
                   name.empty() ? fmt::format("{} needs a value", m_deed.kind)
                                : fmt::format("{} needs `{}`", m_deed.kind, name),
                   {});
        return found->second;
    }
    std::int64_t count(std::string_view name) const { return parse_count(text(name)); }
    std::int64_t count(std::string_view name, std::int64_t preset) const { return has(name) ? count(name) : preset; }
    Millis span(std::string_view name) const { return parse_duration(text(name)); }
    std::vector<std::string> words(std::string_view name) const
    {
        std::vector<std::string> all;
        auto const value = text(name);
        for (auto const word : split(value, ',')) all.emplace_back(trim(word));
        return all;
    }

private:
    bool has(std::string_view name) const { return m_deed.fields.find(name) != m_deed.fields.end(); }
    Deed const &m_deed;
};

// --- jobs: { queue: sites, count: 12000, distinct: 400 } ------------------------------------------

std::string jobs(Fields const &fields, Ground &ground)
{
    auto const queue = fields.text("queue");
    auto const all = payloads(fields.count("count"), fields.count("distinct"));
    ground.push(queue, all);
    return fmt::format("{} wait in {}, {} of them different", counted(std::ssize(all), "job"), queue,
                       with_commas(fields.count("distinct")));
}

// --- workers: { queues: "sites,mailers", count: 4, pace: 20ms } -----------------------------------

std::string workers(Fields const &fields, Ground &ground)
{
    auto const count = fields.count("count");
    for (std::int64_t i = 0; i < count; ++i) {
        auto order = ground.worker_order(fields.words("queues"));
        order.host = fmt::format("worker-{}", 1 + i / 2);
        order.pace = fields.span("pace");
        if (i == 0) order.forgets = fields.count("forgets", 0);
        if (i == 0) order.repeats = fields.count("repeats", 0);
        ground.hire(order);
    }
    return fmt::format("{} work on {}", counted(count, "worker"), fields.text("queues"));
}

// --- killed: { queues: sites, count: 2, ago: 12m } ------------------------------------------------

// They are killed for real, each with a job in hand. Only their last sign of life is moved back: nobody
// waits for the five minutes after which a worker counts as dead.
std::string killed(Fields const &fields, Ground &ground)
{
    auto const count = fields.count("count");
    for (std::int64_t i = 0; i < count; ++i) {
        auto order = ground.worker_order(fields.words("queues"));
        order.host = fmt::format("spot-{}", 7 + i);
        order.hangs = true;
        ground.kill(ground.hire(order), fields.span("ago"));
    }
    return fmt::format("{} killed with a job in hand, {} ago", counted(count, "worker"),
                       human_duration(fields.span("ago")));
}

// --- restart: redis -------------------------------------------------------------------------------

std::string restart(Fields const &fields, Ground &ground)
{
    ground.restart(fields.text(""));
    return fmt::format("{} was restarted", fields.text(""));
}

// --- quiet: 3s ------------------------------------------------------------------------------------

std::string quiet(Fields const &fields, Ground &ground)
{
    auto const before = ground.done_bytes();
    auto const span = fields.span("");
    ground.sleep(span);
    if (ground.done_bytes() != before) throw Error{Fault::found, "jobs were worked on while everything should rest"};
    return fmt::format("for {} no job was worked on", human_duration(span));
}

struct Kind {
    std::string_view name;
    std::string (*act)(Fields const &, Ground &);
    std::string_view counts, spans, texts;  ///< names of its fields, ' ' is the plain value
};
constexpr std::array k_kinds{
    Kind{"jobs", jobs, "count,distinct", "", "queue"},
    Kind{"workers", workers, "count,forgets,repeats", "pace", "queues"},
    Kind{"killed", killed, "count", "ago", "queues"},
    Kind{"restart", restart, "", "", " "},
    Kind{"quiet", quiet, "", " ", ""},
};

bool names(std::string_view list, std::string_view field)
{
    auto const all = split(list, ',');
    return std::find(all.begin(), all.end(), field.empty() ? " " : field) != all.end();
}

Kind const &kind_of(Deed const &deed)
{
    std::vector<std::string> known;
    for (auto const &kind : k_kinds) {
        if (kind.name == deed.kind) return kind;
        known.emplace_back(kind.name);
    }
    refuse(deed.place, fmt::format("nothing is called '{}'", printable(deed.kind)), nearest(deed.kind, known));
}

}  // namespace

void check(Deed const &deed)
{
    auto const &kind = kind_of(deed);
    Fields const fields{deed};
    for (auto const &[name, value] : deed.fields) {
        if (names(kind.counts, name))
            static_cast<void>(fields.count(name));
        else if (names(kind.spans, name))
            static_cast<void>(fields.span(name));
        else if (!names(kind.texts, name))
            refuse(deed.place, fmt::format("{} has no `{}`", deed.kind, printable(name)), {});
    }
}

std::string perform(Deed const &deed, Ground &ground)
{
    return kind_of(deed).act(Fields{deed}, ground);
}

}  // namespace omactl::drill
