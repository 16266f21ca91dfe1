#include "lib/queue/masked.hpp"

#include "lib/core/spans.hpp"

namespace omactl::queue {

namespace {

constexpr std::string_view k_hidden = "…";

void add(std::string &out, std::string_view raw, std::size_t limit);

void add_elements(std::string &out, std::string_view raw, std::size_t limit)
{
    out += '[';
    Elements walk{raw};
    for (bool first = true; auto const element = walk.next(); first = false) {
        if (!first) out += ',';
        if (out.size() >= limit) return void(out += k_hidden);
        add(out, *element, limit);
    }
    out += ']';
}

void add_members(std::string &out, std::string_view raw, std::size_t limit)
{
    out += '{';
    Members walk{raw};
    for (bool first = true; auto const member = walk.next(); first = false) {
        if (!first) out += ',';
        if (out.size() >= limit) return void(out += k_hidden);
        out += '"';
        out += member->key;
        out += "\":";
        add(out, member->value, limit);
    }
    out += '}';
}

void add(std::string &out, std::string_view raw, std::size_t limit)
{
    if (raw.starts_with('[')) return add_elements(out, raw, limit);
    if (raw.starts_with('{')) return add_members(out, raw, limit);
    if (!raw.starts_with('"')) return void(out += raw);
    out += '"';
    out += k_hidden;
    out += '"';
}

}  // namespace

std::string masked(std::string_view raw, std::size_t limit)
{
    std::string out;
    if (!json_well_formed(raw)) return std::string(k_hidden);
    add(out, raw, limit);
    return out;
}

}  // namespace omactl::queue
