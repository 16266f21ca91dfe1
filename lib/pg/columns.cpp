#include "lib/pg/columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace omactl::pg {

std::string moment_sql(std::string_view expression)
{
    return fmt::format(R"(pg_catalog.to_char({} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))", expression);
}

std::string age_sql(std::string_view expression)
{
    // greatest() passes over NULL, hence the case.
    return fmt::format("case when {0} is not null then"
                       " greatest(0, (extract(epoch from pg_catalog.clock_timestamp() - {0}) * 1000)::bigint) end",
                       expression);
}

std::optional<Millis> millis_if(postgres::Rows::Row const &row, std::string_view column)
{
    auto const value = row.integer_if(column);
    return value ? std::optional{Millis{*value}} : std::nullopt;
}

std::vector<std::int64_t> pids_of(std::string_view array)
{
    std::vector<std::int64_t> pids;
    auto const *at = array.data(), *const end = at + array.size();
    while (at < end) {
        std::int64_t pid = 0;
        auto const [behind, wrong] = std::from_chars(at, end, pid);
        if (wrong == std::errc{}) pids.push_back(pid);
        at = behind > at ? behind : at + 1;
    }
    std::sort(pids.begin(), pids.end());
    pids.erase(std::unique(pids.begin(), pids.end()), pids.end());
    return pids;
}

std::string array_of(std::vector<std::int64_t> const &pids)
{
    return fmt::format("{{{}}}", fmt::join(pids, ","));
}

std::string array_of(std::vector<std::string> const &texts)
{
    std::string array = "{";
    for (auto const &text : texts) {
        if (array.size() > 1) array += ',';
        array += '"';
        for (char const c : text) {
            if (c == '"' || c == '\\') array += '\\';
            array += c;
        }
        array += '"';
    }
    return array + "}";
}

}  // namespace omactl::pg
