#pragma once

#include "lib/core/file.hpp"

#include <string>

namespace omactl::cmd {

/// What came by stdin, in a file without a name in `folder`: it can be read several times, and is
/// gone with this process, however that ends.
class Spool {
public:
    explicit Spool(std::string const &folder);
    std::string path() const;  ///< for this process

private:
    Fd m_file;
};

}  // namespace omactl::cmd
