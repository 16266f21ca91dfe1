#include "lib/cli/report.hpp"

#include "lib/core/text.hpp"

namespace omactl::cli {

namespace {

void show_table(Report const &report, Context &context)
{
    auto &io = context.io;
    for (auto const &block : report.blocks) {
        if (auto const *text = std::get_if<std::string>(&block))
            io.out(context.secrets.redact(*text));
        else
            io.out(context.secrets.redact(render(std::get<Table>(block), io, io.out_is_terminal())));
    }
}

void show_tsv(Report const &report, Context &context)
{
    for (auto const &block : report.blocks)
        if (auto const *table = std::get_if<Table>(&block)) context.io.out(context.secrets.redact(render_tsv(*table)));
}

// One thing a line, so that a script reads them as they come.
void show_lines(Json const &data, Context &context)
{
    if (!data.is_array()) {
        context.io.out(context.secrets.redact(dump(data)) + "\n");
        return;
    }
    for (auto const &item : data) context.io.out(context.secrets.redact(dump(item)) + "\n");
}

}  // namespace

void show(Report const &report, Context &context)
{
    switch (context.globals.output) {
    case Output::table: show_table(report, context); break;
    case Output::json: context.io.out(context.secrets.redact(dump(report.data, 2)) + "\n"); break;
    case Output::jsonl: show_lines(report.data, context); break;
    case Output::tsv: show_tsv(report, context); break;
    }
}

Json json_bytes(std::string_view bytes)
{
    if (is_utf8(bytes)) return Json(std::string(bytes));
    return Json{{"base64", base64(bytes)}};
}

void redact(Json &json, Secrets const &secrets)
{
    if (json.is_string())
        json = secrets.redact(json.get<std::string>());
    else if (json.is_structured())
        for (auto &part : json) redact(part, secrets);
}

std::string dump(Json const &json, int indent)
{
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace omactl::cli
