#pragma once

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/fingerprint.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::zstd {
class Packer;
class Unpacker;
}  // namespace omactl::zstd

namespace omactl::op {

/// Lines on their way into a file, packed with zstd or as they are. The file stands under a temporary
/// name, mode 0600, until finish(); else it leaves nothing. Memory: a few blocks of 256 KiB.
class LineFile {
public:
    using Sink = std::function<void(std::string_view)>;
    LineFile(std::string path, std::string temporary, bool packed);
    /// Not into a file, but to whoever takes it, as it is.
    explicit LineFile(Sink sink);
    ~LineFile();
    LineFile(LineFile const &) = delete;
    LineFile &operator=(LineFile const &) = delete;

    /// What is appended here goes out with the next flush, which is due when it is a block long.
    std::string &pending() { return m_pending; }
    bool is_due() const;
    void flush() { pass_on(false); }
    /// The last flush, fsync, rename, fsync of the folder.
    void finish();

    std::uint64_t bytes() const { return m_bytes; }  ///< that went out
    std::string checksum() const;                    ///< of them, in hex: XXH3

private:
    void pass_on(bool end);
    void put(std::string_view bytes);
    std::string m_path, m_temporary;
    Fd m_file;
    Sink m_sink;
    std::unique_ptr<zstd::Packer> m_packer;
    Checksum m_checksum;
    std::string m_pending;
    std::uint64_t m_bytes = 0;
    bool m_finished = false;
};

/// Reads a file line by line. Memory: a few blocks and the longest line.
class LineReader {
public:
    /// How it speaks of what it can't read: "archive /a/b.zst: …".
    struct Voice {
        Fault fault = Fault::failed;
        std::string subject, hint;
    };
    enum class Form {
        packed,
        either,  ///< packed when it begins as zstd does
    };
    LineReader(std::string const &path, Form form, Voice voice);  ///< not_found when there is none
    ~LineReader();
    LineReader(LineReader const &) = delete;
    LineReader &operator=(LineReader const &) = delete;

    /// The next line, without its newline, which stands behind the view; nullopt: no whole line is
    /// left. The view lives until the next call.
    std::optional<std::string_view> line();
    /// What stands behind the last newline, once line() gave nullopt.
    std::string_view rest() const { return std::string_view{m_plain}.substr(m_at); }
    /// Did it end where its packing ends? Known once line() gave nullopt.
    bool is_whole() const { return m_whole; }

private:
    bool fill();
    bool load();
    void unpack();
    [[noreturn]] void refuse(std::string_view what) const;
    Voice m_voice;
    Fd m_file;
    std::unique_ptr<zstd::Unpacker> m_unpacker;
    std::string m_packed, m_plain;
    std::size_t m_at = 0, m_packed_at = 0;
    bool m_started = false, m_whole = true;
};

}  // namespace omactl::op
