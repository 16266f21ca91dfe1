#include "lib/core/sealed.hpp"

#include "lib/core/file.hpp"
#include "lib/core/fingerprint.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace omactl {

namespace {

constexpr std::string_view k_sum = ",\"sum\":\"";
constexpr std::size_t k_tail = k_sum.size() + 16 + 2;  // …0123456789abcdef"}

}  // namespace

std::string sealed(std::string object)
{
    object.pop_back();  // the closing brace
    return fmt::format("{}{}{:016x}\"}}\n", object, k_sum, checksum(object));
}

std::optional<std::string> unsealed(std::string_view line)
{
    if (line.size() < k_tail) return std::nullopt;
    auto const body = line.substr(0, line.size() - k_tail);
    if (line.substr(body.size()) != fmt::format("{}{:016x}\"}}", k_sum, checksum(body))) return std::nullopt;
    return std::string(body) + "}";
}

void append_durably(int fd, std::string line, std::string const &path)
{
    char last = '\n';
    auto const size = ::lseek(fd, 0, SEEK_END);
    if (size > 0 && ::pread(fd, &last, 1, size - 1) == 1 && last != '\n') line.insert(0, "\n");
    write_all(fd, line, path);
    sync_file(fd, path);
}

}  // namespace omactl
