// The Debian package: made as somebody would make it, installed into a root of its own, used and removed.
#include "lib/core/file.hpp"
#include "lib/process/process.hpp"
#include "lib/sandbox/redis_server.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <set>

using namespace omactl;
namespace fs = std::filesystem;

namespace {

constexpr Millis k_limit{120'000};
constexpr auto k_cpack = OMACTL_BUILD "/CPackConfig.cmake";

std::string output_of(std::vector<std::string> argv)
{
    auto const ended = process::run({.argv = std::move(argv)}, k_limit);
    CAPTURE(ended.out, ended.err);
    REQUIRE(ended.status == 0);
    return ended.out;
}

/// The package, and a root with nothing but an empty database of dpkg's in it.
class Root {
public:
    Root()
    {
        for (auto const *folder : {"root/var/lib/dpkg/info", "root/var/lib/dpkg/updates"})
            fs::create_directories(m_folder.path() + "/" + folder);
        open_file(root() + "/var/lib/dpkg/status", O_WRONLY | O_CREAT);
        output_of({"cpack", "--config", k_cpack, "-G", "DEB", "-B", m_folder.path() + "/deb"});
        for (auto const &file : fs::directory_iterator{m_folder.path() + "/deb"})
            if (file.path().extension() == ".deb") m_package = file.path();
        REQUIRE_FALSE(m_package.empty());
    }
    std::string root() const { return m_folder.path() + "/root"; }
    std::string const &package() const { return m_package; }

    void dpkg(std::vector<std::string> const &words) const
    {
        // Files belong to root: who is not, is it in a namespace. Containers' dpkg often leaves pages out.
        std::vector<std::string> argv;
        if (::geteuid() != 0) argv = {"unshare", "--map-root-user"};
        argv.insert(argv.end(), {"dpkg", "--root=" + root(), "--log=" + m_folder.path() + "/log", "--force-depends",
                                 "--path-include=/usr/share/*"});
        argv.insert(argv.end(), words.begin(), words.end());
        output_of(argv);
    }

    /// Files and folders, without dpkg's own.
    std::set<std::string> content() const
    {
        std::set<std::string> paths;
        for (auto const &file : fs::recursive_directory_iterator{root()})
            if (auto path = file.path().string().substr(root().size()); !path.starts_with("/var")) paths.insert(path);
        return paths;
    }

private:
    sandbox::Folder m_folder;
    std::string m_package;
};

}  // namespace

TEST_CASE("the package says what it is and needs, and brings no scripts")
{
    Root const root;
    auto const field = [&](char const *name) { return output_of({"dpkg-deb", "-f", root.package(), name}); };
    CHECK(field("Package") == "omactl\n");
    CHECK(field("Version") == OMACTL_VERSION "\n");
    CHECK(field("Section") == "admin\n");
    CHECK(field("Maintainer").starts_with("The omactl project <"));
    for (auto const *library : {"libc6", "libstdc++6", "libssl3"})
        CHECK_THAT(field("Depends"), Catch::Contains(library));
    auto const control = output_of({"dpkg-deb", "-I", root.package()});
    for (auto const *script : {"preinst", "postinst", "prerm", "postrm"}) CHECK_THAT(control, !Catch::Contains(script));
}

TEST_CASE("installed, it has its papers in place, runs, and leaves nothing when it goes")
{
    Root const root;
    root.dpkg({"--install", root.package()});
    auto const content = root.content();
    for (auto const *path :
         {"/usr/bin/omactl", "/usr/share/bash-completion/completions/omactl",
          "/usr/share/zsh/vendor-completions/_omactl", "/usr/share/fish/vendor_completions.d/omactl.fish",
          "/usr/share/man/man1/omactl.1", "/usr/share/man/man5/omactl-config.5"})
        CHECK(content.count(path) == 1);
    for (auto const &page : fs::directory_iterator{OMACTL_SOURCE "/man"}) {
        auto const name = page.path().filename().string();
        CHECK(content.count(fmt::format("/usr/share/man/man{}/{}", name.back(), name)) == 1);
    }
    CHECK(output_of({root.root() + "/usr/bin/omactl", "--version"}) == "omactl " OMACTL_VERSION "\n");
    root.dpkg({"--purge", "omactl"});
    CHECK(root.content().empty());
}

TEST_CASE("installed, it finds its own module")
{
    Root const root;
    root.dpkg({"--install", root.package()});
    sandbox::RedisServer const server{{.tls = true}};
    sandbox::Folder const home;
    auto const config = home.path() + "/config.toml";
    write_all(open_file(config, O_WRONLY | O_CREAT).get(),
              fmt::format("[env.test.redis]\nurl = \"{}\"\ntls = {{ ca = \"{}\" }}\n", server.tls_url(),
                          server.certificate()),
              config);
    auto const ended = process::run({.argv = {root.root() + "/usr/bin/omactl", "--config", config, "queue", "ls"},
                                     .environment = {{"HOME=" + home.path(), "LD_DEBUG=files"}}},
                                    k_limit);
    CHECK(ended.status == 0);
    // The build tree's would do as well: which one was it?
    CHECK(ended.err.find("file=" + root.root() + "/usr/") != std::string::npos);
    CHECK(ended.err.find("file=" OMACTL_BUILD) == std::string::npos);
}
