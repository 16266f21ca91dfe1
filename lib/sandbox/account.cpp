#include "lib/sandbox/account.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

namespace omactl::sandbox {

namespace {

/// The first of the accounts that exists; nullopt when we are not root anyway.
std::optional<passwd> ordinary(std::vector<std::string> const &accounts)
{
    if (::geteuid() != 0) return std::nullopt;
    for (auto const &name : accounts) {
        if (auto const *found = ::getpwnam(name.c_str())) return *found;
    }
    throw Error{Fault::failed, "sandbox: as root a server needs an ordinary account to run as, and there is none"};
}

void give(std::string const &path, passwd const &to)
{
    if (::lchown(path.c_str(), to.pw_uid, to.pw_gid) == 0) return;
    throw Error{Fault::failed, fmt::format("sandbox: chown {}: {}", path, std::strerror(errno))};
}

/// Who dies before the signal is arranged for sends none; so it does not begin under another parent.
std::vector<std::string> bound(std::vector<std::string> const &argv, std::vector<std::string> const &rights,
                               std::string const &last_signal)
{
    std::vector<std::string> words = {"setpriv", "--pdeathsig", last_signal};
    words.insert(words.end(), rights.begin(), rights.end());
    words.insert(words.end(), {"/bin/sh", "-c", R"([ "$PPID" = "$0" ] && exec "$@")", std::to_string(::getpid())});
    words.insert(words.end(), argv.begin(), argv.end());
    return words;
}

}  // namespace

std::vector<std::string> servant(std::vector<std::string> const &argv, std::vector<std::string> const &accounts,
                                 std::string const &last_signal)
{
    std::vector<std::string> rights;
    if (auto const account = ordinary(accounts))
        rights = {fmt::format("--reuid={}", account->pw_uid), fmt::format("--regid={}", account->pw_gid),
                  "--clear-groups"};
    return bound(argv, rights, last_signal);
}

std::vector<std::string> companion(std::vector<std::string> const &argv)
{
    return bound(argv, {}, "KILL");
}

void give_folder(std::string const &path, std::vector<std::string> const &accounts)
{
    auto const account = ordinary(accounts);
    if (!account) return;
    give(path, *account);
    for (auto const &entry : std::filesystem::recursive_directory_iterator{path}) give(entry.path(), *account);
}

}  // namespace omactl::sandbox
