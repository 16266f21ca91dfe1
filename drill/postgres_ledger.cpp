#include "drill/postgres_ledger.hpp"

#include "lib/core/file.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace omactl::drill {

namespace {

using Row = std::pair<std::string, std::string>;  // writer, n
using Rows = std::map<Row, std::int64_t>;         // how many there are

constexpr std::string_view k_committed = "committed ";

/// The commits that it was told of; its other notes are counted.
void read_notes(ClientBook const &book, Rows &acknowledged, CommitAccounts &all)
{
    auto const text = read_if_there(book.notes).value_or("");
    for (auto const line : split(text, '\n')) {
        if (line.starts_with(k_committed))
            ++acknowledged[{std::to_string(book.number), std::string(line.substr(k_committed.size()))}];
        else if (line == "ended")
            ++all.ended;
        else if (line == "reconnected")
            ++all.reconnected;
    }
}

Rows in_the_table(postgres::Connection &admin)
{
    Rows rows;
    auto const found = admin.ask("select writer, n, count(*) as times from orders group by writer, n");
    for (std::size_t i = 0; i < found.size(); ++i)
        rows[{found[i].text("writer"), found[i].text("n")}] = found[i].integer("times");
    return rows;
}

}  // namespace

// The notes first: what is acknowledged is in the table by then.
CommitAccounts account(std::vector<ClientBook> const &books, postgres::Connection &admin)
{
    CommitAccounts all;
    Rows acknowledged;
    for (auto const &book : books) read_notes(book, acknowledged, all);
    auto const kept = in_the_table(admin);
    all.acknowledged = std::ssize(acknowledged);
    for (auto const &[row, times] : acknowledged) {
        auto const found = kept.find(row);
        if (found != kept.end()) ++all.kept;
        if (found != kept.end() && found->second == 1) continue;
        ++(found == kept.end() ? all.lost : all.doubled);
        all.example = fmt::format("row {} of writer {}", row.second, row.first);
    }
    return all;
}

}  // namespace omactl::drill
