#include "lib/openssl/module.hpp"

#include "lib/core/module.hpp"

namespace omactl::openssl {

Module &module()
{
    static auto &loaded = *static_cast<Module *>(load_module("openssl"));
    return loaded;
}

}  // namespace omactl::openssl
