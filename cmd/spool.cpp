#include "cmd/spool.hpp"

#include "lib/core/error.hpp"
#include "lib/core/interrupt.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

namespace omactl::cmd {

namespace {

Fd nameless_file(std::string const &folder)
{
    make_folders(folder);
    int const fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) return Fd{fd};
    // Some file systems have no such files; there it has a name for a moment.
    auto name = folder + "/stdin.XXXXXX";
    Fd file{::mkostemp(name.data(), O_CLOEXEC)};
    if (!file) throw Error{Fault::failed, fmt::format("open {}: {}", name, system_message(errno))};
    remove_if_there(name);
    return file;
}

}  // namespace

Spool::Spool(std::string const &folder) : m_file(nameless_file(folder))
{
    std::vector<char> block(256 * 1024);
    for (;;) {
        auto const got = ::read(STDIN_FILENO, block.data(), block.size());
        throw_if_interrupted();
        if (got == 0) return;
        if (got > 0)
            write_all(m_file.get(), {block.data(), static_cast<std::size_t>(got)}, "a copy of stdin in " + folder);
        else if (errno != EINTR)
            throw Error{Fault::failed, fmt::format("read stdin: {}", system_message(errno))};
    }
}

std::string Spool::path() const
{
    return fmt::format("/proc/self/fd/{}", m_file.get());
}

}  // namespace omactl::cmd
