#pragma once

#include "lib/postgres/connection.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace omactl::drill {

/// What became of those who only worked (ClientOrder), by their own notes and by the table `orders`.
struct CommitAccounts {
    std::int64_t acknowledged = 0, kept = 0;  ///< commits that a writer was told of; rows of those in the table
    std::int64_t lost = 0, doubled = 0;
    std::int64_t ended = 0;        ///< connections or statements that somebody ended
    std::int64_t reconnected = 0;  ///< after the server was restarted
    std::string example;           ///< a row that is lost or doubled
};

struct ClientBook {
    std::int64_t number = 0;  ///< 0: a reader
    std::string notes;        ///< the file of its notes
};
CommitAccounts account(std::vector<ClientBook> const &books, postgres::Connection &admin);

}  // namespace omactl::drill
