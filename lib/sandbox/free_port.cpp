#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/sandbox/folder.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <random>

namespace omactl::sandbox {

namespace {

bool is_free(std::uint16_t port)
{
    Fd const fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in where = {};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return fd && ::bind(fd.get(), reinterpret_cast<sockaddr const *>(&where), sizeof where) == 0;
}

}  // namespace

std::uint16_t free_port()
{
    // At random, so that programs which look at the same time seldom find the same one.
    static std::mt19937 random{std::random_device{}()};
    std::uniform_int_distribution<unsigned> any{10'000, 32'000};
    for (int tries = 0; tries < 1'000; ++tries) {
        auto const port = static_cast<std::uint16_t>(any(random));
        if (is_free(port)) return port;
    }
    throw Error{Fault::failed, "sandbox: no free port between 10000 and 32000"};
}

}  // namespace omactl::sandbox
