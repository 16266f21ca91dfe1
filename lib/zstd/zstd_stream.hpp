#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace omactl::zstd {

/// Packs bytes as zstd frames, each with a checksum.
class Packer {
public:
    explicit Packer(int level);
    ~Packer();
    Packer(Packer const &) = delete;
    Packer &operator=(Packer const &) = delete;

    /// Hands on what is ready; with `end` all of it, and the frame is closed.
    void pack(std::string_view bytes, bool end, std::function<void(std::string_view)> const &sink);

private:
    struct Free {
        void operator()(ZSTD_CCtx_s *context) const;
    };
    std::unique_ptr<ZSTD_CCtx_s, Free> m_context;
    std::string m_out;
};

class Unpacker {
public:
    Unpacker();
    ~Unpacker();
    Unpacker(Unpacker const &) = delete;
    Unpacker &operator=(Unpacker const &) = delete;

    static std::size_t good_input_size();
    static bool begins_packed(std::string_view bytes);  ///< as a frame begins

    /// Unpacks some of `packed` from `at` on, which it moves, and appends it to `plain`. What is wrong with the
    /// bytes; "" when nothing is.
    std::string_view unpack(std::string_view packed, std::size_t &at, std::string &plain);
    /// Did what was unpacked last end where its frame ends?
    bool at_end() const { return m_at_end; }

private:
    struct Free {
        void operator()(ZSTD_DCtx_s *context) const;
    };
    std::unique_ptr<ZSTD_DCtx_s, Free> m_context;
    bool m_at_end = false;
};

}  // namespace omactl::zstd
