#include "lib/pg/forest.hpp"

#include "lib/core/text.hpp"
#include "lib/pg/kill.hpp"
#include "lib/pg/wait_graph.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace omactl::pg {

namespace {

/// A node's name: a pid, or a prepared transaction's gid ("" when it wasn't seen).
using Name = std::pair<std::int64_t, std::string>;

class Builder {
public:
    Builder(std::vector<Backend> const &backends, LockFacts const &facts) : m_backends(backends), m_facts(facts)
    {
        for (auto const &backend : backends) m_by_pid[backend.pid] = &backend;
        for (auto const &prepared : facts.prepared) m_by_gid[prepared.gid] = &prepared;
        for (auto const &lock : facts.held) m_holders[lock.target].push_back(&lock);
    }

    Forest build()
    {
        for (auto const &wait : m_facts.waits) add_wait(leader_of(wait.pid), wait.blocked_by, &wait);
        for (auto const &backend : m_backends) add_wait(leader_of(backend.pid), backend.blocked_by, nullptr);
        WaitGraph const graph{m_edges, m_forest.nodes.size()};
        for (std::size_t at = 0; at < m_forest.nodes.size(); ++at) describe(graph, at);
        attach(graph);
        return std::move(m_forest);
    }

private:
    std::int64_t leader_of(std::int64_t pid) const
    {
        auto const found = m_by_pid.find(pid);
        return found != m_by_pid.end() && found->second->leader_pid > 0 ? found->second->leader_pid : pid;
    }

    std::size_t node_of(Name const &name)
    {
        auto const [found, fresh] = m_index.try_emplace(name, m_forest.nodes.size());
        if (!fresh) return found->second;
        Node node{.pid = name.first};
        if (auto const b = m_by_pid.find(name.first); name.first > 0 && b != m_by_pid.end()) node.backend = b->second;
        if (auto const p = m_by_gid.find(name.second); name.first == 0 && p != m_by_gid.end())
            node.prepared = p->second;
        m_forest.nodes.push_back(std::move(node));
        return found->second;
    }

    void add_wait(std::int64_t pid, std::vector<std::int64_t> const &blockers, Lock const *wait)
    {
        if (blockers.empty()) return;
        auto const waiter = node_of({pid, ""});
        if (m_forest.nodes[waiter].waits == nullptr) m_forest.nodes[waiter].waits = wait;
        for (auto const blocker : blockers) {
            if (blocker == 0)
                add_prepared(waiter, m_forest.nodes[waiter].waits);
            else if (leader_of(blocker) != pid)
                m_edges.push_back({waiter, node_of({leader_of(blocker), ""})});
        }
    }

    /// pg_blocking_pids says 0 for all of them; who holds the target tells which.
    void add_prepared(std::size_t waiter, Lock const *wait)
    {
        bool found = false;
        for (auto const *lock : wait ? m_holders[wait->target] : std::vector<Lock const *>{}) {
            if (lock->gid.empty()) continue;
            m_edges.push_back({waiter, node_of({0, lock->gid})});
            found = true;
        }
        if (!found) m_edges.push_back({waiter, node_of({0, ""})});
    }

    bool is_of(Lock const &lock, Node const &node) const
    {
        if (node.pid == 0) return lock.pid == 0 && node.prepared && lock.gid == node.prepared->gid;
        return lock.pid > 0 && leader_of(lock.pid) == node.pid;
    }

    void describe(WaitGraph const &graph, std::size_t at)
    {
        auto &node = m_forest.nodes[at];
        node.victims = graph.victims(at);
        node.in_cycle = graph.in_cycle(at);
        if (graph.waits(at)) ++m_forest.waiting;
        for (auto const waiter : graph.waiters(at)) {
            auto const *wait = m_forest.nodes[waiter].waits;
            if (wait == nullptr || node.holds != nullptr) continue;
            for (auto const *lock : m_holders[wait->target])
                if (node.holds == nullptr && is_of(*lock, node)) node.holds = lock;
        }
    }

    bool worse(std::size_t a, std::size_t b) const
    {
        auto const &one = m_forest.nodes[a], &other = m_forest.nodes[b];
        if (one.victims != other.victims) return one.victims > other.victims;
        if (age(one) != age(other)) return age(one) > age(other);
        return one.pid < other.pid;
    }

    static Millis age(Node const &node)
    {
        if (node.prepared) return node.prepared->age;
        return node.backend ? node.backend->age().value_or(Millis{0}) : Millis{0};
    }

    void attach(WaitGraph const &graph)
    {
        auto &nodes = m_forest.nodes;
        auto const parents = graph.parents();
        for (std::size_t at = 0; at < nodes.size(); ++at) {
            for (auto const blocker : graph.blockers(at))
                if (parents[at] != blocker) nodes[at].also_waits_for.push_back(nodes[blocker].pid);
            (parents[at] == WaitGraph::k_none ? m_forest.roots : nodes[parents[at]].children).push_back(at);
        }
        auto const order = [this](std::size_t a, std::size_t b) { return worse(a, b); };
        std::sort(m_forest.roots.begin(), m_forest.roots.end(), order);
        for (auto &node : nodes) std::sort(node.children.begin(), node.children.end(), order);
    }

    std::vector<Backend> const &m_backends;
    LockFacts const &m_facts;
    Forest m_forest;
    std::vector<WaitGraph::Edge> m_edges;
    std::map<std::int64_t, Backend const *> m_by_pid;
    std::map<std::string, Prepared const *> m_by_gid;
    std::map<std::string, std::vector<Lock const *>> m_holders;
    std::map<Name, std::size_t> m_index;
};

Remedy remedy_for_prepared(Node const &node)
{
    if (node.prepared == nullptr) return {Remedy::none, "a prepared transaction that is no longer seen", ""};
    auto const &transaction = *node.prepared;
    return {
        Remedy::rollback_prepared,
        fmt::format("a prepared transaction of {}, {} old: its coordinator must be asked whether it may be rolled back",
                    transaction.owner, human_duration(transaction.age)),
        fmt::format("rollback prepared {}", sql_literal(transaction.gid))};
}

}  // namespace

Forest blocking_forest(std::vector<Backend> const &backends, LockFacts const &facts)
{
    return Builder{backends, facts}.build();
}

Remedy remedy_for(Node const &node, Spare const &spare)
{
    if (node.pid == 0) return remedy_for_prepared(node);
    if (node.backend == nullptr) return {Remedy::none, "it was gone at the second look", ""};
    auto const &backend = *node.backend;
    auto allowed = spare;
    allowed.idle = false;  // a lock of the session, advisory ones above all, outlives transactions
    if (auto const why = why_spared(backend, allowed); !why.empty()) return {Remedy::none, why, ""};
    if (backend.idle_in_transaction())
        return {Remedy::terminate, "an idle transaction: it rolls back, nothing was running", ""};
    if (backend.is_idle()) return {Remedy::terminate, "idle, with a lock that its session keeps", ""};
    return {Remedy::cancel, "its query is cancelled, its transaction rolls back", ""};
}

}  // namespace omactl::pg
