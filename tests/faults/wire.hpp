#pragma once

#include "tests/faults/ground.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace omactl::faults {

/// One command as the server saw it.
struct Sent {
    bool by_script = false;          ///< from inside a script, not from a client
    std::vector<std::string> words;  ///< the first one in capitals
    std::string name() const;        ///< "EVALSHA", "SCRIPT LOAD"
    bool writes() const;             ///< not on the list of reads
};

/// A look at everything that clients send to a server (MONITOR).
class Wire {
public:
    explicit Wire(Ground &ground);
    /// What came since the last call, ours left out.
    std::vector<Sent> since();

private:
    std::string log() const;
    Ground &m_ground;
    sandbox::Folder m_folder;
    process::Child m_monitor;
    int m_marks = 0;
    std::size_t m_read = 0;
};

}  // namespace omactl::faults
