#include "cmd/pg_forest.hpp"
#include "cmd/pg_look.hpp"
#include "cmd/pg_target.hpp"
#include "cmd/verb.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/pg/fingerprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace omactl::cmd {

namespace {

struct LocksOptions {
    bool all = false;
};

/// The rows of a forest, each behind the branches that lead to it.
class Tree {
public:
    /// `folds`: those who do the same are one line; whoever reads it with a program wants each.
    Tree(pg::Forest const &forest, bool folds) : m_forest(forest), m_folds(folds) {}

    std::vector<std::vector<cli::Cell>> rows()
    {
        for (auto const root : m_forest.roots) add(root, "", "");
        return std::move(m_rows);
    }

private:
    void add(std::size_t at, std::string const &own, std::string const &below)
    {
        auto const &node = m_forest.nodes[at];
        m_rows.push_back({own + name_of_node(node),
                          {does(node), node.waits ? cli::Tone::plain : cli::Tone::warning},
                          node.backend    ? who_is(*node.backend)
                          : node.prepared ? printable(node.prepared->owner)
                                          : "",
                          stands(node),
                          locks_of(node)});
        add_children(node, below);
    }

    // Those who do the same and stand in nobody's way are one line after the first.
    void add_children(pg::Node const &node, std::string const &below)
    {
        std::set<std::string> seen;
        std::vector<std::pair<std::size_t, std::size_t>> shown;  // node, and how many more are like it
        for (auto const child : node.children) {
            auto const same = std::find_if(shown.begin(), shown.end(), [&](auto const &one) {
                return alike(m_forest.nodes[one.first], m_forest.nodes[child]);
            });
            if (same == shown.end())
                shown.emplace_back(child, 0);
            else
                ++same->second;
        }
        for (std::size_t i = 0; i < shown.size(); ++i) {
            auto const &[child, more] = shown[i];
            bool const last = i + 1 == shown.size() && more == 0;
            add(child, below + (last ? "└─ " : "├─ "), below + (last ? "   " : "│  "));
            if (more == 0) continue;
            m_rows.push_back({fmt::format("{}{} {} more", below, i + 1 == shown.size() ? "└─" : "├─",
                                          with_commas(static_cast<std::int64_t>(more))),
                              {"the same query", cli::Tone::faint},
                              "",
                              "",
                              ""});
        }
    }

    bool alike(pg::Node const &a, pg::Node const &b) const
    {
        if (!m_folds || !a.children.empty() || !b.children.empty() || !a.backend || !b.backend) return false;
        if (a.backend->hidden || b.backend->hidden) return false;
        return pg::fingerprint(a.backend->query).id == pg::fingerprint(b.backend->query).id;
    }

    static std::string does(pg::Node const &node)
    {
        if (node.prepared) return fmt::format("prepared transaction {}", human_duration(node.prepared->age));
        if (!node.backend) return "gone meanwhile";
        if (node.waits) return one_line(node.backend->query);
        auto const text = what_it_does(*node.backend);
        return node.backend->is_active() ? fmt::format("{}: {}", text, one_line(node.backend->query)) : text;
    }

    static std::string stands(pg::Node const &node)
    {
        std::string text;
        if (node.waits) text = node.waits->waiting ? "waits " + human_duration(*node.waits->waiting) : "waits";
        if (node.in_cycle) text += ", deadlock";
        if (node.victims > 0)
            text += fmt::format("{}blocks {}", text.empty() ? "" : ", ",
                                with_commas(static_cast<std::int64_t>(node.victims)));
        return text;
    }

    static std::string locks_of(pg::Node const &node)
    {
        auto const *lock = node.waits ? node.waits : node.holds;
        return lock ? printable(fmt::format("{} {}", lock->object, lock->mode)) : "";
    }

    pg::Forest const &m_forest;
    bool m_folds;
    std::vector<std::vector<cli::Cell>> m_rows;
};

cli::Json lock_json(pg::Lock const *lock)
{
    if (!lock) return {};
    return {
        {"object", cli::json_bytes(lock->object)},
        {"mode", lock->mode},
        {"type", lock->type},
        {"waiting_s", lock->waiting ? cli::Json(static_cast<double>(lock->waiting->count()) / 1'000) : cli::Json{}}};
}

cli::Json node_json(pg::Node const &node, LocksLook const &look)
{
    cli::Json json = node.backend ? to_json(*node.backend) : cli::Json{{"pid", node.pid}, {"token", cli::Json{}}};
    json["root"] = node.waits == nullptr;
    json["victims"] = node.victims;
    json["prepared"] = node.prepared ? cli::json_bytes(node.prepared->gid) : cli::Json{};
    json["waits_for"] = lock_json(node.waits);
    json["also_waits_for"] = node.also_waits_for;
    json["holds"] = lock_json(node.holds);
    json["in_deadlock"] = node.in_cycle;
    json["directly_blocks"] = cli::Json::array();
    for (auto const child : node.children) json["directly_blocks"].push_back(look.forest.nodes[child].pid);
    auto const line = node.waits ? "" : freeing_line(node, look.server);
    json["mend"] = line.empty() ? cli::Json{} : cli::Json(line);
    return json;
}

// In the order of the tree, roots first.
void add_json(std::size_t at, LocksLook const &look, cli::Json &data)
{
    auto const &node = look.forest.nodes[at];
    data.push_back(node_json(node, look));
    for (auto const child : node.children) add_json(child, look, data);
}

// What nobody waits for yet: old prepared transactions hold their locks and vacuum back; with --all
// advisory locks too.
std::string others(LocksLook const &look, bool all)
{
    std::string text;
    for (auto const &one : look.facts.prepared)
        text += fmt::format("prepared transaction {} of {}, {} old, holds its locks until COMMIT PREPARED or ROLLBACK "
                            "PREPARED\n",
                            printable(one.gid), printable(one.owner), human_duration(one.age));
    if (!all) return text;
    for (auto const &lock : look.facts.held) {
        if (lock.type != "advisory") continue;
        auto const holder =
            std::find_if(look.backends.begin(), look.backends.end(), [&](auto const &b) { return b.pid == lock.pid; });
        text += fmt::format("{} {} of {}\n", printable(lock.object), lock.mode,
                            holder == look.backends.end() ? std::to_string(lock.pid)
                                                          : fmt::format("{} {}", holder->token(), who_is(*holder)));
    }
    return text;
}

cli::Report locks(LocksOptions const &o, Session &session)
{
    auto const look = look_at_locks(session);
    auto const &forest = look.forest;
    cli::Report report{cli::Json::array(), {}, forest.waiting > 0 ? Fault::found : Fault::ok};
    for (auto const root : forest.roots) add_json(root, look, report.data);  // a deadlock's too
    if (forest.waiting == 0) {
        report.blocks.emplace_back("Nobody waits for a lock.\n");
    } else {
        bool const folds = session.context().globals.output == cli::Output::table;
        report.blocks.emplace_back(
            cli::Table{{{"BACKEND"}, {"DOES", false, true}, {"WHO"}, {"STANDS"}, {"LOCK", false, true}},
                       Tree{forest, folds}.rows()});
        report.blocks.emplace_back(roots_text(look));
    }
    report.blocks.emplace_back(others(look, o.all) + caveats(look.server, look.backends));
    return report;
}

constexpr cli::Param k_params[] = {
    cli::param<&LocksOptions::all>("--all", "", "Advisory locks that nobody waits for too"),
};
constexpr cli::Example k_examples[] = {
    {"omactl pg locks", "who blocks whom, the roots first; 3 when somebody waits"},
    {"omactl pg locks --json", "every one of them, with what frees the roots"},
};
Verb<LocksOptions> const g_locks{
    {.path = "pg locks",
     .summary = "Show who blocks whom in PostgreSQL, roots first",
     .details = "A root waits for nobody; all below it wait for it, directly or behind each other. Each root comes\n"
                "with the command that frees those behind it. Status 3 when somebody waits for a lock.",
     .params = k_params,
     .examples = k_examples},
    locks};

}  // namespace

}  // namespace omactl::cmd
