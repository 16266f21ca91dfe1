#pragma once

#include "lib/cli/context.hpp"
#include "lib/cli/io.hpp"

#include <deque>
#include <string>
#include <vector>

namespace omactl::cli {

/// Streams in memory, for tests: everything settable, answers scripted.
class MemoryIo final : public Io {
public:
    std::string written_out, written_err;
    bool out_terminal = false, err_terminal = false, askable = false, disk_full = false;
    int columns = 80;
    Color color = Color::automatic;
    std::deque<std::string> answers;     ///< handed out by `ask`, first first; none left: nullopt
    std::vector<std::string> questions;  ///< as they were asked
    int finished = 0;                    ///< how often `finish` was called

    void out(std::string_view text) override { written_out += text; }
    void err(std::string_view text) override { written_err += text; }
    bool out_is_terminal() const override { return out_terminal; }
    bool err_is_terminal() const override { return err_terminal; }
    int width() const override { return columns; }
    bool colour() const override { return color == Color::always || (color == Color::automatic && out_terminal); }
    void set_color(Color wanted) override { color = wanted; }
    bool can_ask() const override { return askable; }
    std::optional<std::string> ask(std::string_view question) override;
    void finish() override;
};

}  // namespace omactl::cli
