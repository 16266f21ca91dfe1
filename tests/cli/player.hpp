#pragma once

#include "lib/process/process.hpp"
#include "lib/sandbox/redis_server.hpp"
#include "tests/cli/database.hpp"
#include "tests/cli/normal.hpp"
#include "tests/cli/script.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace omactl::tests {

/// Plays a .t file: a folder of its own, the servers that it needs, its commands one by one.
class Player {
public:
    /// `program` is run where a line says omactl.
    Player(Script script, std::string program);
    ~Player();
    Player(Player const &) = delete;

    /// What did not come as expected, ready to print, with file and line; empty when all did.
    std::string play();
    /// The file with the expectations of those commands that went otherwise written anew. Call
    /// after play().
    std::string updated() const;
    /// A step could not be carried out: writing anew does not help.
    bool broken() const { return m_broken; }

private:
    void run(Step const &step);
    void start_redis(Step const &step);
    void start_postgres(Step const &step);
    Database &database();
    std::string redis_answer(Step const &step) const;
    void compare_answer(Step const &step, std::string const &mark, std::string const &answer);
    void write_content(Step const &step) const;
    void set_variable(Step const &step);
    void run_command(Step const &step);
    process::Ended run_program(Step const &step) const;
    void compare(Step const &step, process::Ended const &ended);
    void report(Step const &step, std::string const &what);
    std::vector<std::string> words(Step const &step) const;
    std::vector<std::string> environment() const;

    Script m_script;
    std::string m_program;
    sandbox::Folder m_folder;
    std::string m_old_folder;
    std::optional<sandbox::RedisServer> m_redis;
    std::optional<Database> m_database;
    std::map<std::string, std::string> m_variables;
    Normaliser m_normal;
    std::string m_report;
    bool m_broken = false;
    std::map<std::size_t, std::vector<std::string>> m_anew;  // by the command's line
};

}  // namespace omactl::tests
