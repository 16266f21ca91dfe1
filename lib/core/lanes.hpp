#pragma once

#include <cstddef>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace omactl::lanes {

/// Looks at 16 bytes at once. Each function reads p[0..15] and answers with one bit a byte, the
/// lowest for p[0].
constexpr std::size_t k_width = 16;

#ifdef __SSE2__

inline __m128i load(char const *p)
{
    return _mm_loadu_si128(reinterpret_cast<__m128i const *>(p));
}

/// Bytes that a JSON string can't hold as they are: `"`, `\`, and those below 0x20.
inline unsigned special(char const *p)
{
    auto const v = load(p);
    auto const quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
    auto const backslash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
    auto const control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
    return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), control)));
}

/// Bytes ≥ 0x80.
inline unsigned high(char const *p)
{
    return static_cast<unsigned>(_mm_movemask_epi8(load(p)));
}

/// Bytes that are not printable ASCII.
inline unsigned unprintable(char const *p)
{
    auto const v = load(p);
    auto const printable =
        _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8(0x1f)), _mm_cmplt_epi8(v, _mm_set1_epi8(0x7f)));
    return static_cast<unsigned>(_mm_movemask_epi8(printable)) ^ 0xffffu;
}

#else

template <typename Test> unsigned mask_of(char const *p, Test test)
{
    unsigned mask = 0;
    for (unsigned i = 0; i < k_width; ++i) mask |= unsigned{test(static_cast<unsigned char>(p[i]))} << i;
    return mask;
}

inline unsigned special(char const *p)
{
    return mask_of(p, [](unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; });
}

inline unsigned high(char const *p)
{
    return mask_of(p, [](unsigned char c) { return c >= 0x80; });
}

inline unsigned unprintable(char const *p)
{
    return mask_of(p, [](unsigned char c) { return c < 0x20 || c > 0x7e; });
}

#endif

}  // namespace omactl::lanes
