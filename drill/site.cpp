#include "drill/site.hpp"

#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/sandbox/account.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <filesystem>

namespace omactl::drill {

namespace {

namespace fs = std::filesystem;

constexpr Millis k_look_again{20};

}  // namespace

Site::Site(std::string omactl, Environ const &variables, Clock &clock)
    : m_clock(clock), m_environ(variables), m_omactl(std::move(omactl))
{
    sandbox::set_root(folder());
    fs::create_directories(folder() + "/bin");
    fs::create_symlink(m_omactl, folder() + "/bin/omactl");
}

void Site::write_config(std::vector<std::string> const &folders, std::string const &tables) const
{
    std::string text = "default = \"sandbox\"\n";
    if (!folders.empty()) text += fmt::format("runbooks = {}\n", toml_string(folders.front()));
    text += "\n[env.sandbox]\nprotected = false\n" + tables;
    write_all(open_file(config_path(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC).get(), text, config_path());
}

std::vector<std::string> Site::variables() const
{
    std::vector<std::string> all{
        "HOME=" + folder(),
        "XDG_STATE_HOME=" + folder() + "/state",
        "XDG_CONFIG_HOME=" + folder(),
        "OMACTL_CONFIG=" + config_path(),
        "OMACTL_ENV=sandbox",
        "OMACTL_REHEARSAL=" + folder(),
        fmt::format("PATH={}/bin:{}", folder(), m_environ.get("PATH").value_or("/usr/bin:/bin"))};
    for (auto const *name :
         {"TERM", "NO_COLOR", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "PAGER", "COLUMNS", "ASAN_OPTIONS"})
        if (auto const value = m_environ.get(name)) all.push_back(fmt::format("{}={}", name, *value));
    return all;
}

process::Start Site::omactl(std::vector<std::string> const &words) const
{
    process::Start start;
    std::vector<std::string> argv{m_omactl};
    argv.insert(argv.end(), words.begin(), words.end());
    start.argv = sandbox::companion(argv);
    start.environment = variables();
    return start;
}

process::Start Site::part(std::string_view name, std::string const &order) const
{
    process::Start start;
    start.argv = sandbox::companion({fs::read_symlink("/proc/self/exe").string(), std::string(name), order});
    start.environment = variables();
    start.own_group = true;
    start.log = fmt::format("{}/{}.log", folder(), name);
    return start;
}

void Site::sleep(Millis span) const
{
    m_clock.sleep(span);
    throw_if_interrupted();
}

bool Site::await(std::function<bool()> const &holds, Millis limit) const
{
    auto const end = m_clock.ticks() + limit;
    while (!holds()) {
        if (m_clock.ticks() >= end) return false;
        sleep(k_look_again);
    }
    return true;
}

std::string toml_string(std::string_view text)
{
    std::string quoted;
    append_json_string(quoted, text);
    return quoted;
}

std::string toml_words(std::vector<std::string> const &words)
{
    std::string text;
    for (auto const &word : words) text += (text.empty() ? "" : ", ") + toml_string(word);
    return "[" + text + "]";
}

}  // namespace omactl::drill
