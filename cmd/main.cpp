#include "lib/cli/main.hpp"

#include "cmd/completion_answer.hpp"
#include "lib/cli/process_io.hpp"
#include "lib/cli/transcript_io.hpp"
#include "lib/config/config.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/time.hpp"
#include "lib/runbook/hands.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <span>
#include <string>
#include <vector>

namespace {

// A stream that the caller has closed must not become the number of a socket or of the journal:
// what is printed would go there. Writing to these fails instead.
void occupy_closed_streams()
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd)
        if (::fcntl(fd, F_GETFD) == -1) static_cast<void>(::open("/dev/null", O_RDONLY));
}

}  // namespace

int main(int argc, char **argv)
{
    using namespace omactl;
    occupy_closed_streams();
    watch_interrupts();
    auto const variables = config::process_environ();
    cli::ProcessIo io{variables};
    SystemClock clock;
    Secrets secrets;
    std::vector<std::string> const words(argv + (argc > 0 ? 1 : 0), argv + argc);
    if (!words.empty() && words[0] == cmd::k_complete_word) {
        cmd::answer_completion(std::span{words}.subspan(1), variables, io, clock, secrets);
        return 0;
    }
    if (auto const file = variables.get(runbook::k_transcript_variable)) {
        // The lock of the run is for us, not for what we start.
        ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
        cli::TranscriptIo transcript{io, *file, clock, secrets};
        return cli::run(words, variables, transcript, clock, secrets);
    }
    return cli::run(words, variables, io, clock, secrets);
}
