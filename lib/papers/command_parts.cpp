#include "lib/papers/command_parts.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::papers {

namespace {

// "Fl l , Fl \-limit Ar N"
std::string option_macros(cli::Param const &param)
{
    std::string macros;
    auto const comma = param.name.find(',');
    if (comma != std::string_view::npos)
        macros = fmt::format("Fl {} , ", mdoc_literal(param.name.substr(1, comma - 1)));
    macros += fmt::format("Fl {}", mdoc_literal(param.shown_name().substr(1)));
    if (!param.is_switch) macros += fmt::format(" Ar {}", mdoc_literal(param.metavar));
    return macros;
}

std::string argument_macros(cli::Param const &param)
{
    return fmt::format("Ar {}{}", mdoc_literal(param.shown_name()), param.repeated ? " ..." : "");
}

bool has(std::span<cli::Param const> params, bool options)
{
    return std::any_of(params.begin(), params.end(), [options](auto const &p) { return p.is_option() == options; });
}

}  // namespace

void add_synopsis(Mdoc &page, cli::Command const &command)
{
    page.line(fmt::format(".Nm omactl {}", command.spec().path));
    for (cli::Param const &p : command.spec().params)
        if (!p.is_option()) page.line(fmt::format(".{}{}", p.required ? "" : "Op ", argument_macros(p)));
    page.line(".Op Ar options");
}

void add_params(Mdoc &page, std::span<cli::Param const> params, void const *defaults, bool options)
{
    if (!has(params, options)) return;
    page.begin_list();
    for (cli::Param const &p : params) {
        if (p.is_option() != options) continue;
        page.item(options ? option_macros(p) : argument_macros(p));
        page.prose(fmt::format("{}.", p.help));
        if (auto const value = p.is_switch ? std::string{} : p.show(defaults); !value.empty())
            page.line(fmt::format("The default is {}.", mdoc_text(value)));
        if (options && p.repeated) page.line("It may be repeated.");
    }
    page.end_list();
}

void add_command(Mdoc &page, cli::Command const &command)
{
    auto const &spec = command.spec();
    page.subheading(fmt::format("omactl {}", spec.path));
    page.prose(fmt::format("{}.", spec.summary));
    if (!spec.details.empty()) page.paragraphs(spec.details);
    auto const defaults = command.fresh_options();
    add_params(page, spec.params, defaults.get(), false);
    add_params(page, spec.params, defaults.get(), true);
    for (cli::Example const &example : spec.examples) {
        page.paragraphs(fmt::format("{}:", example.what));
        page.literal(example.line);
    }
}

void add_exit_statuses(Mdoc &page)
{
    page.heading("EXIT STATUS");
    page.begin_list();
    for (FaultFact const &fact : fault_table()) {
        page.item(fmt::format("{} {}", static_cast<int>(fact.fault), fact.name));
        page.prose(fmt::format("{}.", fact.promise));
    }
    page.end_list();
    page.paragraphs("Where several hold, 10 wins over 9, and 9 over 11.\n"
                    "A predicate answers 0 or 3 only.");
}

}  // namespace omactl::papers
