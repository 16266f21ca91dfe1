#include "lib/keyspace/stream_digest.hpp"

#include "lib/keyspace/digest.hpp"
#include "lib/keyspace/elements.hpp"

#include <string>

namespace omactl::keyspace {

namespace {

using View = redis::Reply::View;

constexpr char k_page[] = "1000";

/// As text: an integer, a string, or nil.
std::string text_of(View const &value)
{
    if (value.is_nil()) return "-";
    return value.is_integer() ? std::to_string(value.integer()) : std::string(value.text());
}

/// A field of an answer that is names and values by turns; nullopt when this server does not tell it.
std::optional<View> field(View const &map, std::string_view name)
{
    for (std::size_t i = 0; i + 1 < map.size(); i += 2)
        if (map[i].text() == name) return map[i + 1];
    return std::nullopt;
}

void append_field(std::string &out, View const &map, std::string_view name)
{
    auto const value = field(map, name);
    append_bytes(out, value ? text_of(*value) : "-");
}

struct Group {
    std::string facts;  ///< name, last delivered id
    DigestSum pending, consumers;
};

class StreamDigest {
public:
    explicit StreamDigest(Fingerprinter const &hash) : m_hash(hash), m_entries(hash) {}
    void facts(View const &info)
    {
        for (auto const *name : {"last-generated-id", "max-deleted-entry-id", "entries-added"})
            append_field(m_facts, info, name);
    }
    void entry(View const &entry)
    {
        m_one.clear();
        append_bytes(m_one, entry[0].text());
        for (std::size_t i = 0; i < entry[1].size(); ++i) append_bytes(m_one, entry[1][i].text());
        m_entries.add(m_hash.of(m_one));
    }
    Group group(View const &info) const
    {
        Group group;
        // Not entries-read, from which Redis guesses a lag: an AOF does not keep it.
        for (auto const *name : {"name", "last-delivered-id"}) append_field(group.facts, info, name);
        return group;
    }
    /// [id, consumer, when, how often]
    void pending(Group &group, View const &one)
    {
        m_one.clear();
        append_bytes(m_one, one[0].text());
        append_bytes(m_one, one[1].text());
        append_number(m_one, static_cast<std::uint64_t>(one[3].integer()));
        group.pending.add(m_hash.of(m_one));
    }
    void consumer(Group &group, View const &info) const
    {
        std::string name;
        append_field(name, info, "name");
        group.consumers.add(m_hash.of(name));
    }
    void add(Group const &group)
    {
        m_one = group.facts;
        for (auto const &sum : {group.pending, group.consumers}) append_sum(sum.value(), sum.count());
        m_groups.add(m_hash.of(m_one));
    }
    Fingerprint value()
    {
        m_one = m_facts;
        append_sum(m_entries.value(), m_entries.count());
        append_sum(m_groups.value(), m_groups.count());
        return m_hash.of(m_one);
    }

private:
    void append_sum(Fingerprint const &print, std::uint64_t count)
    {
        for (auto const n : {print.high, print.low, count}) append_number(m_one, n);
    }
    Fingerprinter const &m_hash;
    std::string m_facts, m_one;
    DigestChain m_entries;
    DigestSum m_groups;
};

void add_entries(StreamDigest &digest, redis::Connection &redis, std::string_view key)
{
    for (std::string from = "-";;) {
        auto const page = redis.call({"XRANGE", key, from, "+", "COUNT", k_page});
        if (page.size() == 0) return;
        for (std::size_t i = 0; i < page.size(); ++i) digest.entry(page[i]);
        from = "(" + std::string(page[page.size() - 1][0].text());
    }
}

void add_pending(StreamDigest &digest, Group &group, redis::Connection &redis, std::string_view key,
                 std::string_view name)
{
    for (std::string from = "-";;) {
        auto const page = redis.call({"XPENDING", key, name, from, "+", k_page});
        if (page.size() == 0) return;
        for (std::size_t i = 0; i < page.size(); ++i) digest.pending(group, page[i]);
        from = "(" + std::string(page[page.size() - 1][0].text());
    }
}

}  // namespace

Fingerprint digest_of_stream(View const &full, Fingerprinter const &hash)
{
    StreamDigest digest{hash};
    digest.facts(full);
    if (auto const entries = field(full, "entries"))
        for (std::size_t i = 0; i < entries->size(); ++i) digest.entry((*entries)[i]);
    auto const groups = field(full, "groups");
    for (std::size_t i = 0; groups && i < groups->size(); ++i) {
        auto const info = (*groups)[i];
        auto group = digest.group(info);
        auto const pel = field(info, "pel");  // as it is documented; 7.0 says "pending"
        if (auto const pending = pel ? pel : field(info, "pending"))
            for (std::size_t n = 0; n < pending->size(); ++n) digest.pending(group, (*pending)[n]);
        if (auto const consumers = field(info, "consumers"))
            for (std::size_t n = 0; n < consumers->size(); ++n) digest.consumer(group, (*consumers)[n]);
        digest.add(group);
    }
    return digest.value();
}

std::optional<Fingerprint> digest_stream_in_pieces(redis::Connection &redis, std::string_view key,
                                                   Fingerprinter const &hash)
try {
    StreamDigest digest{hash};
    digest.facts(redis.call({"XINFO", "STREAM", key}).view());
    add_entries(digest, redis, key);
    auto const groups = redis.call({"XINFO", "GROUPS", key});
    for (std::size_t i = 0; i < groups.size(); ++i) {
        auto group = digest.group(groups[i]);
        auto const name = std::string(field(groups[i], "name").value().text());
        add_pending(digest, group, redis, key, name);
        auto const consumers = redis.call({"XINFO", "CONSUMERS", key, name});
        for (std::size_t n = 0; n < consumers.size(); ++n) digest.consumer(group, consumers[n]);
        digest.add(group);
    }
    return digest.value();
} catch (redis::Refused const &refused) {
    bool const gone = refused.message().find("no such key") != std::string::npos || refused.code() == "NOGROUP";
    if (!gone && refused.code() != "WRONGTYPE") throw;
    return std::nullopt;
}

}  // namespace omactl::keyspace
