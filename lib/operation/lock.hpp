#pragma once

#include "lib/core/file.hpp"
#include "lib/core/guard.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::op {

class World;
struct Plan;

/// Keeps a second omactl from changing the same thing, where that thing is: a PostgreSQL advisory lock,
/// say. It is free again when its process ends, however that ends. Contacts nobody before try_take().
class Lock {
public:
    virtual ~Lock() = default;
    /// Takes it when it is free; false: somebody holds it. Never waits for them.
    virtual bool try_take() = 0;
    /// Throws Fault::conflict when it is no longer ours.
    virtual void beat() = 0;
    virtual void release() noexcept = 0;
    /// Who holds it, as far as they say. nullopt: nobody.
    virtual std::optional<Holder> holder() = 0;
};

/// For a service that has no lock of its own: a file that is locked with flock, its holder written in
/// it. It keeps apart whoever shares the folder, so only those on this machine.
class FileLock final : public Lock {
public:
    FileLock(std::string path, Holder ours);
    bool try_take() override;
    void beat() override;
    void release() noexcept override;
    std::optional<Holder> holder() override;

private:
    bool is_named() const;  // does the path still lead to the file that we have locked?
    std::string m_path;
    Holder m_ours;
    Fd m_file;
};

/// The file lock of this object of this environment: <state folder>/locks/production%2Foma-web.
std::unique_ptr<Lock> file_lock(Plan const &plan, World &world);
/// How a lock tells of us.
Holder holder_of(Plan const &plan, World const &world);

}  // namespace omactl::op
