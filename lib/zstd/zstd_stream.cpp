#include "lib/zstd/zstd_stream.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>
#include <zstd.h>

namespace omactl::zstd {

void Packer::Free::operator()(ZSTD_CCtx_s *context) const
{
    ZSTD_freeCCtx(context);
}

Packer::Packer(int level) : m_context(ZSTD_createCCtx()), m_out(ZSTD_CStreamOutSize(), '\0')
{
    ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(m_context.get(), ZSTD_c_checksumFlag, 1);
}

Packer::~Packer() = default;

void Packer::pack(std::string_view bytes, bool end, std::function<void(std::string_view)> const &sink)
{
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (std::size_t left = 1; left != 0;) {
        ZSTD_outBuffer out{m_out.data(), m_out.size(), 0};
        left = ZSTD_compressStream2(m_context.get(), &out, &in, end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left)) throw Error{Fault::internal, fmt::format("zstd: {}", ZSTD_getErrorName(left))};
        if (!end) left = in.size - in.pos;
        sink(std::string_view{m_out}.substr(0, out.pos));
    }
}

void Unpacker::Free::operator()(ZSTD_DCtx_s *context) const
{
    ZSTD_freeDCtx(context);
}

Unpacker::Unpacker() : m_context(ZSTD_createDCtx()) {}

Unpacker::~Unpacker() = default;

std::size_t Unpacker::good_input_size()
{
    return ZSTD_DStreamInSize();
}

bool Unpacker::begins_packed(std::string_view bytes)
{
    return bytes.starts_with("\x28\xb5\x2f\xfd");
}

std::string_view Unpacker::unpack(std::string_view packed, std::size_t &at, std::string &plain)
{
    auto const before = plain.size();
    plain.resize(before + ZSTD_DStreamOutSize());
    ZSTD_inBuffer in{packed.data(), packed.size(), at};
    ZSTD_outBuffer out{plain.data() + before, plain.size() - before, 0};
    auto const left = ZSTD_decompressStream(m_context.get(), &out, &in);
    plain.resize(before + out.pos);
    if (ZSTD_isError(left)) return ZSTD_getErrorName(left);
    m_at_end = left == 0;
    at = in.pos;
    return {};
}

}  // namespace omactl::zstd
