#include "lib/postgres/module.hpp"

#include "lib/core/module.hpp"

namespace omactl::postgres {

Module &module()
{
    static auto &loaded = *static_cast<Module *>(load_module("postgres"));
    return loaded;
}

}  // namespace omactl::postgres
