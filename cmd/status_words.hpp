#pragma once

#include "cmd/service.hpp"
#include "lib/cli/table.hpp"

#include <string_view>

namespace omactl::cmd {

/// How a level stands on a screen, and in JSON.
struct LevelWords {
    std::string_view shown, name;
    cli::Tone tone;
};

constexpr LevelWords k_level_words[] = {{"FAIL", "fail", cli::Tone::trouble},
                                        {"WARN", "warn", cli::Tone::warning},
                                        {"OPEN", "open", cli::Tone::warning},
                                        {"HOLD", "hold", cli::Tone::warning},
                                        {"ok", "ok", cli::Tone::good}};
constexpr LevelWords const &words_of(StatusLine::Level level)
{
    return k_level_words[static_cast<std::size_t>(level)];
}

}  // namespace omactl::cmd
