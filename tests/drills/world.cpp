#include "tests/drills/world.hpp"

#include "lib/core/file.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace omactl::tests {

namespace {

namespace fs = std::filesystem;

/// A process may end while we look.
std::string read_of(fs::path const &path)
try {
    return read_if_there(path).value_or("");
} catch (std::exception const &) {
    return "";
}

}  // namespace

World::World()
{
    fs::permissions(m_temporary.path(), fs::perms{0711});  // servers run as another user
    std::ofstream{m_home.path() + "/config.toml"} << "runbooks = \"" OMACTL_SOURCE "/tests/drills/pages\"\n";
}

std::vector<std::string> World::environment() const
{
    return {"PATH=" + std::string{std::getenv("PATH")},
            "TMPDIR=" + m_temporary.path(),
            "HOME=" + m_home.path(),
            "XDG_STATE_HOME=" + m_home.path() + "/state",
            "OMACTL_CONFIG=" + m_home.path() + "/config.toml",
            "TERM=xterm"};
}

process::Start World::omactl(std::vector<std::string> words) const
{
    words.insert(words.begin(), OMACTL_PROGRAM);
    process::Start start;
    start.argv = std::move(words);
    start.environment = environment();
    return start;
}

process::Ended World::run(std::vector<std::string> words) const
{
    return process::run(omactl(std::move(words)), Millis{120'000});
}

std::string World::folder_of_programs(std::vector<std::string> const &names) const
{
    auto const folder = m_home.path() + "/programs";
    fs::create_directories(folder);
    for (auto const &name : names)
        if (auto const link = folder + "/" + name; !fs::exists(link))
            fs::create_symlink(process::find_program(name).value(), link);
    return folder;
}

std::vector<std::string> World::left_behind() const
{
    std::vector<std::string> all;
    for (auto const &entry : fs::directory_iterator{m_temporary.path()}) all.push_back(entry.path());
    for (auto const &process : fs::directory_iterator{"/proc"}) {
        auto const id = process.path().filename().string();
        if (id.find_first_not_of("0123456789") != std::string::npos || id == std::to_string(::getpid())) continue;
        auto const command = read_of(process.path() / "cmdline"), variables = read_of(process.path() / "environ");
        if ((command + variables).find(m_temporary.path()) != std::string::npos) all.push_back(command);
    }
    return all;
}

std::vector<std::string> World::left_behind_after(Millis limit) const
{
    SystemClock clock;
    auto const end = clock.ticks() + limit;
    while (!left_behind().empty() && clock.ticks() < end) clock.sleep(Millis{50});
    return left_behind();
}

}  // namespace omactl::tests
