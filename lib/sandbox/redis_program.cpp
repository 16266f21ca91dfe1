#include "lib/sandbox/redis_program.hpp"

#include "lib/core/error.hpp"
#include "lib/process/process.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace omactl::sandbox {

void need_redis_program()
{
    if (process::find_program("redis-server") || process::find_program("redis-check-rdb")) return;
    throw Error{Fault::not_found, "sandbox: redis-server is not installed",
                "apt-get install redis-tools    (the server's program, without a service)"};
}

std::string redis_program(std::string const &folder, std::string_view name)
{
    if (auto const found = process::find_program(name)) return *found;
    need_redis_program();
    auto other = process::find_program("redis-check-rdb");
    if (!other) other = process::find_program("redis-server");
    auto const link = fmt::format("{}/{}", folder, name);
    std::error_code there;
    std::filesystem::create_symlink(*other, link, there);
    return link;
}

}  // namespace omactl::sandbox
