#include "cmd/findings.hpp"
#include "cmd/verb.hpp"
#include "lib/config/inspect.hpp"
#include "lib/config/source.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace omactl::cmd {

namespace {

struct None {};

using Level = Finding::Level;

class Checker {
public:
    explicit Checker(cli::Context &context) : m_context(context) {}

    /// In the order of the file.
    std::vector<Finding> take()
    {
        std::stable_sort(m_findings.begin(), m_findings.end(), [](Finding const &a, Finding const &b) {
            auto const line = [](Finding const &f) {
                return f.facts["line"].is_null() ? 0u : f.facts["line"].get<unsigned>();
            };
            return line(a) < line(b);
        });
        return std::move(m_findings);
    }

    /// A file that `Config::load` refuses: all that is wrong with it.
    void broken(config::Draft const &draft)
    {
        for (auto const &trouble : draft.troubles) add(Level::fail, trouble.line, trouble.what, trouble.hint);
    }

    void access(config::Draft const &draft, std::vector<config::Setting> const &settings)
    {
        auto const access = config::access_to(draft.path);
        if (access.others_write)
            add(Level::fail, 0, "everybody may write this file, and it can name commands to run",
                fmt::format("chmod go-w {}", shell_quoted(draft.path)));
        auto const secret = std::find_if(settings.begin(), settings.end(), [](config::Setting const &setting) {
            return setting.source && setting.source->kind == config::Source::Kind::literal &&
                   !config::is_open_address(setting.source->text);
        });
        if (access.others_read && secret != settings.end())
            add(Level::warn, secret->line,
                fmt::format("{}.{} is a secret in a file that everybody may read", secret->environment, secret->key),
                fmt::format("chmod 600 {}", shell_quoted(draft.path)));
    }

    void setting(config::Setting const &setting)
    {
        if (setting.source)
            source(setting);
        else if (!setting.used)
            unused(setting);
    }

    /// What the session would refuse, said before an incident does.
    void environment(config::Environment const &environment, std::vector<config::Setting> const &settings)
    {
        auto const line = [&](std::string_view key) {
            for (auto const &setting : settings)
                if (setting.environment == environment.name && setting.key == key) return setting.line;
            return 0u;
        };
        for (auto const *service : Service::all_in(environment)) {
            service->check(environment, [&](std::string_view key, std::string message, std::string mend) {
                add(Level::fail, line(key), std::move(message), std::move(mend));
            });
            for (auto const &url : service->urls(environment)) {
                auto const key = fmt::format("{}.{}", service->name(), url.key);
                auto const where = m_places.find({environment.name, key});
                if (where == m_places.end()) continue;
                if (auto const trouble = loopback_trouble(*service, environment, where->second))
                    add(Level::fail, line(key), trouble->message(), trouble->hint());
            }
        }
    }

    void chosen(Session &session)
    {
        try {
            session.environment();
        } catch (Error const &e) {
            // With several and no default each command names its own.
            bool const asked = m_context.globals.env || m_context.environ.get("OMACTL_ENV");
            if (asked || session.config().all().empty()) add(Level::fail, 0, e.message(), e.hint());
        }
    }

    void add(Level level, unsigned line, std::string message, std::string mend)
    {
        Finding finding{level, line ? fmt::format("line {}", line) : "", std::move(message), std::move(mend)};
        finding.facts["line"] = line ? cli::Json(line) : cli::Json{};
        m_findings.push_back(std::move(finding));
    }

private:
    void source(config::Setting const &setting)
    {
        auto const name = fmt::format("{}.{}", setting.environment, setting.key);
        try {
            auto const value = config::resolve(*setting.source, m_context.environ, m_context.secrets);
            if (auto const *service = service_with(setting))
                m_places.insert_or_assign({setting.environment, setting.key}, service->where(value.reveal()));
            else if (is_address(setting.key) && !is_url(value.reveal()))
                add(Level::fail, setting.line, fmt::format("{} {} is no URL", name, setting.source->describe()),
                    "it begins with a scheme and a host: https://host…, postgres://host…");
        } catch (Error const &e) {
            if (e.fault() != Fault::usage) throw;
            // What only a later version needs is no reason to be woken up.
            add(setting.used ? Level::fail : Level::warn, setting.line, fmt::format("{}: {}", name, e.message()),
                e.hint());
        }
    }

    /// The service whose address this is, among those that this version knows; nullptr: none.
    static Service const *service_with(config::Setting const &setting)
    {
        for (auto const *service : Service::all())
            if (is_address(setting.key) && setting.key.starts_with(fmt::format("{}.", service->name()))) return service;
        return nullptr;
    }

    /// "postgres.admin_url", "elasticsearch.urls[2]"
    static bool is_address(std::string_view key)
    {
        auto const name = key.substr(0, key.find('['));
        return name.ends_with("url") || name.ends_with("urls");
    }

    static bool is_url(std::string_view value)
    {
        auto const scheme = value.find("://");
        return scheme != std::string_view::npos && scheme > 0 && scheme + 3 < value.size();
    }

    void unused(config::Setting const &setting)
    {
        if (setting.key == "redis.via" || setting.key == "postgres.via")
            add(Level::warn, setting.line,
                fmt::format("{}.{}: this version opens no tunnel", setting.environment, setting.key),
                "open one by hand: ssh -L 16379:HOST:PORT BASTION, and give its address in url, with loopback = true");
        else if (setting.key == "state")
            add(Level::warn, setting.line, "state: this version keeps its journal on this machine alone", "");
    }

    cli::Context &m_context;
    std::vector<Finding> m_findings;
    std::map<std::pair<std::string, std::string>, Where> m_places;  // by environment and key
};

void check_all(Checker &checker, Session &session, std::optional<config::Draft> const &draft)
{
    auto const &only = session.context().globals.env;
    auto const &config = session.config();
    auto settings = draft ? config::settings(*draft) : config::settings(config);
    auto const wanted = only ? session.environment().name : std::string{};
    if (only) std::erase_if(settings, [&](auto const &s) { return !s.environment.empty() && s.environment != wanted; });
    for (auto const &setting : settings) checker.setting(setting);
    for (auto const &environment : config.all())
        if (!only || environment.name == wanted) checker.environment(environment, settings);
    if (draft) checker.access(*draft, settings);
    checker.chosen(session);
    if (settings.empty() && !draft)
        checker.add(Level::fail, 0, fmt::format("no configuration, and no {}", service_variables()), no_service_hint());
}

cli::Report check(None const &, Session &session)
{
    auto &context = session.context();
    auto const draft = config::find_draft(context.globals.config, context.environ);
    bool const broken = draft && !draft->troubles.empty();
    Checker checker{context};
    if (broken)
        checker.broken(*draft);
    else
        check_all(checker, session, draft);
    auto findings = checker.take();
    if (findings.empty())
        findings.push_back({Level::ok, context.globals.env ? session.environment().name : "all",
                            "every key is known, every secret can be read, every URL parses", ""});
    auto report = findings_report(findings, "findings", context);
    report.data["path"] = draft ? cli::json_bytes(draft->path) : cli::Json{};
    if (draft) report.blocks.emplace(report.blocks.begin(), printable(draft->path) + "\n");
    if (broken) report.fault = Fault::usage;
    return report;
}

constexpr std::array k_examples{
    cli::Example{"omactl config check", "after each change of the file, and from cron"},
    cli::Example{"omactl config check -e staging", "one environment alone"},
};

Verb<None> const command{{
                             .path = "config check",
                             .summary = "Find wrong keys, unreadable secrets and bad URLs",
                             .details =
                                 "Resolves every secret, so commands named in the file run; contacts no service. "
                                 "Status 0: nothing or warnings only, 3: something must be mended, 2: commands "
                                 "can't read the file.",
                             .examples = k_examples,
                         },
                         check};

}  // namespace

}  // namespace omactl::cmd
