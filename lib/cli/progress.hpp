#pragma once

#include "lib/cli/context.hpp"
#include "lib/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace omactl::cli {

/// Progress on stderr: a bar with rate and time left on a terminal (redrawn at most every 100 ms),
/// a line every ten seconds elsewhere, nothing under --quiet. The destructor clears the bar.
class Progress {
public:
    Progress(Context &context, std::string verb, std::int64_t total);  ///< total 0: unknown
    ~Progress();
    Progress(Progress const &) = delete;
    Progress &operator=(Progress const &) = delete;
    void at(std::int64_t done);
    void note(std::string text);  ///< shown behind the bar

private:
    void draw_bar(Ticks now);
    void write_line(Ticks now);
    Context &m_context;
    std::string m_verb, m_note;
    std::int64_t m_total, m_done = 0;
    Ticks m_begin, m_drawn;
    std::size_t m_shown_columns = 0;
};

}  // namespace omactl::cli
