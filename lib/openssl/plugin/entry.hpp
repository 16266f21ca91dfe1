#pragma once

#include "lib/openssl/module.hpp"

namespace omactl::openssl {

/// What the module exports. The version is asked first: both sides share C++ classes, so they must
/// come from one build.
using ModuleVersion = char const *();
using ModuleEntry = Module *();
constexpr char const *k_version_symbol = "omactl_openssl_version";
constexpr char const *k_entry_symbol = "omactl_openssl_module";

}  // namespace omactl::openssl
