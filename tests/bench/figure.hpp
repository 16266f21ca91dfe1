#pragma once

#include <string>

namespace omactl::bench {

/// One line of the table.
struct Figure {
    std::string what, against, measured, reach;
    bool reached = false;
};

/// "1.32×", and whether it is within the limit.
Figure ratio(std::string what, std::string against, double value, double limit);
/// Of memory, in bytes.
Figure peak(double bytes, double mebibytes);

void print(Figure const &figure);

}  // namespace omactl::bench
