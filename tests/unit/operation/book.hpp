#pragma once

#include "lib/core/file.hpp"
#include "lib/operation/journal.hpp"

#include <fcntl.h>

#include "fake.hpp"

namespace omactl::tests {

/// A journal in a folder of its own.
struct Book {
    Folder folder;
    SystemClock clock;
    Secrets secrets;
    op::Journal journal{folder / "state", clock, secrets};

    void start(std::string const &id, std::string const &reason = "")
    {
        op::Plan plan;
        plan.id = id;
        plan.operation = "test.change";
        plan.reason = reason;
        journal.append(id, "started", {{"plan", op::to_json(plan)}});
    }
    std::string text() const { return read_file(journal.path()); }
    void rewrite(std::string_view bytes) const
    {
        auto const fd = open_file(journal.path(), O_WRONLY | O_TRUNC);
        write_all(fd.get(), bytes, journal.path());
    }
    std::size_t damaged() const
    {
        std::size_t count = 0;
        journal.entries(&count);
        return count;
    }
};

}  // namespace omactl::tests
