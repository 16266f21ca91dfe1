// omactl-demo: a stuck queue, diagnosed, cleared, requeued and undone, on a Redis of its own.
// --jobs N makes it smaller.

#include "lib/core/error.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/redis/connection.hpp"
#include "lib/sandbox/redis_server.hpp"
#include "tests/demo/incident.hpp"
#include "tests/demo/stage.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace omactl;

/// Leaving always goes through the destructors, however often the key is pressed: they stop the
/// server and remove the folders.
void leave_tidily()
{
    for (int const signal : {SIGINT, SIGTERM, SIGHUP})
        std::signal(signal, [](int number) { set_interrupt_signal(number == SIGHUP ? SIGTERM : number); });
    std::signal(SIGPIPE, SIG_IGN);
}

demo::Sizes sizes_for(std::int64_t jobs)
{
    demo::Sizes sizes;
    auto const part = [&, all = sizes.all()](std::int64_t n) { return std::max<std::int64_t>(1, n * jobs / all); };
    sizes.alexa = part(sizes.alexa);
    sizes.digests = part(sizes.digests);
    sizes.refreshes = jobs - sizes.alexa - sizes.digests - sizes.malformed;
    return sizes;
}

/// The id of the newest operation of this kind, as short as it can be told from the others.
std::string newest_id(demo::Stage &stage, std::string_view command)
{
    auto const operations = nlohmann::json::parse(stage.ask("omactl journal ls --json"));
    std::vector<std::string> all, wanted;
    for (auto const &operation : operations) {
        all.push_back(operation.at("id"));
        if (operation.at("command") == command) wanted.push_back(all.back());
    }
    auto const id = *std::max_element(wanted.begin(), wanted.end());
    std::size_t length = 8;
    auto const same = [&](std::string const &other) { return other.starts_with(id.substr(0, length)); };
    while (std::count_if(all.begin(), all.end(), same) > 1) ++length;
    return id.substr(0, length);
}

void walk_through(demo::Stage &stage)
{
    stage.play("Ten past three, and customers see old pages. What is wrong?", "omactl status", 3);
    stage.play("Which queues wait? sites should never have more than a few hundred jobs.", "omactl queue ls");
    stage.play("What are they?", "omactl queue top sites");
    stage.play("Look before you leap: what would clearing it do?", "omactl queue clear sites --dry-run");
    stage.play("Clear it. What leaves the queue is kept; `--yes` answers the question, as a script would.",
               "omactl queue clear sites --reason stuck-since-02:50 --yes");
    stage.play("Put back what matters: each job once, at a pace that the workers can take.",
               fmt::format("omactl queue requeue sites --from archive:{} --unique --rate 2500/s --yes",
                           newest_id(stage, "queue clear")));
    stage.play("What happened?", "omactl journal ls");
    stage.play("Changed your mind? The clear can be undone: what is not back yet returns, and nothing twice.",
               fmt::format("omactl undo {} --yes", newest_id(stage, "queue clear")));
    stage.play("All jobs are where they were, each once.", "omactl queue ls");
}

void perform(demo::Sizes const &sizes)
{
    SystemClock const clock;
    sandbox::RedisServer const server;
    demo::Stage stage{OMACTL_PROGRAM};
    stage.set("REDIS_URL", server.url());
    stage.tell(fmt::format("A Redis server of its own runs in {}; it gets an incident of {} jobs.", server.folder(),
                           with_commas(sizes.all())));
    redis::Connection redis{redis::Address::parse(server.url()), {}, clock};
    demo::fill(redis, sizes, clock.now());
    walk_through(stage);
    stage.tell("\nThat was it: the server stops now, and its folder goes.\n"
               "On your own Redis, looking only: OMACTL_READONLY=1 REDIS_URL=redis://… omactl status");
}

}  // namespace

int main(int argc, char **argv)
try {
    demo::Sizes sizes;
    if (argc == 3 && std::string_view{argv[1]} == "--jobs") {
        sizes = sizes_for(parse_count(argv[2]));
    } else if (argc > 1) {
        fmt::print(stderr, "usage: omactl-demo [--jobs N]\n");
        return 2;
    }
    leave_tidily();
    if (char const *root = std::getenv("TMPDIR")) sandbox::set_root(root);
    perform(sizes);
    return 0;
} catch (Error const &e) {
    fmt::print(stderr, "{}\n", e.message());
    if (!e.hint().empty()) fmt::print(stderr, "hint: {}\n", e.hint());
    return static_cast<int>(e.fault());
}
