#include "tests/papers/paper.hpp"

#include "lib/config/config.hpp"
#include "lib/core/file.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>

namespace omactl::tests {

std::string script_name(std::string_view shell)
{
    return shell == "zsh" ? "_omactl" : "omactl." + std::string(shell);
}

void check_paper(std::string const &path, std::string_view text)
{
    auto const full = OMACTL_SOURCE "/" + path;
    CAPTURE(path);
    if (config::process_environ().get("OMACTL_UPDATE")) {
        make_folders(full.substr(0, full.rfind('/')));
        write_all(open_file(full, O_WRONLY | O_CREAT | O_TRUNC, 0644).get(), text, full);
    }
    INFO("to write it anew: OMACTL_UPDATE=1 ctest --test-dir build/dev -R papers/stale");
    CHECK(read_if_there(full).value_or("(no such file)") == text);
}

}  // namespace omactl::tests
