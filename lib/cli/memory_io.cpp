#include "lib/cli/memory_io.hpp"

#include "lib/core/error.hpp"

namespace omactl::cli {

std::optional<std::string> MemoryIo::ask(std::string_view question)
{
    questions.emplace_back(question);
    if (!askable || answers.empty()) return std::nullopt;
    auto answer = std::move(answers.front());
    answers.pop_front();
    return answer;
}

void MemoryIo::finish()
{
    ++finished;
    if (disk_full) throw Error{Fault::failed, "stdout: cannot write: No space left on device"};
}

}  // namespace omactl::cli
