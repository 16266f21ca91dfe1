#include "lib/cli/complain.hpp"

#include "lib/cli/report.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::cli {

namespace {

std::string lines(std::string_view first_prefix, std::string_view prefix, std::string_view text)
{
    std::string out;
    for (auto const line : split(text, '\n')) {
        out += fmt::format("{}{}\n", out.empty() ? first_prefix : prefix, printable(line));
    }
    return out;
}

}  // namespace

void complain(Error const &error, std::string_view path, Io &io, Secrets const &secrets)
{
    auto const who = path.empty() ? std::string("omactl: ") : fmt::format("omactl: {}: ", path);
    auto text = lines(who, "", secrets.redact(error.message()));
    if (!error.hint().empty()) text += lines("hint: ", "hint: ", secrets.redact(error.hint()));
    io.err(text);
}

void complain_json(Error const &error, std::string_view path, Io &io, Secrets const &secrets)
{
    Json body{{"fault", std::string(name_of(error.fault()))},
              {"status", static_cast<int>(error.fault())},
              {"command", std::string(path)},
              {"message", secrets.redact(error.message())},
              {"hint", secrets.redact(error.hint())}};
    if (path.empty()) body.erase("command");
    if (error.hint().empty()) body.erase("hint");
    io.err(dump(Json{{"error", std::move(body)}}) + "\n");
}

}  // namespace omactl::cli
