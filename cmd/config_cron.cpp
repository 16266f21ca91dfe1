#include "cmd/verb.hpp"
#include "lib/cli/io.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/process/process.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <map>

namespace omactl::cmd {

namespace {

struct CronOptions {
    std::optional<std::string> mailto;
};

struct Job {
    std::string_view schedule, command, what;
    bool changes;
};

constexpr std::array k_jobs{
    Job{"* * * * *", "holds enforce", "ends what is overdue", true},
    Job{"*/5 * * * *", "status", "says something when something needs attention", false},
};
constexpr std::string_view k_longest = "50s";  // a job that hangs would keep its lock
constexpr Millis k_trial_limit{90'000};
// Of flock: whose turn comes while the last run goes on has nothing to do or say; a trial waits for it.
constexpr std::string_view k_skip = "-n -E 0", k_wait = "-w 20 -E 75";
constexpr int k_busy = 75;

struct Trial {
    int status = 0;
    std::string said;
    /// 3 is a report; everything else but 0 is no answer to the job's question.
    bool works() const { return status == static_cast<int>(Fault::ok) || status == static_cast<int>(Fault::found); }
};

/// What cron would run, and in which environment.
class Cron {
public:
    Cron(CronOptions const &options, Session &session);
    std::string block() const;
    Trial tried(Job const &job) const;
    /// Why cron would not get at a service's address; "" when it would, or when only a trial tells.
    std::string missing(config::Source const &source) const;
    std::string line(Job const &job) const { return line(job, k_skip); }

private:
    std::string line(Job const &job, std::string_view when_busy) const;
    std::string lock(Job const &job) const;
    std::map<std::string, std::string, std::less<>> environment() const;

    std::string m_env, m_program, m_config, m_flock, m_state_folder, m_user, m_mailto;
    std::optional<std::string> m_state_home, m_home;
};

Cron::Cron(CronOptions const &options, Session &session)
{
    auto const &variables = session.context().environ;
    if (!session.config().path())
        throw Error{Fault::usage, "there is no configuration file, and cron knows no REDIS_URL or its like",
                    "omactl config init"};
    auto const flock = process::find_program("flock", "/usr/bin:/bin");
    if (!flock)
        throw Error{Fault::usage, "there is no flock, which keeps two runs apart", "apt-get install util-linux"};
    m_env = session.env_name();
    m_program = std::filesystem::read_symlink("/proc/self/exe");
    m_config = std::filesystem::absolute(*session.config().path()).lexically_normal();
    m_flock = *flock;
    m_state_folder = state_folder(variables);
    m_state_home = variables.get("XDG_STATE_HOME");
    m_home = variables.get("HOME");
    auto const who = session.who();
    m_user = who.substr(0, who.rfind('@'));
    m_mailto = options.mailto.value_or(m_user);
    if (m_mailto.find_first_of(" \t\n\"'") != std::string::npos)
        throw Error{Fault::usage, fmt::format("--mailto: '{}' is no address", printable(m_mailto))};
}

std::string Cron::lock(Job const &job) const
{
    auto name = fmt::format("cron-{}-{}", m_env, job.command);
    for (char &c : name)
        if (c == '/' || c == ' ') c = '-';
    return fmt::format("{}/{}.lock", m_state_folder, name);
}

std::string Cron::line(Job const &job, std::string_view when_busy) const
{
    return fmt::format("{} {} {} {} --config {} -e {} -q --timeout {} {}", m_flock, when_busy, shell_quoted(lock(job)),
                       shell_quoted(m_program), shell_quoted(m_config), shell_quoted(m_env), k_longest, job.command);
}

std::string Cron::block() const
{
    auto text = fmt::format("# omactl, environment {}: for crontab -e\nMAILTO={}\n", printable(m_env), m_mailto);
    // Or its journal and its holds would be others than yours.
    if (m_state_home) text += fmt::format("XDG_STATE_HOME=\"{}\"\n", printable(*m_state_home));
    for (Job const &job : k_jobs) {
        text += fmt::format("# {}\n{} ", job.what, job.schedule);
        for (char const c : line(job)) {
            if (c == '%') text += '\\';  // cron's end of a line
            text += c;
        }
        text += '\n';
    }
    return text;
}

std::map<std::string, std::string, std::less<>> Cron::environment() const
{
    std::map<std::string, std::string, std::less<>> all{
        {"PATH", "/usr/bin:/bin"}, {"SHELL", "/bin/sh"}, {"LOGNAME", m_user}, {"MAILTO", m_mailto}};
    if (m_home) all["HOME"] = *m_home;
    if (m_state_home) all["XDG_STATE_HOME"] = *m_state_home;
    return all;
}

std::string Cron::missing(config::Source const &source) const
{
    if (source.kind != config::Source::Kind::env) return {};
    try {
        Secrets none;
        config::resolve(source, Environ{environment()}, none);
    } catch (Error const &e) {
        return e.message();
    }
    return {};
}

Trial Cron::tried(Job const &job) const
{
    make_folders(m_state_folder);
    auto const command = line(job, k_wait) + (job.changes ? " --dry-run" : "");
    std::vector<std::string> variables;
    for (auto const &[name, value] : environment()) variables.push_back(name + "=" + value);
    auto const ended = process::run({.argv = {"/bin/sh", "-c", command}, .environment = variables}, k_trial_limit);
    if (ended.status == k_busy) return {ended.status, "another run of it holds its lock\n"};
    return {ended.status, ended.out + ended.err};
}

std::string told(Job const &job, Trial const &trial)
{
    if (!trial.works())
        return fmt::format("FAIL {}: under cron it ends with {}:\n{}", job.command, trial.status, trial.said);
    if (trial.said.empty()) return fmt::format("ok   {}: it works, and says nothing\n", job.command);
    return fmt::format("ok   {}: it works, and would say now:\n{}", job.command, trial.said);
}

cli::Report cron(CronOptions const &options, Session &session)
{
    auto const &context = session.context();
    Cron const cron{options, session};
    cli::Report report;
    report.data = {{"crontab", cli::json_bytes(cron.block())}, {"jobs", cli::Json::array()}};
    context.say("Tried as cron would run them (changes as dry runs):\n");
    for (Job const &job : k_jobs) {
        auto const trial = cron.tried(job);
        report.data["jobs"].push_back({{"schedule", job.schedule},
                                       {"command", cli::json_bytes(cron.line(job))},
                                       {"status", trial.status},
                                       {"said", cli::json_bytes(trial.said)}});
        if (!trial.works()) report.fault = Fault::found;
        if (trial.works())
            context.say(told(job, trial));
        else
            context.io.err(context.secrets.redact(told(job, trial)));
    }
    if (auto const &redis = session.environment().redis; redis)
        if (auto const why = cron.missing(redis->url); !why.empty()) {
            report.fault = Fault::found;
            context.io.err(fmt::format("FAIL redis, for every line: {} under cron\n"
                                       "hint: url = {{ file = … }} or {{ command = […] }} in [env.{}.redis]\n",
                                       why, printable(session.env_name())));
        }
    context.say("\n");
    report.blocks.emplace_back(cron.block());
    return report;
}

constexpr std::array k_params{
    cli::param<&CronOptions::mailto>("--mailto", "ADDRESS", "Who gets what the jobs say; you unless given"),
};
constexpr std::array k_examples{
    cli::Example{"omactl config cron -e production", "look, and whether it would work"},
    cli::Example{"omactl config cron -e production --mailto oncall@example.com", "the mail goes to the team"},
};

Verb<CronOptions> const command{{
                                    .path = "config cron",
                                    .summary = "Print the crontab block for this machine, and try it",
                                    .details =
                                        "Each line is run once in an environment as empty as cron's. The block goes\n"
                                        "to stdout, what came of the trial to stderr; status 3: a line would fail.\n"
                                        "Two runs of a line never overlap. `omactl help cron` has more.",
                                    .params = k_params,
                                    .examples = k_examples,
                                },
                                cron};

}  // namespace

}  // namespace omactl::cmd
