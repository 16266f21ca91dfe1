#pragma once

#include "lib/postgres/module.hpp"

#include <memory>
#include <string>

namespace omactl::postgres {

std::unique_ptr<Session> open_session(std::string const &conninfo);

}  // namespace omactl::postgres
