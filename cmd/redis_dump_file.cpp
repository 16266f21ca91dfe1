#include "cmd/redis_dump_file.hpp"

#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <filesystem>

namespace omactl::cmd {

namespace {

using Counts = std::array<std::int64_t, keyspace::k_types>;

cli::Json types_json(Counts const &counts)
{
    auto json = cli::Json::object();
    for (std::size_t type = 0; type < counts.size(); ++type)
        if (counts[type] > 0) json[std::string(keyspace::name_of(static_cast<keyspace::Type>(type)))] = counts[type];
    return json;
}

cli::Report damaged(std::string const &file, Error const &why)
{
    cli::Report report{{{"file", file}, {"whole", false}, {"error", why.message()}}, {}, Fault::found};
    report.blocks.emplace_back(printable(why.message()) + "\n");
    return report;
}

cli::Report whole(std::string const &file, keyspace::Checked const &checked)
{
    cli::Report report{to_json(checked.tally), {}, Fault::ok};
    report.data.update({{"file", file},
                        {"whole", true},
                        {"method", checked.rdb ? "rdb" : "keys"},
                        {"rdb_version", checked.rdb_version},
                        {"server_version", checked.version},
                        {"file_bytes", std::filesystem::file_size(file)},
                        {"warnings", checked.warnings}});
    auto text = fmt::format("{} is whole: {}", printable(file), counted(checked.tally.count(), "key"));
    if (checked.tally.count() > 0) text += fmt::format(" ({})", types_text(checked.tally));
    text += fmt::format(", {} with an expiry", with_commas(checked.tally.with_expiry));
    text +=
        fmt::format("; {} of Redis {}, RDB version {}\n", checked.rdb ? "an RDB" : "a dump key by key",
                    checked.version.empty() ? "(it does not say)" : printable(checked.version), checked.rdb_version);
    for (auto const &warning : checked.warnings) text += printable(warning) + "\n";
    report.blocks.emplace_back(std::move(text));
    return report;
}

}  // namespace

std::string types_text(keyspace::Tally const &tally)
{
    Counts sum{};
    for (auto const &[db, counts] : tally.keys)
        for (std::size_t type = 0; type < counts.size(); ++type) sum[type] += counts[type];
    std::vector<std::string> parts;
    for (std::size_t type = 0; type < sum.size(); ++type)
        if (sum[type] > 0)
            parts.push_back(
                fmt::format("{} {}", keyspace::name_of(static_cast<keyspace::Type>(type)), with_commas(sum[type])));
    return fmt::format("{}", fmt::join(parts, ", "));
}

cli::Json to_json(keyspace::Tally const &tally)
{
    cli::Json json{{"keys", tally.count()},
                   {"with_expiry", tally.with_expiry},
                   {"functions", tally.functions},
                   {"databases", cli::Json::array()}};
    for (auto const &[db, counts] : tally.keys)
        json["databases"].push_back({{"db", db}, {"keys", tally.count(db)}, {"types", types_json(counts)}});
    return json;
}

cli::Report check_report(std::string const &file)
{
    try {
        return whole(file, keyspace::check_file(file));
    } catch (Error const &e) {
        if (e.fault() != Fault::failed) throw;
        return damaged(file, e);
    }
}

}  // namespace omactl::cmd
