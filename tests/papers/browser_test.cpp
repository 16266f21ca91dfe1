// The report of a run, as a real browser shows it on a phone.

#include "lib/core/file.hpp"
#include "lib/process/process.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace {

using namespace omactl;

constexpr Millis k_limit{120'000};

/// A run of a page with what stretches a narrow screen: long words, long lines, wide output.
struct Reported {
    sandbox::Folder folder;
    std::string html;

    Reported()
    {
        std::ofstream{folder.path() + "/page.md"}
            << "---\ntitle: A page with a " << std::string(90, 'w') << "\n---\n\n## A step\n\nSee `"
            << std::string(120, 'c') << "`.\n\n```omactl\nomactl config path\nomactl help exit-status\n```\n";
        auto const ran = omactl({"run", folder.path() + "/page.md"});
        INFO(ran.err);
        REQUIRE(ran.status == 0);
        auto const runs = folder.path() + "/state/omactl/runs";
        std::string id;
        for (auto const &entry : std::filesystem::directory_iterator{runs})
            if (auto const name = entry.path().filename().string(); name.front() != '.') id = name;
        html = omactl({"runbook", "report", id, "--html"}).out;
    }
    process::Ended omactl(std::vector<std::string> words) const
    {
        words.insert(words.begin(), OMACTL_PROGRAM);
        return process::run({.argv = words,
                             .environment = std::vector<std::string>{"PATH=" + std::string{std::getenv("PATH")},
                                                                     "HOME=" + folder.path(),
                                                                     "XDG_STATE_HOME=" + folder.path() + "/state"},
                             .input = {},
                             .log = {}},
                            k_limit);
    }
    /// What a script says of the report, shown so many points wide: in a frame, as a browser without a
    /// screen makes no narrower window than 500.
    std::string answer(std::string const &script, int width) const
    {
        auto page = html;
        REQUIRE(page.rfind("</body>") != std::string::npos);
        // The report itself lets no script run.
        auto const policy = page.find("<meta http-equiv=\"Content-Security-Policy\"");
        REQUIRE(policy != std::string::npos);
        page.erase(policy, page.find('>', policy) + 1 - policy);
        page.insert(page.rfind("</body>"), "<script>parent.postMessage('so: ' + (" + script + "), '*')</script>");
        std::ofstream{folder.path() + "/report.html"} << page;
        std::ofstream{folder.path() + "/frame.html"}
            << "<title></title><script>onmessage = said => document.title = said.data</script>"
               "<iframe src=report.html style='border:0' height=800 width="
            << width << "></iframe>";
        auto const shown = browser(folder.path() + "/frame.html");
        INFO(shown.out << shown.err);
        auto const at = shown.out.find("<title>so: ");
        REQUIRE(at != std::string::npos);
        return shown.out.substr(at + 11, shown.out.find('<', at + 1) - at - 11);
    }
    process::Ended browser(std::string const &file) const
    {
        return process::run({.argv = {"chromium", "--headless", "--no-sandbox", "--disable-gpu",
                                      "--user-data-dir=" + folder.path() + "/browser", "--virtual-time-budget=2000",
                                      "--window-size=1280,900", "--dump-dom", "file://" + file},
                             .environment = {},
                             .input = {},
                             .log = {}},
                            k_limit);
    }
};

TEST_CASE("a report fits a phone, and asks nobody for anything")
{
    Reported const report;
    // Wide output scrolls in its own box; the page as a whole does not.
    CHECK(report.answer("document.documentElement.scrollWidth <= window.innerWidth", 390) == "true");
    CHECK(report.answer("window.innerWidth", 390) == "390");
    CHECK(report.answer("performance.getEntriesByType('resource').length", 1'200) == "0");
    CHECK(report.answer("parseFloat(getComputedStyle(document.body).fontSize) >= 14", 390) == "true");
    CHECK(report.answer("document.querySelectorAll('h1').length", 390) == "1");
}

}  // namespace
