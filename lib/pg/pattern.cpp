#include "lib/pg/pattern.hpp"

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>
#include <regex.h>

#include <array>

namespace omactl::pg {

struct Pattern::Compiled {
    regex_t expression{};
    Compiled() = default;
    Compiled(Compiled const &) = delete;
    Compiled &operator=(Compiled const &) = delete;
    ~Compiled() { regfree(&expression); }
};

namespace {

bool refers_back(std::string_view text)
{
    for (std::size_t i = 0; i + 1 < text.size(); ++i) {
        if (text[i] != '\\') continue;
        if (text[i + 1] >= '1' && text[i + 1] <= '9') return true;
        ++i;
    }
    return false;
}

Error bad(std::string_view text, std::string_view why)
{
    return {Fault::usage, fmt::format("--match '{}': {}", printable(text), why),
            "a POSIX extended regular expression: 'select .* from sites', '^vacuum', 'job_id = [0-9]+'"};
}

}  // namespace

Pattern::Pattern(std::string text) : m_text(std::move(text))
{
    if (refers_back(m_text)) throw bad(m_text, "a back-reference would be slow on long queries");
    auto compiled = std::make_shared<Compiled>();
    if (int const wrong = regcomp(&compiled->expression, m_text.c_str(), REG_EXTENDED | REG_ICASE | REG_NOSUB)) {
        std::array<char, 200> why{};
        regerror(wrong, &compiled->expression, why.data(), why.size());
        throw bad(m_text, why.data());
    }
    m_compiled = std::move(compiled);
}

bool Pattern::found_in(std::string_view text) const
{
    regmatch_t range{0, static_cast<regoff_t>(text.size())};
    return regexec(&m_compiled->expression, text.data(), 1, &range, REG_STARTEND) == 0;
}

}  // namespace omactl::pg
