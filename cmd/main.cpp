#include "lib/cli/main.hpp"

#include "lib/cli/process_io.hpp"
#include "lib/config/config.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/time.hpp"

#include <string>
#include <vector>

int main(int argc, char **argv)
{
    using namespace omactl;
    watch_interrupts();
    auto const variables = config::process_environ();
    cli::ProcessIo io{variables};
    SystemClock clock;
    Secrets secrets;
    std::vector<std::string> const words(argv + (argc > 0 ? 1 : 0), argv + argc);
    return cli::run(words, variables, io, clock, secrets);
}
