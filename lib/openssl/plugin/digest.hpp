#pragma once

#include "lib/openssl/module.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace omactl::openssl {

std::unique_ptr<Digest> open_sha256();
std::string sha1_of(std::string_view bytes);    ///< raw, 20 bytes
std::string sha256_of(std::string_view bytes);  ///< raw, 32 bytes

}  // namespace omactl::openssl
