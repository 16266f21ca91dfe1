#pragma once

#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <string>

namespace omactl::tests {

/// From now on no file of this process grows beyond the size that this one has: its disk is full.
class FullDisk {
public:
    explicit FullDisk(std::string const &path) : m_handler(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit const limit{static_cast<rlim_t>(std::filesystem::file_size(path)), m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    FullDisk(FullDisk const &) = delete;
    FullDisk &operator=(FullDisk const &) = delete;

private:
    rlimit m_before{};
    void (*m_handler)(int);
};

}  // namespace omactl::tests
