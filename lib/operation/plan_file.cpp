#include "lib/operation/plan_file.hpp"

#include "lib/cli/io.hpp"
#include "lib/core/file.hpp"
#include "lib/core/fingerprint.hpp"
#include "lib/core/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>

namespace omactl::op {

namespace {

std::string sum_of(Json const &plan)
{
    return fmt::format("{:016x}", checksum(cli::dump(plan)));
}

void write_new(std::string const &file, std::string const &text)
{
    if (is_there(file))
        throw Error{Fault::usage, fmt::format("{} is there already", printable(file)), "name a new file"};
    auto fd = open_file(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC);
    write_all(fd.get(), text, file);
    sync_file(fd.get(), file);
    fd.close();
}

}  // namespace

Fault write_plan(Plan const &plan, std::string const &file, World &world)
{
    auto const json = to_json(plan);
    auto const text = cli::dump({{"omactl", "plan"}, {"v", 1}, {"plan", json}, {"sum", sum_of(json)}}, 2) + "\n";
    auto const &context = world.context();
    if (file == "-") {
        context.io.out(text);
        return Fault::ok;
    }
    write_new(file, text);
    context.say(fmt::format("Nothing was changed. The plan is in {}: omactl{} apply {}\n", printable(file),
                            context.globals.env ? " -e " + shell_quoted(*context.globals.env) : "",
                            shell_quoted(file)));
    return Fault::ok;
}

Plan read_plan(std::string const &file)
{
    auto const json = Json::parse(read_file(file), nullptr, false);
    if (!json.is_object() || json.value("omactl", "") != "plan" || !json.contains("plan"))
        throw Error{Fault::usage, fmt::format("{} is not a plan of omactl", printable(file)),
                    "a change with --plan-out FILE writes one"};
    if (json.value("sum", "") != sum_of(json["plan"]))
        throw Error{Fault::usage, fmt::format("{} was changed after it was written", printable(file)),
                    "plan it again, with the options that you want"};
    return plan_from_json(json["plan"]);
}

}  // namespace omactl::op
