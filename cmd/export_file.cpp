#include "cmd/export_file.hpp"

#include "lib/cli/io.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace omactl::cmd {

void refuse_existing(std::string const &file, bool force)
{
    if (file == "-" || force || !is_there(file)) return;
    throw Error{Fault::declined, fmt::format("{} is there already", printable(file)),
                "another name, or --force to write over it"};
}

std::unique_ptr<op::LineFile> export_file(std::string const &file, Session &session)
{
    auto &io = session.context().io;
    if (file == "-") return std::make_unique<op::LineFile>([&io](std::string_view block) { io.out(block); });
    // Whoever writes the same file at the same time has another one: the last to finish counts.
    return std::make_unique<op::LineFile>(file, fmt::format("{}.{}.part", file, ::getpid()), file.ends_with(".zst"));
}

void show_export(cli::Report const &report, std::string const &file, Session &session)
{
    bool const json =
        session.context().globals.output == cli::Output::json || session.context().globals.output == cli::Output::jsonl;
    if (file != "-" && (json || !session.context().globals.quiet)) return cli::show(report, session.context());
    if (file != "-") return;
    for (auto const &block : report.blocks) session.context().say(std::get<std::string>(block));
}

}  // namespace omactl::cmd
