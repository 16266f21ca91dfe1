#pragma once

#include <cstddef>

namespace omactl::faults {

/// What a call is about: a socket with a peer, or a file. Standard output and error, pipes,
/// terminals and devices do not count: nothing is lost with them.
struct Target {
    bool counts = false;
    char name[512] = {};  ///< the file's path, "socket", "socket EVALSHA"
};

Target target_of(int fd);
/// The same, and for a socket the first word of what is sent when that is a Redis command.
Target target_of(int fd, void const *bytes, size_t size);
Target target_named(char const *path);

/// The errno with which this call is to fail, 0 when it is not.
int failure_of(char const *call, Target const &target);

/// One counted call. Its construction is the instant before it, `over()` the one after it: in one
/// of them the process gets its signal when the settings say so.
class Turn {
public:
    Turn(char const *call, Target const &target);
    void over() const;

private:
    int m_number;
};

/// Writes how many calls there were to the file that was asked for, if one was.
void report_count();

}  // namespace omactl::faults
