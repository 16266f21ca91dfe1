#include "lib/operation/lines.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zstd.h>

namespace omactl::op {

namespace {

constexpr std::string_view k_magic = "\x28\xb5\x2f\xfd";

}  // namespace

void FreeZstd::operator()(ZSTD_DCtx_s *context) const
{
    ZSTD_freeDCtx(context);
}

LineReader::LineReader(std::string const &path, Form form, Voice voice)
    : m_voice(std::move(voice)), m_file(open_file(path, O_RDONLY | O_CLOEXEC))
{
    if (form == Form::packed) m_zstd.reset(ZSTD_createDCtx());
    m_started = form == Form::packed;
    m_whole = !m_started;
}

LineReader::~LineReader() = default;

void LineReader::refuse(std::string_view what) const
{
    throw Error{m_voice.fault, fmt::format("{}: {}", m_voice.subject, what), m_voice.hint};
}

// The next block of the file as it is. False: it has ended.
bool LineReader::load()
{
    m_packed.resize(ZSTD_DStreamInSize());
    m_packed_at = 0;
    std::size_t have = 0;
    while (have < (m_started ? 1 : k_magic.size())) {
        auto const got = ::read(m_file.get(), m_packed.data() + have, m_packed.size() - have);
        if (got < 0) refuse("cannot be read");
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    m_packed.resize(have);
    if (!m_started && m_packed.starts_with(k_magic)) m_zstd.reset(ZSTD_createDCtx());
    m_started = true;
    return have > 0;
}

void LineReader::unpack()
{
    auto const before = m_plain.size();
    m_plain.resize(before + ZSTD_DStreamOutSize());
    ZSTD_inBuffer in{m_packed.data(), m_packed.size(), m_packed_at};
    ZSTD_outBuffer out{m_plain.data() + before, m_plain.size() - before, 0};
    auto const left = ZSTD_decompressStream(m_zstd.get(), &out, &in);
    if (ZSTD_isError(left)) refuse(ZSTD_getErrorName(left));
    m_whole = left == 0;
    m_packed_at = in.pos;
    m_plain.resize(before + out.pos);
}

// More behind what has not been read yet.
bool LineReader::fill()
{
    if (m_packed_at == m_packed.size() && !load()) return false;
    m_plain.erase(0, m_at);
    m_at = 0;
    if (m_zstd) {
        unpack();
    } else {
        m_plain += m_packed;
        m_packed_at = m_packed.size();
    }
    return true;
}

std::optional<std::string_view> LineReader::line()
{
    for (std::size_t from = m_at;;) {
        if (auto const end = m_plain.find('\n', from); end != std::string::npos) {
            auto const text = std::string_view{m_plain}.substr(m_at, end - m_at);
            m_at = end + 1;
            return text;
        }
        from = m_plain.size() - m_at;
        if (!fill()) return std::nullopt;
    }
}

}  // namespace omactl::op
