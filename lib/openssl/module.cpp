#include "lib/openssl/module.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/openssl/plugin/entry.hpp"

#include <dlfcn.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <string>
#include <vector>

namespace omactl::openssl {

namespace {

constexpr std::string_view k_file = "omactl-openssl.so";

std::string program_folder()
{
    std::array<char, PATH_MAX> path;
    auto const size = ::readlink("/proc/self/exe", path.data(), path.size());
    if (size <= 0) return {};
    std::string const program{path.data(), static_cast<std::size_t>(size)};
    return program.substr(0, program.rfind('/'));
}

/// Beside the program in the build tree, in its install place (moved as a whole, or as configured),
/// and for test programs, which stand elsewhere in the build tree.
std::vector<std::string> places()
{
    std::vector<std::string> all;
    if (auto const folder = program_folder(); !folder.empty()) {
        all.push_back(fmt::format("{}/../libexec/{}", folder, k_file));
        all.push_back(fmt::format("{}/../libexec/omactl/{}", folder, k_file));
    }
    all.push_back(fmt::format("{}/{}", OMACTL_LIBEXEC, k_file));
    all.push_back(fmt::format("{}/{}", OMACTL_BUILD_LIBEXEC, k_file));
    return all;
}

std::string find_module()
{
    std::string tried;
    for (auto const &place : places()) {
        if (is_there(place)) return place;
        tried += fmt::format("{}{}", tried.empty() ? "" : ", ", place);
    }
    throw Error{Fault::internal, fmt::format("openssl module: not found (tried {})", tried), "install omactl again"};
}

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
    auto const path = find_module();
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
