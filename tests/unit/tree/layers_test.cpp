#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

// Holds the tree to its layers: reads the lines of every file in lib/ and cmd/ and compares them
// with the tables below. A new room is a new row.

namespace {

using Names = std::vector<std::string_view>;

Names const k_service{"core", "config", "http", "postgres", "redis", "ssh"};

/// Each room with the rooms that it may include besides itself.
std::map<std::string_view, Names> const k_rooms{
    {"core", {}},
    {"zstd", {"core"}},
    {"process", {"core"}},
    {"config", {"core", "process"}},
    {"openssl", {"core"}},
    {"http", {"core", "config"}},
    {"postgres", {"core", "config"}},
    {"redis", {"core", "config", "openssl"}},
    {"ssh", {"core", "config", "process"}},
    {"queue", k_service},
    {"pg", {"core", "config", "postgres"}},
    {"keyspace", {"core", "config", "redis", "zstd"}},
    {"settings", k_service},
    {"elasticsearch", k_service},
    {"heroku", k_service},
    {"ec2", k_service},
    {"chef", k_service},
    {"papertrail", k_service},
    {"airbrake", k_service},
    {"graphite", k_service},
    {"seyren", k_service},
    {"slack", k_service},
    {"cli", {"core", "process"}},
    {"operation", {"core", "cli", "openssl", "zstd"}},
    {"runbook", {"core", "process", "cli"}},
    {"papers", {"core", "config", "cli"}},
    {"sandbox", {"core", "process"}},
    {"drill",
     {"core", "config", "process", "redis", "postgres", "queue", "keyspace", "cli", "operation", "runbook", "sandbox"}},
};

/// What only some places may use. A place is the beginning of a path.
struct Reserved {
    std::string_view what;
    Names places;
};

std::vector<Reserved> const k_headers{
    {"hiredis/", {"lib/redis/"}},
    {"openssl/", {"lib/openssl/plugin/"}},
    {"lib/openssl/plugin/", {"lib/openssl/plugin/"}},
    {"lib/postgres/plugin/", {"lib/postgres/plugin/"}},
    {"zstd.h", {"lib/zstd/"}},
    {"CLI/", {"lib/cli/"}},
    {"toml++/", {"lib/config/"}},
    {"xxhash.h", {"lib/core/"}},
    {"cmark.h", {"lib/runbook/"}},
    {"yaml-cpp/", {"lib/runbook/", "drill/"}},
    {"curl/", {"lib/http/"}},
    {"libpq", {"lib/postgres/plugin/"}},
    {"pqxx/", {}},
    {"spawn.h", {"lib/process/"}},
    {"iostream", {}},
};

std::vector<Reserved> const k_calls{
    {"fork", {"lib/process/"}},
    {"vfork", {"lib/process/"}},
    {"posix_spawn", {"lib/process/"}},
    {"posix_spawnp", {"lib/process/"}},
    {"execl", {"lib/process/"}},
    {"execlp", {"lib/process/"}},
    {"execv", {"lib/process/"}},
    {"execve", {"lib/process/"}},
    {"execvp", {"lib/process/"}},
    {"execvpe", {"lib/process/"}},
    {"system", {}},
    {"popen", {}},
    {"getenv", {"lib/config/"}},
    {"secure_getenv", {"lib/config/"}},
    {"setenv", {}},
    {"putenv", {}},
    {"printf", {}},
    {"fprintf", {}},
    {"puts", {}},
    {"fputs", {"lib/cli/"}},
    {"system_clock::now", {"lib/core/time.cpp"}},
    {"steady_clock::now", {"lib/core/time.cpp"}},
    {"sleep_for", {"lib/core/time.cpp"}},
    {"usleep", {"lib/core/time.cpp"}},
    {"nanosleep", {"lib/core/time.cpp"}},
};

constexpr std::size_t k_most_lines = 400;

struct File {
    std::string path;  // from the root of the tree
    std::vector<std::string> lines;
};

bool is_among(std::string_view path, Names const &places)
{
    return std::any_of(places.begin(), places.end(), [&](auto place) { return path.starts_with(place); });
}

/// "queue" for lib/queue/steps.cpp, "cmd" for what is in cmd/.
std::string room_of(std::string_view path)
{
    if (path.starts_with("cmd/")) return "cmd";
    if (path.starts_with("drill/")) return "drill";
    if (!path.starts_with("lib/")) return "";
    return std::string{path.substr(4, path.find('/', 4) - 4)};
}

bool may_include(std::string_view path, std::string_view other)
{
    auto const from = room_of(path), to = room_of(other);
    if (from == to) return true;
    if (from == "cmd") return to != "sandbox" && to != "drill";
    auto const room = k_rooms.find(from);
    return room != k_rooms.end() && std::find(room->second.begin(), room->second.end(), to) != room->second.end();
}

struct Include {
    std::string name;
    bool quoted = false;
};

std::optional<Include> include_of(std::string_view line)
{
    auto const hash = line.find_first_not_of(" \t");
    if (hash == line.npos || line[hash] != '#') return std::nullopt;
    auto const word = line.find_first_not_of(" \t", hash + 1);
    if (word == line.npos || !line.substr(word).starts_with("include")) return std::nullopt;
    auto const open = line.find_first_of("<\"", word);
    auto const close = line.find_first_of(">\"", open + 1);
    if (open == line.npos || close == line.npos) return std::nullopt;
    return Include{std::string{line.substr(open + 1, close - open - 1)}, line[open] == '"'};
}

/// What is wrong with an #include, if anything.
std::string wrong_include(std::string const &path, Include const &include)
{
    auto const &name = include.name;
    bool const ours = name.starts_with("lib/") || name.starts_with("cmd/") || name.starts_with("drill/");
    if (include.quoted != ours) return fmt::format("include {} from the root of the tree, in quotes", name);
    if (ours && !may_include(path, name)) return fmt::format("{} may not include {}", room_of(path), name);
    for (auto const &[header, places] : k_headers)
        if (name.starts_with(header) && !is_among(path, places))
            return fmt::format("{} belongs in {}", name, places.empty() ? "no file" : places[0]);
    bool const in_header = path.ends_with(".hpp") && path != "lib/cli/report.hpp";
    if (in_header && name.starts_with("nlohmann/")) return fmt::format("{} belongs in no header", name);
    return "";
}

bool is_word(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

/// The line without its comment and without what its strings say.
std::string code_of(std::string_view line)
{
    std::string code;
    bool in_string = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (!in_string && line.substr(i).starts_with("//")) break;
        if (in_string && line[i] == '\\') {
            ++i;
            continue;
        }
        if (line[i] == '"' && !(i > 0 && line[i - 1] == '\'')) in_string = !in_string;
        if (!in_string) code += line[i];
    }
    return code;
}

/// Is the function called here: `name(`, `::name(` or `std::name(`, not `x.name(` or `Other::name(`?
bool calls(std::string_view code, std::string_view name)
{
    for (auto at = code.find(name); at != code.npos; at = code.find(name, at + 1)) {
        auto const behind = code.find_first_not_of(' ', at + name.size());
        if (behind == code.npos || code[behind] != '(') continue;
        auto before = code.substr(0, at);
        if (!before.empty() && (is_word(before.back()) || before.back() == '.' || before.ends_with("->"))) continue;
        if (before.ends_with("::")) {
            before.remove_suffix(2);
            bool const theirs =
                before.ends_with("std") || before.ends_with("chrono") || before.ends_with("this_thread");
            if (!theirs && !before.empty() && is_word(before.back())) continue;
        }
        return true;
    }
    return false;
}

/// The process's variable and not one of ours of that name.
bool reads_environ(std::string_view code)
{
    auto const at = code.find("environ");
    if (at == code.npos) return false;
    return code.find("char **") != code.npos || code.substr(0, at).ends_with(" ::");
}

std::string wrong_call(std::string const &path, std::string_view line)
{
    auto const code = code_of(line);
    for (auto const &[name, places] : k_calls)
        if (calls(code, name) && !is_among(path, places))
            return fmt::format("{} belongs in {}", name, places.empty() ? "no file" : places[0]);
    // lib/process hands it on to what it starts, and finds that in its PATH.
    if (reads_environ(code) && !is_among(path, {"lib/config/", "lib/process/"}))
        return "environ belongs in lib/config/";
    return "";
}

/// Each as "path:line: what is wrong".
std::vector<std::string> findings_in(File const &file)
{
    std::vector<std::string> findings;
    auto const add = [&](std::size_t line, std::string_view text) {
        if (!text.empty()) findings.push_back(fmt::format("{}:{}: {}", file.path, line, text));
    };
    auto const room = room_of(file.path);
    if (room != "cmd" && !k_rooms.contains(room)) add(1, fmt::format("room {} has no row in the table", room));
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
        if (auto const include = include_of(file.lines[i]))
            add(i + 1, wrong_include(file.path, *include));
        else
            add(i + 1, wrong_call(file.path, file.lines[i]));
    }
    if (file.lines.size() > k_most_lines) add(file.lines.size(), fmt::format("over {} lines", k_most_lines));
    return findings;
}

std::vector<File> all_files()
{
    namespace fs = std::filesystem;
    std::vector<File> files;
    for (auto const *top : {"lib", "cmd", "drill"}) {
        for (auto const &entry : fs::recursive_directory_iterator{fs::path{OMACTL_SOURCE} / top}) {
            auto const kind = entry.path().extension();
            if (!entry.is_regular_file() || (kind != ".cpp" && kind != ".hpp")) continue;
            File file{fs::relative(entry.path(), OMACTL_SOURCE).string(), {}};
            std::ifstream in{entry.path()};
            for (std::string line; std::getline(in, line);) file.lines.push_back(line);
            files.push_back(std::move(file));
        }
    }
    return files;
}

std::string joined(std::vector<std::string> const &lines)
{
    return fmt::format("{}", fmt::join(lines, "\n"));
}

/// What one line in a file at `path` would be found for.
std::string found(std::string const &path, std::string const &line)
{
    return joined(findings_in({path, {line}}));
}

}  // namespace

TEST_CASE("the tree keeps its layers")
{
    std::vector<std::string> findings;
    for (auto const &file : all_files())
        for (auto const &finding : findings_in(file)) findings.push_back(finding);
    INFO(joined(findings));
    CHECK(findings.empty());
}

TEST_CASE("the whole tree was read, with its includes")
{
    std::map<std::string, int> rooms, included;
    auto const files = all_files();
    for (auto const &file : files) {
        ++rooms[room_of(file.path)];
        for (auto const &line : file.lines)
            if (auto const include = include_of(line)) ++included[include->name];
    }
    CHECK(files.size() >= 100);
    for (auto const *room :
         {"core", "process", "config", "openssl", "redis", "queue", "cli", "operation", "sandbox", "cmd"}) {
        CAPTURE(room);
        CHECK(rooms[room] >= 2);
    }
    CHECK(included["lib/core/error.hpp"] >= 20);
    CHECK(included["string"] >= 20);
}

TEST_CASE("no two rooms include each other, by however long a way")
{
    for (auto const &[room, others] : k_rooms) {
        std::set<std::string_view> reached;
        Names open{others};
        while (!open.empty()) {
            auto const next = open.back();
            open.pop_back();
            REQUIRE(k_rooms.contains(next));
            if (reached.insert(next).second) open.insert(open.end(), k_rooms.at(next).begin(), k_rooms.at(next).end());
        }
        CAPTURE(room);
        CHECK_FALSE(reached.contains(room));
    }
}

TEST_CASE("a wrong include is found, with file and line")
{
    CHECK(found("lib/core/x.cpp", R"(#include "lib/config/config.hpp")") ==
          "lib/core/x.cpp:1: core may not include lib/config/config.hpp");
    for (auto const &[path, line] : std::vector<std::pair<std::string, std::string>>{
             {"lib/queue/x.cpp", R"(#include "lib/settings/x.hpp")"},
             {"lib/queue/x.cpp", R"(#include "lib/cli/io.hpp")"},
             {"lib/queue/x.cpp", R"(#include "lib/operation/plan.hpp")"},
             {"lib/queue/x.cpp", R"(#include "lib/process/process.hpp")"},
             {"lib/cli/x.cpp", R"(#include "lib/operation/plan.hpp")"},
             {"lib/redis/x.cpp", R"(  # include "lib/queue/list.hpp")"},
             {"lib/operation/x.cpp", R"(#include "cmd/session.hpp")"},
             {"lib/operation/x.cpp", R"(#include "lib/sandbox/redis_server.hpp")"},
             {"cmd/queue.cpp", R"(#include "lib/sandbox/redis_server.hpp")"},
             {"lib/new_room/x.cpp", ""},
             {"lib/core/x.cpp", R"(#include "error.hpp")"},
             {"lib/core/x.cpp", R"(#include <lib/core/error.hpp>)"},
             {"lib/core/x.cpp", R"(#include <hiredis/hiredis.h>)"},
             {"lib/openssl/x.cpp", R"(#include <openssl/ssl.h>)"},
             {"lib/redis/x.cpp", R"(#include "lib/openssl/plugin/tls.hpp")"},
             {"lib/core/x.cpp", R"(#include <zstd.h>)"},
             {"cmd/x.cpp", R"(#include <CLI/CLI.hpp>)"},
             {"cmd/x.cpp", R"(#include <toml++/toml.h>)"},
             {"lib/queue/x.cpp", R"(#include <xxhash.h>)"},
             {"lib/queue/x.cpp", R"(#include <iostream>)"},
             {"lib/queue/x.hpp", R"(#include <nlohmann/json.hpp>)"}}) {
        CAPTURE(path, line);
        CHECK_FALSE(found(path, line).empty());
    }
}

TEST_CASE("a wrong call is found")
{
    CHECK(found("lib/queue/x.cpp", "    auto p = fork();") == "lib/queue/x.cpp:1: fork belongs in lib/process/");
    for (auto const *line : {"if (::posix_spawn(&p))", "std::system(\"ls\");", "return system (x);", "popen(a, b)",
                             "auto const *home = std::getenv(\"HOME\");", "extern char **environ;", "f( ::environ);",
                             "auto t = std::chrono::system_clock::now();", "std::this_thread::sleep_for(1s);",
                             "fprintf(stderr, \"x\");", "if (c == '\"') execv(a, b);"}) {
        CAPTURE(line);
        CHECK_FALSE(found("lib/cli/x.cpp", line).empty());
    }
    CHECK_FALSE(joined(findings_in({"cmd/x.cpp", std::vector<std::string>(401)})).empty());
}

TEST_CASE("what is right is not found")
{
    for (auto const &[path, line] : std::vector<std::pair<std::string, std::string>>{
             {"lib/queue/x.cpp", R"(#include "lib/redis/connection.hpp")"},
             {"lib/cli/x.cpp", R"(#include "lib/process/process.hpp")"},
             {"drill/stay.cpp", R"(#include "lib/sandbox/redis_server.hpp")"},
             {"cmd/queue.cpp", R"(#include "cmd/session.hpp")"},
             {"lib/redis/link.cpp", R"(#include <hiredis/hiredis.h>)"},
             {"lib/queue/x.cpp", R"(#include <nlohmann/json.hpp>)"},
             {"lib/cli/report.hpp", R"(#include <nlohmann/json.hpp>)"},
             {"lib/process/x.cpp", "pid = fork();"},
             {"lib/config/x.cpp", "for (char **entry = environ; *entry; ++entry)"},
             {"lib/cli/x.cpp", "// fork() is elsewhere"},
             {"lib/cli/x.cpp", R"(throw Error{"call to system() failed"};)"},
             {"lib/cli/x.cpp", "tree.fork(); tree->system(); Tree::popen(); my_fork(); system_message(1);"},
             {"lib/cli/x.cpp", "auto const home = environ.get(name);"}}) {
        CAPTURE(path, line);
        CHECK(found(path, line) == "");
    }
    CHECK(findings_in({"cmd/x.cpp", std::vector<std::string>(400)}).empty());
}
