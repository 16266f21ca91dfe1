// cli-tests FILE.t…: plays each file against the built program; README.md here has the format.
// With --must-fail a file is right when it fails and says what its line "# says: …" has.

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/sandbox/redis_server.hpp"
#include "tests/cli/player.hpp"
#include "tests/cli/script.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace {

using namespace omactl;

struct Played {
    std::string report;  // what went wrong, "" when nothing did
    bool anew = false;   // and the file was written anew
};

Played play(std::string const &path, bool update)
try {
    tests::Player player{tests::parse_script(path), OMACTL_PROGRAM};
    Played played{player.play()};
    if (!played.report.empty() && !player.broken() && update) {
        auto file = open_file(path, O_WRONLY | O_TRUNC);
        write_all(file.get(), player.updated(), path);
        file.close();
        played.anew = true;
    }
    return played;
} catch (std::exception const &e) {
    return {fmt::format("{}\n", e.what())};
}

bool passes(std::string const &path)
{
    auto const [report, anew] = play(path, std::getenv("OMACTL_UPDATE") != nullptr);
    fmt::print("{} {}\n{}", report.empty() ? "ok  " : anew ? "anew" : "FAIL", path, report);
    return report.empty() || anew;
}

bool fails_as_it_says(std::string const &path)
{
    constexpr std::string_view mark = "# says: ";
    auto const report = play(path, false).report;
    bool right = !report.empty();
    auto const script = read_file(path);
    for (auto const line : split(script, '\n'))
        if (line.starts_with(mark)) right = right && report.find(line.substr(mark.size())) != std::string::npos;
    fmt::print("{} {}\n{}", right ? "ok: failed as it should" : "FAIL: did not fail as it should", path, report);
    return right;
}

}  // namespace

int main(int argc, char **argv)
{
    bool all = argc > 1, must_fail = false;
    sandbox::keep_folders(std::getenv("OMACTL_KEEP") != nullptr);
    if (char const *root = std::getenv("TMPDIR")) sandbox::set_root(root);
    for (int i = 1; i < argc; ++i) {
        if (std::string_view{argv[i]} == "--must-fail") {
            must_fail = true;
            continue;
        }
        auto const path = std::filesystem::absolute(argv[i]).string();
        all = (must_fail ? fails_as_it_says(path) : passes(path)) && all;
    }
    return all ? EXIT_SUCCESS : EXIT_FAILURE;
}
