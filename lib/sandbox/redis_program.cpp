#include "lib/sandbox/redis_program.hpp"

#include "lib/core/error.hpp"
#include "lib/process/process.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace omactl::sandbox {

std::string redis_program(std::string const &folder, std::string_view name)
{
    if (auto const found = process::find_program(name)) return *found;
    auto const other = process::find_program("redis-check-rdb");
    if (!other)
        throw Error{Fault::not_found, fmt::format("sandbox: {} is not installed", name),
                    "apt-get install redis-tools    (the server's program, without a service)"};
    auto const link = fmt::format("{}/{}", folder, name);
    std::error_code there;
    std::filesystem::create_symlink(*other, link, there);
    return link;
}

}  // namespace omactl::sandbox
