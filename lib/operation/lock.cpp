#include "lib/operation/lock.hpp"

#include "lib/core/environ.hpp"
#include "lib/core/fingerprint.hpp"
#include "lib/operation/plan.hpp"
#include "lib/operation/world.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>

namespace omactl::op {

namespace {

constexpr std::size_t k_longest_name = 200;  // file systems take 255 bytes

std::string file_name(std::string_view text)
{
    std::string name;
    for (unsigned char const c : text)
        name +=
            std::isalnum(c) || c == '-' || c == '_' ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
    return name.size() <= k_longest_name ? name : fmt::format("{:016x}", checksum(text));
}

bool is_same(int fd, std::string const &path)
{
    struct stat ours = {}, named = {};
    return ::fstat(fd, &ours) == 0 && ::stat(path.c_str(), &named) == 0 && ours.st_dev == named.st_dev &&
           ours.st_ino == named.st_ino;
}

bool try_flock(int fd, std::string const &path, int how)
{
    while (::flock(fd, how | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return false;
        if (errno != EINTR) throw Error{Fault::failed, fmt::format("cannot lock {}: {}", path, system_message(errno))};
    }
    return true;
}

}  // namespace

FileLock::FileLock(std::string path, Holder ours) : m_path(std::move(path)), m_ours(std::move(ours)) {}

bool FileLock::is_named() const
{
    return m_file && is_same(m_file.get(), m_path);
}

bool FileLock::try_take()
{
    make_folders(m_path.substr(0, m_path.rfind('/')));
    auto file = open_file(m_path, O_RDWR | O_CREAT | O_CLOEXEC);
    if (!try_flock(file.get(), m_path, LOCK_EX) || !is_same(file.get(), m_path)) return false;
    auto const words =
        cli::dump({{"operation", m_ours.operation}, {"who", m_ours.who}, {"reason", m_ours.reason}}) + "\n";
    if (::ftruncate(file.get(), 0) != 0)
        throw Error{Fault::failed, fmt::format("cannot write {}: {}", m_path, system_message(errno))};
    write_all(file.get(), words, m_path);
    m_file = std::move(file);
    return true;
}

void FileLock::beat()
{
    if (!is_named()) throw Error{Fault::conflict, fmt::format("the lock is lost: {} was removed", m_path), {}};
}

// The file stays: removing it could part two who hold "the" lock of two files of one name.
void FileLock::release() noexcept
{
    if (m_file && ::ftruncate(m_file.get(), 0) != 0) {
        // Whoever reads it finds words of a lock that is free, which the lock itself tells.
    }
    m_file = Fd{};
}

// Shared, so that two who look don't take each other for a holder.
std::optional<Holder> FileLock::holder()
{
    if (!is_there(m_path)) return std::nullopt;
    auto const file = open_file(m_path, O_RDONLY | O_CLOEXEC);
    if (try_flock(file.get(), m_path, LOCK_SH)) return std::nullopt;
    auto const words = Json::parse(read_file(m_path), nullptr, false);
    if (!words.is_object()) return Holder{"unknown", "another omactl", "", {}};
    return Holder{words.value("operation", ""), words.value("who", ""), words.value("reason", ""), {}};
}

std::unique_ptr<Lock> file_lock(Plan const &plan, World &world)
{
    auto const path = fmt::format("{}/locks/{}", state_folder(world.context().environ), file_name(plan.full_target()));
    return std::make_unique<FileLock>(path, holder_of(plan, world));
}

Holder holder_of(Plan const &plan, World const &world)
{
    return {plan.id, world.who(), world.context().secrets.redact(plan.reason), {}};
}

}  // namespace omactl::op
