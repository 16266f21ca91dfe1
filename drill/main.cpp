// omactl-drill: what `omactl drill` becomes, and the processes that it starts. Not for people: its second
// word is JSON (drill/order.hpp).

#include "lib/cli/process_io.hpp"
#include "lib/config/config.hpp"
#include "lib/core/interrupt.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>

#include "drill/lair.hpp"
#include "drill/part.hpp"
#include "drill/practice.hpp"
#include "drill/stay.hpp"

namespace {

using namespace omactl;

// Leaving always goes through the destructors, however often the key is pressed: they stop the servers
// and remove the folders.
void leave_tidily()
{
    for (int const signal : {SIGINT, SIGTERM, SIGHUP})
        std::signal(signal, [](int number) { set_interrupt_signal(number == SIGHUP ? SIGTERM : number); });
    std::signal(SIGPIPE, SIG_IGN);
}

int act(std::string_view word, std::string_view order, Environ const &variables, cli::Io &io, Clock &clock)
{
    if (auto const *part = drill::Part::find(word)) return part->play(order, clock);
    auto const wanted = drill::read_order(order);
    if (word == "stay") return drill::stay(wanted, variables, io, clock);
    if (word == "start") return static_cast<int>(drill::start(wanted, variables, io, clock));
    if (word == "stop") return static_cast<int>(drill::stop(wanted, variables, io, clock));
    if (word == "practise") return static_cast<int>(drill::practise(wanted, variables, io, clock));
    throw Error{Fault::usage, "omactl-drill is not for people", "omactl drill ls"};
}

}  // namespace

int main(int argc, char **argv)
{
    if (argc == 4 && std::string_view{argv[1]} == "janitor") return drill::clean_behind(argv[2], std::atoi(argv[3]));
    leave_tidily();
    auto const variables = config::process_environ();
    cli::ProcessIo io{variables};
    SystemClock clock;
    if (auto const root = variables.get("TMPDIR")) sandbox::set_root(*root);
    try {
        return act(argc > 1 ? argv[1] : "", argc > 2 ? argv[2] : "{}", variables, io, clock);
    } catch (Error const &e) {
        io.err(fmt::format("omactl: {}\n", e.message()));
        if (!e.hint().empty()) io.err(fmt::format("hint: {}\n", e.hint()));
        return static_cast<int>(e.fault());
    }
}
