#include "cmd/report_out.hpp"

#include "lib/cli/io.hpp"
#include "lib/cli/pager.hpp"

namespace omactl::cmd {

void refuse_forms(ReportForm form, Session &session)
{
    auto const output = session.context().globals.output;
    if (form.markdown && form.html)
        throw Error{Fault::usage, "--markdown and --html at once", "one of them, into a file of its own"};
    if ((form.markdown || form.html) && output != cli::Output::table)
        throw Error{Fault::usage, "a report as text and as data at once",
                    "leave --output away, or --markdown and --html"};
    if (output == cli::Output::tsv) throw Error{Fault::usage, "a report is no table", "--json, --markdown or --html"};
}

Fault show_document(runbook::Document document, cli::Json data, ReportForm form, Session &session)
{
    learn_secrets(session);
    auto &context = session.context();
    if (context.globals.output != cli::Output::table) {
        cli::redact(data, context.secrets);
        cli::show({std::move(data), {}, Fault::ok}, context);
        return Fault::ok;
    }
    runbook::redact(document, context.secrets);
    if (form.html)
        context.io.out(runbook::html_of(document));
    else
        cli::page(runbook::markdown_of(document), context);
    return Fault::ok;
}

void learn_secrets(Session &session)
{
    auto &context = session.context();
    for (auto const &environment : session.config().all()) {
        if (!environment.redis || environment.redis->url.kind == config::Source::Kind::command) continue;
        try {
            config::resolve(environment.redis->url, context.environ, context.secrets);
        } catch (Error const &) {
        }
    }
}

}  // namespace omactl::cmd
