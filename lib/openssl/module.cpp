#include "lib/openssl/module.hpp"

#include "lib/core/error.hpp"
#include "lib/core/places.hpp"
#include "lib/openssl/plugin/entry.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <string>

namespace omactl::openssl {

namespace {

constexpr std::string_view k_file = "omactl-openssl.so";

template <class Function> Function *symbol(void *library, char const *name, std::string const &path)
{
    auto *const found = ::dlsym(library, name);
    if (!found) {
        throw Error{Fault::internal, fmt::format("openssl module {}: it has no {}", path, name),
                    "install omactl again"};
    }
    return reinterpret_cast<Function *>(found);
}

Module &load()
{
    auto const path = find_part(libexec_places(k_file));
    void *const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);  // never closed: OpenSSL has exit handlers
    if (!library) {
        throw Error{Fault::internal, fmt::format("openssl module {}: {}", path, ::dlerror()), "install omactl again"};
    }
    std::string_view const version = symbol<ModuleVersion>(library, k_version_symbol, path)();
    if (version != OMACTL_VERSION) {
        throw Error{Fault::internal,
                    fmt::format("openssl module {}: it is of version {}, omactl of {}", path, version, OMACTL_VERSION),
                    "install omactl again"};
    }
    return *symbol<ModuleEntry>(library, k_entry_symbol, path)();
}

}  // namespace

Module &module()
{
    static Module &loaded = load();
    return loaded;
}

}  // namespace omactl::openssl
