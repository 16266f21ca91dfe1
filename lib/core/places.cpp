#include "lib/core/places.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <climits>

namespace omactl {

namespace {

std::string program_folder()
{
    std::array<char, PATH_MAX> path;
    auto const size = ::readlink("/proc/self/exe", path.data(), path.size());
    if (size <= 0) return {};
    std::string const program{path.data(), static_cast<std::size_t>(size)};
    return program.substr(0, program.rfind('/'));
}

std::vector<std::string> places(std::string_view beside, std::string_view installed, std::string_view name)
{
    std::vector<std::string> all;
    if (auto const folder = program_folder(); !folder.empty())
        all.push_back(fmt::format("{}/../{}/omactl/{}", folder, beside, name));
    // What runs from libexec is beside its neighbours.
    if (auto const folder = program_folder(); folder.ends_with("/omactl"))
        all.push_back(fmt::format("{}/../../{}/omactl/{}", folder, beside, name));
    all.push_back(fmt::format("{}/{}", installed, name));
    return all;
}

}  // namespace

std::vector<std::string> libexec_places(std::string_view name)
{
    return places("libexec", OMACTL_LIBEXEC, name);
}

std::vector<std::string> data_places(std::string_view name)
{
    return places("share", OMACTL_DATA, name);
}

std::string find_part(std::vector<std::string> const &places)
{
    for (auto const &place : places)
        if (is_there(place)) return place;
    throw Error{Fault::internal, fmt::format("a part of omactl is missing (tried {})", fmt::join(places, ", ")),
                "install omactl again"};
}

}  // namespace omactl
