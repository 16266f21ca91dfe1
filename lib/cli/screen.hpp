#pragma once

#include "lib/cli/terminal.hpp"
#include "lib/core/time.hpp"

#include <optional>
#include <string>

namespace omactl::cli {

/// The terminal as one picture that is drawn again and again. It is the alternate screen, so that
/// what stood there before comes back, and no picture fills the scrollback; keys come one by one and
/// are not shown. All that is undone at the end, also when a second Ctrl-C ends the process at once.
/// One at a time.
class Screen {
public:
    explicit Screen(Terminal terminal);
    ~Screen();
    Screen(Screen const &) = delete;
    Screen &operator=(Screen const &) = delete;

    struct Size {
        int columns = 80, rows = 24;
    };
    Size size() const;  ///< as it is now: windows change
    /// Whole lines, coloured or not; what does not fit is left away. Nothing is wiped first, in one
    /// write each line overwrites the one that was there, so that nothing flickers.
    void draw(std::string const &lines);
    /// The next key within `span`; nullopt: none, or a signal asked us to stop.
    std::optional<char> key(Millis span);

private:
    Terminal m_terminal;
    bool m_gone = false;  // the terminal was closed: no key will come
};

/// What `draw` writes.
std::string picture(std::string const &lines, Screen::Size size);

}  // namespace omactl::cli
