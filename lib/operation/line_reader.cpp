#include "lib/operation/lines.hpp"
#include "lib/zstd/zstd_stream.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace omactl::op {

namespace {

constexpr std::size_t k_magic_size = 4;

}  // namespace

LineReader::LineReader(std::string const &path, Form form, Voice voice)
    : m_voice(std::move(voice)), m_file(open_file(path, O_RDONLY | O_CLOEXEC))
{
    if (form == Form::packed) m_unpacker = std::make_unique<zstd::Unpacker>();
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
    m_packed.resize(zstd::Unpacker::good_input_size());
    m_packed_at = 0;
    std::size_t have = 0;
    while (have < (m_started ? 1 : k_magic_size)) {
        auto const got = ::read(m_file.get(), m_packed.data() + have, m_packed.size() - have);
        if (got < 0) refuse("cannot be read");
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    m_packed.resize(have);
    if (!m_started && zstd::Unpacker::begins_packed(m_packed)) m_unpacker = std::make_unique<zstd::Unpacker>();
    m_started = true;
    return have > 0;
}

void LineReader::unpack()
{
    auto const wrong = m_unpacker->unpack(m_packed, m_packed_at, m_plain);
    if (!wrong.empty()) refuse(wrong);
    m_whole = m_unpacker->at_end();
}

// More behind what has not been read yet.
bool LineReader::fill()
{
    if (m_packed_at == m_packed.size() && !load()) return false;
    m_plain.erase(0, m_at);
    m_at = 0;
    if (m_unpacker) {
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
