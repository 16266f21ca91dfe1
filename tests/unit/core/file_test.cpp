#include "lib/core/error.hpp"
#include "lib/core/file.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

using namespace omactl;

namespace {

class Folder {
public:
    Folder()
    {
        char name[] = "/tmp/omactl-file-XXXXXX";
        REQUIRE(mkdtemp(name) != nullptr);
        m_path = name;
    }
    ~Folder() { std::filesystem::remove_all(m_path); }
    std::string operator/(std::string const &name) const { return m_path + "/" + name; }
    std::string const &path() const { return m_path; }

private:
    std::string m_path;
};

void put(std::string const &path, std::string_view bytes)
{
    auto fd = open_file(path, O_WRONLY | O_CREAT | O_TRUNC);
    write_all(fd.get(), bytes, path);
    sync_file(fd.get(), path);
    fd.close();
}

template <typename Body> Error error_of(Body body)
{
    try {
        body();
    } catch (Error const &e) {
        return e;
    }
    return Error{Fault::ok, "no error"};
}

unsigned mode_of(std::string const &path)
{
    struct stat facts = {};
    REQUIRE(stat(path.c_str(), &facts) == 0);
    return facts.st_mode & 0777;
}

}  // namespace

TEST_CASE("bytes come back as they were written")
{
    Folder const folder;
    std::string bytes(300'000, 'x');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 % 251);
    put(folder / "f", bytes);
    CHECK(read_file(folder / "f") == bytes);
    CHECK(read_if_there(folder / "f") == bytes);
    CHECK(mode_of(folder / "f") == 0600);
    put(folder / "f", "");
    CHECK(read_file(folder / "f").empty());
}

TEST_CASE("what is not there")
{
    Folder const folder;
    auto const error = error_of([&] { read_file(folder / "none"); });
    CHECK(error.fault() == Fault::not_found);
    CHECK(error.message() == "open " + (folder / "none") + ": no such file or directory");
    CHECK_FALSE(read_if_there(folder / "none").has_value());
    CHECK_FALSE(is_there(folder / "none"));
    remove_if_there(folder / "none");
    put(folder / "f", "x");
    CHECK(is_there(folder / "f"));
    CHECK_FALSE(is_there(folder / "f/below"));
    remove_if_there(folder / "f");
    CHECK_FALSE(is_there(folder / "f"));
}

TEST_CASE("what the system says is an error of ours, naming the path")
{
    Folder const folder;
    auto const reading = error_of([&] { read_if_there(folder.path()); });
    CHECK(reading.fault() == Fault::failed);
    CHECK(reading.message() == "read " + folder.path() + ": is a directory");

    auto const full = error_of([] {
        auto fd = open_file("/dev/full", O_WRONLY);
        write_all(fd.get(), "x", "/dev/full");
    });
    CHECK(full.fault() == Fault::failed);
    CHECK(full.message() == "write /dev/full: no space left on device");

    auto const closed = error_of([] { sync_file(-1, "name"); });
    CHECK(closed.message() == "fsync name: bad file descriptor");
    CHECK(error_of([&] { remove_if_there(folder.path()); }).fault() == Fault::failed);
}

TEST_CASE("a pipe has nothing to sync")
{
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    Fd const reads{ends[0]}, writes{ends[1]};
    CHECK_NOTHROW(sync_file(writes.get(), "pipe"));
}

TEST_CASE("a file takes its new name, over an old one")
{
    Folder const folder;
    put(folder / "new", "new");
    put(folder / "old", "old");
    rename_durably(folder / "new", folder / "old");
    CHECK(read_file(folder / "old") == "new");
    CHECK_FALSE(is_there(folder / "new"));
    auto const error = error_of([&] { rename_durably(folder / "new", folder / "x"); });
    CHECK(error.fault() == Fault::not_found);
    CHECK(error.message().starts_with("rename " + (folder / "new") + " to "));
}

TEST_CASE("folders are made with their parents, for their owner alone")
{
    Folder const folder;
    make_folders(folder / "a/b/c");
    CHECK(mode_of(folder / "a") == 0700);
    CHECK(mode_of(folder / "a/b/c") == 0700);
    make_folders(folder / "a/b/c");
    make_folders(folder / "a/d/");
    CHECK(is_there(folder / "a/d"));
    put(folder / "file", "x");
    auto const error = error_of([&] { make_folders(folder / "file/below"); });
    CHECK(error.fault() == Fault::failed);
    CHECK(error.message() == "mkdir " + (folder / "file") + ": file exists");
}

TEST_CASE("free space is what an ordinary user has, also where nothing is yet")
{
    Folder const folder;
    struct statvfs facts = {};
    REQUIRE(statvfs(folder.path().c_str(), &facts) == 0);
    // Others write to the same disk meanwhile, so it is close at best: a hundredth of the whole.
    auto const whole = static_cast<double>(facts.f_blocks) * static_cast<double>(facts.f_frsize);
    auto const available = static_cast<double>(facts.f_bavail) * static_cast<double>(facts.f_frsize);
    CHECK(static_cast<double>(free_space(folder.path())) == Approx(available).margin(whole / 100));
    CHECK(free_space(folder / "not/there/yet") > 0);
    CHECK(static_cast<double>(free_space(folder / "not/there/yet")) == Approx(available).margin(whole / 100));
}

TEST_CASE("a descriptor has one owner")
{
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    Fd const reads{ends[0]};
    {
        Fd first{ends[1]};
        Fd second = std::move(first);
        CHECK_FALSE(static_cast<bool>(first));
        CHECK(second.get() == ends[1]);
        second = std::move(second);
        CHECK(static_cast<bool>(second));
        CHECK(fcntl(ends[1], F_GETFD) != -1);
    }
    CHECK(fcntl(ends[1], F_GETFD) == -1);
    Fd opened = open_file("/dev/null", O_RDONLY);
    CHECK((fcntl(opened.get(), F_GETFD) & FD_CLOEXEC) != 0);
    opened.close();
    opened.close();
    CHECK_FALSE(static_cast<bool>(opened));
}
