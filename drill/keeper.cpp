#include "drill/keeper.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/text.hpp"
#include "lib/sandbox/folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>

#include "drill/order_line.hpp"
#include "drill/part.hpp"

namespace omactl::drill {

namespace {

using Json = nlohmann::json;

constexpr std::string_view k_order_part = "server-order";
constexpr Millis k_start_limit{60'000}, k_order_limit{60'000}, k_end_limit{10'000};
constexpr Millis k_look{500};

void write_file(std::string const &path, std::string const &text, unsigned mode = 0600)
{
    write_all(open_file(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode).get(), text, path);
    std::filesystem::rename(path + ".new", path);
}

int give_order(std::string_view order, Clock &)
{
    auto const space = order.find(' ');
    if (space == order.npos) throw Error{Fault::usage, "have what done?", "restart or start"};
    OrderLine::give(std::string(order.substr(space + 1)), order.substr(0, space), k_order_limit);
    return 0;
}
Part const g_order{k_order_part, give_order};

}  // namespace

int keep(std::string_view order, std::function<std::string()> const &begin,
         std::function<void(std::string const &verb)> const &act)
{
    auto const place = Json::parse(order);
    sandbox::set_root(place.at("root"));
    auto const folder = begin();
    OrderLine const line{place.at("socket")};
    write_file(place.at("ready"), folder);
    while (interrupt_signal() == 0) line.serve(k_look, act);
    return 0;
}

void throw_no_verb(std::string_view verb)
{
    throw Error{Fault::usage, fmt::format("'{}' is not what can be done to it", printable(verb)), "restart or start"};
}

Keeper::Keeper(Site &site, std::string_view part, std::string_view title)
    : m_script(fmt::format("{}/bin/{}", site.folder(), part)), m_place(fmt::format("{}/{}.socket", site.folder(), part))
{
    write_script(m_place);
    auto const ready = fmt::format("{}/{}.ready", site.folder(), part);
    auto const start = site.part(part, Json{{"root", site.folder()}, {"socket", m_place}, {"ready", ready}}.dump());
    m_keeper.emplace(start);
    auto const there = [&] { return is_there(ready) || !m_keeper->running(); };
    if (!site.await(there, k_start_limit) || !is_there(ready))
        throw Error{Fault::failed, fmt::format("sandbox: {} did not come up: {}", title,
                                               trim(read_if_there(*start.log).value_or("")))};
    m_folder = read_file(ready);
}

// Told first and waited for, so that the server is gone before its folder is.
Keeper::~Keeper()
{
    m_keeper->signal(SIGTERM);
    m_keeper->ends_within(k_end_limit);
}

void Keeper::have(std::string_view verb) const
{
    OrderLine::give(m_place, verb, k_order_limit);
}

void Keeper::write_script(std::string const &socket) const
{
    auto const program = std::filesystem::read_symlink("/proc/self/exe").string();
    write_file(m_script,
               fmt::format("#!/bin/sh\n# As a service manager: {0} restart|start\nexec {1} {2} \"$1 {3}\"\n",
                           shell_quoted(m_script), shell_quoted(program), k_order_part, socket),
               0700);
}

}  // namespace omactl::drill
