#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/runbook/library.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

namespace omactl::runbook {

namespace {

[[noreturn]] void refuse(std::string const &path, YAML::Mark const &mark, std::string_view message, std::string hint)
{
    throw Error{Fault::usage, fmt::format("{}:{}: {}", path, mark.line + 1, message), std::move(hint)};
}

std::string page_named(YAML::Node const &node, std::string const &path, std::vector<std::string> const &folders)
{
    if (!node.IsScalar() || node.Scalar().find('/') != std::string::npos)
        refuse(path, node.Mark(), "`page` is the name of a runbook", "page: stuck-queue");
    try {
        return path_of(node.Scalar(), folders);
    } catch (Error const &e) {
        if (e.fault() != Fault::not_found) throw;
        refuse(path, node.Mark(), e.message(), e.hint());
    }
}

}  // namespace

std::string page_of_drill(std::string const &drill, std::vector<std::string> const &folders)
{
    auto const path = drill_path(drill, folders);
    try {
        auto const root = YAML::Load(read_file(path));
        if (root.IsMap() && root["page"]) return page_named(root["page"], path, folders);
    } catch (YAML::Exception const &wrong) {
        refuse(path, wrong.mark, wrong.msg, {});
    }
    return path_of(drill, folders);
}

}  // namespace omactl::runbook
