#pragma once

#include "lib/config/document.hpp"

#include <string>
#include <vector>

namespace omactl::config {

/// Something wrong in a configuration file. The texts hold names of keys and never a value that
/// may be secret.
struct Trouble {
    unsigned line = 0;  ///< 0: the file as a whole
    std::string what;
    std::string hint;
};

/// Compares a document with the schema: unknown keys, wrong types, missing keys. In file order.
std::vector<Trouble> validate(Node const &document);

}  // namespace omactl::config
