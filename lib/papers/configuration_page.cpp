#include "lib/config/schema.hpp"
#include "lib/papers/man.hpp"
#include "lib/papers/mdoc.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::papers {

namespace {

constexpr std::string_view k_where =
    "The configuration of omactl is a TOML file. The first of these that is there counts:\n\n"
    "  --config FILE\n"
    "  $OMACTL_CONFIG\n"
    "  $XDG_CONFIG_HOME/omactl/config.toml    (~/.config/omactl/config.toml)\n"
    "  /etc/omactl/config.toml\n\n"
    "The current folder is never searched: a cloned repository must not bring a configuration.\n"
    "Without a file there is one environment, named default, made of the usual variables (REDIS_URL,\n"
    "DATABASE_URL), and protected unless every address is loopback or a socket.\n\n"
    "`omactl config init` writes a commented file, `omactl config check` says what is wrong with one,\n"
    "`omactl config show` what is in force.\n"
    "A wrong key is an error with its line and the nearest right name.";

constexpr std::string_view k_secrets =
    "Where a value may be a secret, it may come from elsewhere:\n\n"
    "  url = { env = \"REDIS_URL\" }\n"
    "  url = { file = \"/run/secrets/redis\" }\n"
    "  url = { command = [\"pass\", \"show\", \"redis\"] }\n\n"
    "A command gets ten seconds, and no shell. Secrets are never shown, and never taken from options.";

constexpr std::string_view k_example = "default = \"production\"\n"
                                       "\n"
                                       "[env.production]\n"
                                       "protected = true\n"
                                       "alias = [\"prod\"]\n"
                                       "\n"
                                       "[env.production.redis]\n"
                                       "url = { env = \"REDIS_URL\" }\n"
                                       "\n"
                                       "[env.production.queue]\n"
                                       "kind = \"resque\"";

// "env.*.redis" → "env.NAME.redis"
std::string section_title(std::string_view section)
{
    std::string title;
    for (char const c : section) title += c == '*' ? std::string("NAME") : std::string(1, c);
    return title;
}

std::string meaning(config::Key const &key)
{
    std::string text;
    if (key.choices.empty()) {
        text = fmt::format("{}.", config::wanted(key.type));
    } else {
        std::string choices(key.choices);
        std::replace(choices.begin(), choices.end(), '|', ' ');
        text = fmt::format("{}, of: {}.", config::wanted(key.type), choices);
    }
    text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
    if (key.required) text += "\nIt must be there.";
    if (!key.used) text += "\nThis version takes note of it, and does not act on it yet.";
    return text;
}

void add_key(Mdoc &page, config::Key const &key)
{
    page.item(fmt::format("Ic {}", mdoc_literal(key.name)));
    page.paragraphs(meaning(key));
    page.literal(key.example);
}

void add_sections(Mdoc &page)
{
    std::vector<std::string_view> sections;
    for (auto const &key : config::schema())
        if (std::find(sections.begin(), sections.end(), key.section) == sections.end()) sections.push_back(key.section);
    for (auto const section : sections) {
        page.subheading(section.empty() ? "Top level" : section_title(section));
        page.begin_list();
        for (auto const &key : config::schema())
            if (key.section == section) add_key(page, key);
        page.end_list();
    }
}

}  // namespace

Page configuration_page()
{
    Mdoc page{"omactl-config", 5, "the configuration file of omactl"};
    page.heading("DESCRIPTION");
    page.paragraphs(k_where);
    page.subheading("Secrets");
    page.paragraphs(k_secrets);
    page.heading("KEYS");
    page.line("NAME stands for a name of your own.");
    add_sections(page);
    page.heading("EXAMPLES");
    page.literal(k_example);
    page.heading("SEE ALSO");
    page.line(".Xr omactl 1 ,\n.Xr omactl-config 1 ,\n.Xr omactl-exit-status 7");
    return {"omactl-config.5", page.text()};
}

}  // namespace omactl::papers
