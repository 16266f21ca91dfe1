#include "lib/config/inspect.hpp"
#include "lib/config/read.hpp"
#include "lib/config/source.hpp"
#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace omactl::config {

namespace {

std::optional<std::string> read_place(std::string const &path, bool must_be_there)
{
    std::optional<std::string> bytes;
    try {
        bytes = read_if_there(path);
    } catch (Error const &e) {
        throw Error{Fault::usage, fmt::format("configuration: {}", e.message()),
                    fmt::format("look at it: ls -ld {}", shell_quoted(path))};
    }
    if (!bytes && must_be_there)
        throw Error{Fault::usage, fmt::format("configuration: {}: no such file", printable(path)),
                    fmt::format("write one: omactl config init --config {}", shell_quoted(path))};
    return bytes;
}

std::string folder_of(std::string const &path)
{
    auto const slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

std::optional<Draft> find_draft(std::optional<std::string> const &option, Environ const &environ)
{
    bool const must_be_there = option || environ.get("OMACTL_CONFIG");
    for (auto const &path : Config::search_path(option, environ)) {
        auto const bytes = read_place(path, must_be_there);
        if (!bytes) continue;
        Draft draft{path, folder_of(path), parse_document(*bytes, printable(path)), {}};
        draft.troubles = validate(draft.document);
        // Names can be compared only when each is of the right type.
        if (draft.troubles.empty()) draft.troubles = name_troubles(draft.document);
        return draft;
    }
    return std::nullopt;
}

Access access_to(std::string const &path)
{
    struct stat facts = {};
    if (::stat(path.c_str(), &facts) != 0) return {};
    return {(facts.st_mode & S_IROTH) != 0, (facts.st_mode & S_IWOTH) != 0};
}

}  // namespace omactl::config
