#include "lib/sandbox/postgres_data.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/process/process.hpp"
#include "lib/sandbox/account.hpp"
#include "lib/sandbox/folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace omactl::sandbox {

std::vector<std::string> const k_postgres_accounts = {"postgres", "nobody"};

namespace {

namespace fs = std::filesystem;

constexpr Millis k_limit{60'000};
constexpr std::string_view k_content = "alter role postgres password 'fake-postgres'\n"
                                       "create role app login password 'fake-app'\n"
                                       "create role oncall login password 'fake-oncall'\n"
                                       "grant pg_monitor, pg_signal_backend to oncall\n"
                                       "create database shop\n";

/// Folders of programs, best first.
std::vector<fs::path> program_folders()
{
    std::vector<fs::path> others;
    std::error_code none;
    for (auto const &version : fs::directory_iterator{"/usr/lib/postgresql", none})
        others.push_back(version.path() / "bin");
    std::ranges::sort(others, std::greater{});
    others.insert(others.begin(), "/usr/lib/postgresql/15/bin");
    return others;
}

void run_as_servant(std::vector<std::string> argv, std::string input = {})
{
    auto const name = fs::path{argv.front()}.filename().string();
    process::Start start;
    start.argv = servant(std::move(argv), k_postgres_accounts);
    start.input = std::move(input);
    auto const ended = process::run(start, k_limit);
    if (ended.status == 0) return;
    throw Error{Fault::failed,
                fmt::format("sandbox: {} ended with {}: {}{}", name, ended.status, ended.out, ended.err)};
}

void initialise(std::string const &data)
{
    run_as_servant({postgres_program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-N", "--no-instructions",
                    "-E", "UTF8", "--locale=C.UTF-8", "--wal-segsize=1"});
    run_as_servant({postgres_program("postgres"), "--single", "-F", "-D", data, "postgres"}, std::string{k_content});
}

/// What the others are copies of.
class Template {
public:
    Template()
    {
        give_folder(m_folder.path(), k_postgres_accounts);
        initialise(m_folder.path() + "/data");
    }
    std::string data() const { return m_folder.path() + "/data"; }

private:
    Folder m_folder;
};

}  // namespace

std::string postgres_program(std::string const &name)
{
    for (auto const &folder : program_folders()) {
        if (auto const path = (folder / name).string(); is_there(path)) return path;
    }
    throw Error{Fault::not_found, fmt::format("sandbox: PostgreSQL's {} is not installed", name),
                "./dev test    (installs it without making a cluster), or: apt-get install postgresql-15"};
}

void make_postgres_data(std::string const &folder, bool own_identity)
{
    if (own_identity) return initialise(folder + "/data");
    static Template const made;
    fs::copy(made.data(), folder + "/data", fs::copy_options::recursive);
    fs::permissions(folder + "/data", fs::perms::owner_all);
    give_folder(folder, k_postgres_accounts);
}

void copy_postgres_data(std::string const &folder, std::string const &socket_folder, std::string const &port)
{
    run_as_servant({postgres_program("pg_basebackup"), "-D", folder + "/data", "-h", socket_folder, "-p", port, "-U",
                    "postgres", "-R", "-X", "stream", "-c", "fast", "-N"});
}

}  // namespace omactl::sandbox
