#pragma once

#include <string>
#include <vector>

namespace omactl::sandbox {

/// Accounts that a PostgreSQL may run as when we are root.
extern std::vector<std::string> const k_postgres_accounts;

/// One of PostgreSQL's server programs, Debian's 15 before any other. Throws not_found with the line that installs it.
std::string postgres_program(std::string const &name);

/// Makes `folder`/data, with the sandbox's roles and its database. `own_identity`: by an initdb of its own;
/// else copied from one that this process makes once.
void make_postgres_data(std::string const &folder, bool own_identity);
/// Makes `folder`/data a standby's: a copy of the server whose socket is in `socket_folder`.
void copy_postgres_data(std::string const &folder, std::string const &socket_folder, std::string const &port);

}  // namespace omactl::sandbox
