#include "cmd/verb.hpp"
#include "lib/cli/values.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <array>

namespace omactl::cmd {

namespace {

struct InitOptions {
    bool force = false;
};

std::string folder_of(std::string const &path)
{
    auto const slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
}

/// Where the old file goes under --force: nothing that was there is written over.
std::string name_for_old(std::string const &path)
{
    for (int n = 1;; ++n)
        if (auto name = fmt::format("{}.{}", path, n); !is_there(name)) return name;
}

void write_starter(std::string const &path)
{
    make_folders(folder_of(path));
    auto fd = open_file(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    write_all(fd.get(), config::starter_file(), path);
    sync_file(fd.get(), path);
    fd.close();
}

/// Returns the old file's new name. The new one is complete before the old one moves.
std::string replace(std::string const &path)
{
    auto const fresh = path + ".new", old = name_for_old(path);
    remove_if_there(fresh);
    write_starter(fresh);
    rename_durably(path, old);
    rename_durably(fresh, path);
    return old;
}

/// The first of the places where a file is or can be written.
std::string write_somewhere(std::vector<std::string> const &places, InitOptions const &options, std::string &old)
{
    std::optional<Error> first;
    for (auto const &path : places) {
        if (is_there(path) && !options.force)
            throw Error{Fault::declined, fmt::format("{} is there already", printable(path)),
                        fmt::format("look at it: omactl config show; --force writes a new one and keeps this as {}",
                                    printable(name_for_old(path)))};
        try {
            if (is_there(path))
                old = replace(path);
            else
                write_starter(path);
            return path;
        } catch (Error const &e) {
            if (!first) first = e;
        }
    }
    throw Error{Fault::failed, first->message(), "name a file that you may write: omactl config init --config FILE"};
}

Fault init(InitOptions const &options, Session &session)
{
    auto &context = session.context();
    auto const &globals = context.globals;
    auto const places = config::Config::search_path(globals.config, context.environ);
    std::string old;
    auto const path = write_somewhere(places, options, old);
    for (auto const &place : places)
        if (place != path && is_there(place))
            context.say(
                fmt::format("note: {} is no longer read: {} comes before it\n", printable(place), printable(path)));
    cli::Report report;
    report.data = {{"path", cli::json_bytes(path)}, {"kept", old.empty() ? cli::Json{} : cli::json_bytes(old)}};
    auto const given = globals.config ? " --config " + shell_quoted(path) : std::string{};
    report.blocks.emplace_back(
        fmt::format("Wrote {} (mode 0600).\n{}Next: edit it, then omactl config check{}\n", printable(path),
                    old.empty() ? "" : fmt::format("The old one is {}.\n", printable(old)), given));
    cli::show(report, context);
    return Fault::ok;
}

constexpr std::array k_params{
    cli::param<&InitOptions::force>("--force", "", "Write a new file where one is; the old one is kept beside it"),
};
constexpr std::array k_examples{
    cli::Example{"omactl config init", "the first place of omactl config path that can be written"},
    cli::Example{"omactl config init --config ./staging.toml", "somewhere else"},
};

Action<InitOptions> const command{{
                                      .path = "config init",
                                      .summary = "Write a commented configuration to begin with",
                                      .details = "It is written with mode 0600 and never over a file that is there.",
                                      .params = k_params,
                                      .examples = k_examples,
                                  },
                                  init};

}  // namespace

}  // namespace omactl::cmd
