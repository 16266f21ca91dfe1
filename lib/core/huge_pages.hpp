#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace omactl {

/// Allocates big blocks where the kernel may back them with pages of 2 MiB (madvise(2), MADV_HUGEPAGE):
/// for tables that are looked into at random, where every look would miss the TLB besides the cache. As
/// any other allocator where the kernel has no such pages.
template <class T> struct HugePages {
    using value_type = T;
    HugePages() = default;
    template <class U> HugePages(HugePages<U> const &) noexcept {}

    T *allocate(std::size_t count)
    {
        constexpr std::size_t k_page = 2 * 1024 * 1024;
        auto const bytes = count * sizeof(T);
        auto *const block =
            bytes < k_page ? std::malloc(bytes) : std::aligned_alloc(k_page, (bytes + k_page - 1) / k_page * k_page);
        if (!block) throw std::bad_alloc{};
        if (bytes >= k_page) static_cast<void>(::madvise(block, bytes, MADV_HUGEPAGE));
        return static_cast<T *>(block);
    }
    void deallocate(T *block, std::size_t) noexcept { std::free(block); }
    template <class U> bool operator==(HugePages<U> const &) const noexcept { return true; }
};

}  // namespace omactl
