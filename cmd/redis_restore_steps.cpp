#include "cmd/redis_connect.hpp"
#include "cmd/redis_own_keys.hpp"
#include "cmd/redis_restore.hpp"
#include "cmd/redis_target.hpp"
#include "lib/core/file.hpp"
#include "lib/core/fingerprint.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/dump.hpp"
#include "lib/operation/noted.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <unordered_set>

namespace omactl::cmd {

namespace {

constexpr std::size_t k_shown = 5;  // of the keys that did not come, in a sentence

/// Leaves out every key but those that a restore is to replace.
keyspace::DumpOptions only_replaced(op::Run &run)
{
    auto &session = session_of(run.world);
    auto const wish = RestoreWish::from(run.plan);
    Fingerprinter const hash;
    std::unordered_set<Fingerprint, FingerprintHash> names;
    RestoreLook look;
    each_wanted(wish, own_keys(session), Instant{}, look, [&](keyspace::Record const &record) {
        names.insert(hash.of(std::to_string(wish.target(record.db)), record.key));
    });
    keyspace::DumpOptions options;
    options.databases = run.plan.detail.at("databases").get<std::vector<int>>();
    options.functions = look.wanted.functions;
    options.resume = false;  // what an earlier try has read may have changed since
    options.exclude = [hash, names = std::move(names)](int db, std::string_view key) {
        return !names.contains(hash.of(std::to_string(db), key));
    };
    return options;
}

keyspace::DumpResult dump_replaced(op::Run &run)
try {
    auto &session = session_of(run.world);
    auto const options = only_replaced(run);
    run.progress.emplace(run.world.context(), "keep", 0);
    auto const progress = [&](keyspace::DumpProgress const &at) {
        run.progress->at(at.keys);
        run.guard.beat();
        throw_if_interrupted();
    };
    return keyspace::dump(run.plan.archive, keyspace::ask_facts(session.redis()), redis_connector(session),
                          run.world.context().clock, options, progress);
} catch (Error const &) {
    remove_if_there(run.plan.archive + ".part");
    throw;
}

/// What is about to be replaced, with all that it holds, into the archive.
void keep(op::Run &run)
{
    make_folders(session_of(run.world).archive_folder());
    auto const result = dump_replaced(run);
    run.progress.reset();
    keyspace::check_file(run.plan.archive);
    if (result.left_out.empty()) return;
    remove_if_there(run.plan.archive);
    throw Error{Fault::failed, fmt::format("'{}' can't be kept ({}), so nothing is replaced",
                                           printable(result.left_out[0].key), printable(result.left_out[0].why))};
}

cli::Json to_json(keyspace::RestoreResult const &result)
{
    auto examples = cli::Json::array();
    for (auto const &[db, key, why] : result.examples)
        examples.push_back({{"db", db}, {"key", cli::json_bytes(key)}, {"why", why}});
    return {{"restored", result.restored},   {"same", result.same},       {"expired", result.expired},
            {"conflicts", result.conflicts}, {"refused", result.refused}, {"skipped", result.skipped},
            {"functions", result.functions}, {"examples", examples}};
}

keyspace::RestoreResult run_restore(op::Run &run)
{
    auto &session = session_of(run.world);
    auto const wish = RestoreWish::from(run.plan);
    keyspace::RestoreOptions options;
    options.replace = wish.replace;
    options.match = wish.match;
    options.db = wish.into;
    options.only_db = wish.only_db;
    options.exclude = own_keys(session);
    auto const source = keyspace::open_source(wish.file);
    auto const facts = keyspace::ask_facts(session.redis());
    run.progress.emplace(run.world.context(), "restore", run.plan.count);
    return keyspace::restore(*source, facts, redis_connector(session), run.world.context().clock, options,
                             [&](keyspace::RestoreProgress const &at) {
                                 run.progress->at(at.keys);
                                 run.guard.beat();
                                 throw_if_interrupted();
                             });
}

void restore(op::Run &run)
{
    auto const wish = RestoreWish::from(run.plan);
    op::noted(run).about_to_write("RESTORE " + wish.file, {{"began", "1"}});
    auto const result = run_restore(run);
    run.progress.reset();
    op::noted(run).remember({{"result", cli::dump(to_json(result))}});
}

std::string sentence_of(cli::Json const &result, Millis spent)
{
    auto const count = [&](char const *name) { return result.at(name).get<std::int64_t>(); };
    auto text = fmt::format("Restored {} in {}", counted(count("restored"), "key"), human_duration(spent));
    auto const add = [&](char const *name, std::string_view what) {
        if (count(name) > 0) text += fmt::format("; {} {}", with_commas(count(name)), what);
    };
    add("same", "there already, with the same content");
    add("expired", "expired in transit");
    add("conflicts", "left alone, as something else is there");
    add("refused", "refused by the server");
    return text + ".";
}

/// The first keys that did not come, and why.
std::string trouble_of(cli::Json const &result)
{
    auto const &examples = result.at("examples");
    std::string text;
    for (std::size_t i = 0; i < examples.size() && i < k_shown; ++i) {
        auto const &key = examples[i].at("key");
        text += fmt::format("{}{} ({})", i == 0 ? "" : ", ",
                            key.is_string() ? printable(key.get<std::string>()) : cli::dump(key),
                            printable(examples[i].at("why").get<std::string>()));
    }
    auto const all = result.at("conflicts").get<std::int64_t>() + result.at("refused").get<std::int64_t>();
    return fmt::format("{} did not come: {}{}", counted(all, "key"), text,
                       all > static_cast<std::int64_t>(k_shown) ? ", …" : "");
}

/// Adds keys, and replaces them where that was asked for. It can be repeated: what came already holds the same.
class RedisRestore final : public op::NotedOperation {
public:
    RedisRestore() noexcept : NotedOperation(k_restore_operation, k_restore_version) {}

    void recheck(op::Plan const &plan, op::World &world) const override { recheck_target(plan, world); }

    void recheck_target(op::Plan const &plan, op::World &world) const override
    {
        auto const file = RestoreWish::from(plan).file;
        if (!is_there(file))
            throw Error{Fault::not_found, fmt::format("{} is gone", printable(file)), "put it back, and repeat"};
        if (file_identity(file) != plan.detail.at("file"))
            throw Error{Fault::conflict, fmt::format("{} is another file than when it was planned", printable(file)),
                        "omactl redis restore " + shell_quoted(file)};
        recheck_server(plan, session_of(world));
    }

    void apply(std::string_view step, op::Run &run) const override { step == "keep" ? keep(run) : restore(run); }

    op::Taken probe(std::string_view step, op::Run &run) const override
    {
        if (step == "keep") return is_there(run.plan.archive) ? op::Taken::yes : op::Taken::no;
        auto const record = run.guard.record();
        if (!record || record->field("began").empty()) return op::Taken::no;
        return record->field("result").empty() ? op::Taken::partly : op::Taken::yes;
    }

    op::Outcome verify(op::Run &run) const override
    {
        auto &session = session_of(run.world);
        auto const record = run.guard.record();
        auto const result = cli::Json::parse(record ? record->field("result") : "{}");
        auto const missing = count_missing(RestoreWish::from(run.plan), session);
        op::Outcome outcome;
        outcome.sentence = sentence_of(result, run.spent());
        outcome.changes.push_back(result);
        outcome.after = {{"keys", keyspace::ask_facts(session.redis()).keys()}, {"missing", missing}};
        if (result.at("conflicts").get<std::int64_t>() + result.at("refused").get<std::int64_t>() > 0) {
            outcome.fault = Fault::partial;
            outcome.trouble = trouble_of(result);
        } else if (missing > 0) {
            outcome.fault = Fault::unverified;
            outcome.trouble = fmt::format("{} not there any more: taken by workers, deleted, or evicted",
                                          counted(missing, "key") + (missing == 1 ? " is" : " are"));
        }
        return outcome;
    }
};

RedisRestore const g_restore;

}  // namespace

}  // namespace omactl::cmd
