#include "lib/core/module.hpp"

#include "lib/core/error.hpp"
#include "lib/core/places.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <string>

namespace omactl {

namespace {

[[noreturn]] void refuse(std::string_view name, std::string const &path, std::string_view why)
{
    throw Error{Fault::internal, fmt::format("{} module {}: {}", name, path, why), "install omactl again"};
}

template <class Function>
Function *symbol(void *library, std::string_view module, std::string_view what, std::string const &path)
{
    auto const name = fmt::format("omactl_{}_{}", module, what);
    auto *const found = ::dlsym(library, name.c_str());
    if (!found) refuse(module, path, fmt::format("it has no {}", name));
    return reinterpret_cast<Function *>(found);
}

}  // namespace

void *load_module(std::string_view name)
{
    auto const path = find_part(libexec_places(fmt::format("omactl-{}.so", name)));
    void *const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);  // never closed: they have exit handlers
    if (!library) refuse(name, path, ::dlerror());
    std::string_view const version = symbol<char const *()>(library, name, "version", path)();
    if (version != OMACTL_VERSION)
        refuse(name, path, fmt::format("it is of version {}, omactl of {}", version, OMACTL_VERSION));
    return symbol<void *()>(library, name, "module", path)();
}

}  // namespace omactl
