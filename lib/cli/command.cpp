#include "lib/cli/command.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace omactl::cli {

namespace {

// Constant-initialised: the constructors of the commands run in no particular order.
constinit Command const *first_command = nullptr;

struct Group {
    std::string_view name, summary;
};

constexpr std::array k_groups{
    Group{"alerts", "Seyren's alerts: list, mute, unmute"},
    Group{"check", "Thresholds from the configuration, for cron and monitors"},
    Group{"chef", "Servers set up by chef: check and mend their runs"},
    Group{"config", "The configuration: write, show, check"},
    Group{"deploy", "Releases: what is where, and getting it there"},
    Group{"drill", "Incidents to practise on real servers of this machine"},
    Group{"errors", "Airbrake's errors: list, show, resolve"},
    Group{"es", "Elasticsearch: health, shards, slow queries, indices"},
    Group{"es alias", "Names that point at indices"},
    Group{"es reallocation", "Shard allocation: off, on, status"},
    Group{"fleet", "EC2 spot workers and the hosts behind the bastion"},
    Group{"heroku", "Heroku: dynos, releases, maintenance, logs"},
    Group{"heroku maintenance", "The maintenance page: on, off, status"},
    Group{"holds", "Temporary states with an owner and an end"},
    Group{"incident", "The incident's report and handover"},
    Group{"journal", "The record of every operation"},
    Group{"logs", "Papertrail: search and follow logs"},
    Group{"pg", "PostgreSQL: who waits, who blocks, what is slow"},
    Group{"queue", "Job queues: look, clear, requeue"},
    Group{"queue failed", "Jobs that failed: list, show, clear, requeue"},
    Group{"redis", "Redis: health, dumps, restart, relief"},
    Group{"runbook", "Runbooks: read, lint, run, resume"},
    Group{"settings", "The application's settings: read, change, restore"},
    Group{"stats", "Graphite: numbers over time"},
    Group{"workers", "Workers: list, pause, resume, find orphans"},
};

bool is_member(Command const &command, std::string_view group)
{
    auto const path = command.spec().path;
    return path.size() > group.size() && path.starts_with(group) && path[group.size()] == ' ';
}

template <class Keep> std::vector<Command const *> sorted_commands(Keep keep)
{
    std::vector<Command const *> found;
    for (auto const *c = first_command; c; c = c->next())
        if (keep(*c)) found.push_back(c);
    std::sort(found.begin(), found.end(), [](auto const *a, auto const *b) { return a->spec().path < b->spec().path; });
    return found;
}

}  // namespace

Command::Command(Spec spec, std::source_location where) noexcept
    : m_spec(spec), m_where(where), m_next(std::exchange(first_command, this))
{
}

bool Param::answers_to(std::string_view word) const
{
    auto const comma = name.find(',');
    return is_option() && !word.empty() &&
           (word == name.substr(0, comma) || (comma != std::string_view::npos && word == name.substr(comma + 1)));
}

std::string Param::shown_name() const
{
    if (is_option()) return std::string(name.substr(name.find(',') + 1));
    std::string upper(name);
    for (char &c : upper)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return upper;
}

std::vector<Command const *> commands()
{
    return sorted_commands([](Command const &) { return true; });
}

Command const *find_command(std::string_view path)
{
    auto const *c = first_command;
    while (c && c->spec().path != path) c = c->next();
    return c;
}

std::vector<Command const *> group_members(std::string_view group)
{
    return sorted_commands([group](Command const &c) { return is_member(c, group); });
}

std::string_view group_summary(std::string_view group)
{
    auto const *found =
        std::find_if(k_groups.begin(), k_groups.end(), [group](Group const &g) { return g.name == group; });
    return found == k_groups.end() ? std::string_view{} : found->summary;
}

}  // namespace omactl::cli
