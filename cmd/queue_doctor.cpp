#include "cmd/queue_doctor.hpp"

#include "cmd/queue_target.hpp"
#include "cmd/verb.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/window.hpp"
#include "lib/redis/refusal.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_mends_shown = 3;

struct DoctorOptions {};

cli::Json to_json(Ailment const &ailment)
{
    cli::Json json{
        {"what", ailment.what},        {"status", ailment.level == Ailment::Level::broken ? "broken" : "harmless"},
        {"message", ailment.message},  {"count", ailment.count()},
        {"names", cli::Json::array()}, {"mend", cli::Json::array()}};
    for (auto const &name : ailment.names) json["names"].push_back(cli::json_bytes(name));
    for (auto const &[name, mend] : ailment.mends) json["mend"].push_back(mend);
    return json;
}

std::string names_shown(Ailment const &ailment)
{
    std::string text;
    std::size_t shown = 0;
    for (auto const &name : ailment.names) {
        if (shown++ == k_mends_shown) return text + ", …";
        text += (text.empty() ? "" : ", ") + cut(printable(name), 60);
    }
    return text;
}

void add_rows(cli::Table &table, Ailment const &ailment)
{
    bool const broken = ailment.level == Ailment::Level::broken;
    table.rows.push_back(
        {{broken ? "FAIL" : "note", broken ? cli::Tone::trouble : cli::Tone::faint},
         fmt::format("{}: {} ({})", ailment.message, with_commas(ailment.count()), names_shown(ailment))});
    for (auto const &[name, mend] : ailment.mends) table.rows.push_back({"", {"-> " + mend, cli::Tone::strong}});
    if (auto const more = ailment.count() - std::ssize(ailment.mends); more > 0 && !ailment.mends.empty())
        table.rows.push_back({"", fmt::format("   and {} more: omactl queue doctor --json", with_commas(more))});
}

std::set<std::string> members(Ward &ward, std::string const &key)
{
    std::vector<redis::Command> const question{{"SMEMBERS", key}};
    auto const answer = std::move(queue::ask(ward.redis, question).front());
    if (!answer)
        ward.found.add(Ailment::Level::broken, "wrong_type", "keys of another type than they should have", key,
                       ward.line({"TYPE", key}));
    std::set<std::string> all;
    for (std::size_t i = 0; answer && i < answer->size(); ++i) all.emplace((*answer)[i].text());
    return all;
}

cli::Report doctor(DoctorOptions const &, Session &session)
{
    auto &redis = session.redis();
    auto const layout = session.queue_layout();
    auto const time = redis.call({"TIME"});
    Ailments found;
    Ward ward{redis, layout, redis::redis_cli(redis.address()), Instant{Millis{time[0].integer() * 1000}}, {},
              {},    found};
    ward.queues = members(ward, layout.queues());
    if (layout.kind == queue::Kind::resque) ward.workers = members(ward, layout.workers());
    check_facts(ward);
    auto const keys = check_keys(ward);
    cli::Report report{cli::Json::array(), {}, Fault::ok};
    cli::Table table{{{""}, {""}}, {}};
    for (auto const &ailment : found.all()) {
        if (ailment.level == Ailment::Level::broken) report.fault = Fault::found;
        report.data.push_back(to_json(ailment));
        add_rows(table, ailment);
    }
    if (!table.rows.empty()) report.blocks.emplace_back(std::move(table));
    report.blocks.emplace_back(fmt::format(
        "{}: {} looked at\n", report.fault == Fault::ok ? "nothing is broken" : "see above", counted(keys, "key")));
    return report;
}

constexpr cli::Example k_examples[] = {
    {"omactl queue doctor", "what is quietly broken, each with the line that mends it"},
    {"omactl queue doctor --json", "all names, for a script; status 3 when something is broken"},
};
Verb<DoctorOptions> const g_doctor{
    {.path = "queue doctor",
     .summary = "Find what is quietly broken in the queues' keys",
     .details = "Workers without a heartbeat, empty elements, delayed jobs that nothing will run, jobs in retry that\n"
                "are in no list, queues that no worker sees, keys of the wrong type. It walks through the keys with\n"
                "SCAN, a page at a time, and changes nothing. Notes are harmless; status 3 when something is broken.",
     .examples = k_examples},
    doctor};

}  // namespace

void Ailments::add(Ailment::Level level, std::string_view what, std::string_view message, std::string name,
                   std::string mend)
{
    auto found = std::find_if(m_all.begin(), m_all.end(), [&](Ailment const &one) { return one.what == what; });
    if (found == m_all.end()) {
        m_all.push_back({level, std::string(what), std::string(message), {}, {}});
        found = m_all.end() - 1;
    }
    // SCAN has no order; the first names have.
    if (!mend.empty()) found->mends.emplace(name, std::move(mend));
    if (found->mends.size() > k_mends_shown) found->mends.erase(std::prev(found->mends.end()));
    found->names.insert(std::move(name));
}

std::vector<Ailment> Ailments::all() const
{
    auto all = m_all;
    std::stable_sort(all.begin(), all.end(), [](Ailment const &a, Ailment const &b) { return a.level > b.level; });
    return all;
}

std::string Ward::line(std::vector<std::string> const &words) const
{
    auto text = cli;
    for (auto const &word : words) text += " " + shell_quoted(word);
    return text;
}

}  // namespace omactl::cmd
