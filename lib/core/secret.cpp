#include "lib/core/secret.hpp"

#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <mutex>
#include <utility>

namespace omactl {

namespace {

constexpr std::size_t k_shortest = 4;

/// As it stands in a URL.
std::string percent_encoded(std::string_view value, bool upper)
{
    std::string text;
    for (unsigned char const c : value) {
        if (std::isalnum(c) || std::string_view{"-._~"}.find(static_cast<char>(c)) != std::string_view::npos)
            text += static_cast<char>(c);
        else
            text += upper ? fmt::format("%{:02X}", c) : fmt::format("%{:02x}", c);
    }
    return text;
}

/// As it stands inside a JSON string.
std::string json_escaped(std::string_view value)
{
    std::string text;
    append_json_string(text, value);
    return text.substr(1, text.size() - 2);
}

std::mutex g_values;  // of all: the probes of `status` learn and hide secrets at once

using Stretch = std::pair<std::size_t, std::size_t>;  // begin, end

}  // namespace

void Secrets::add(Secret const &secret)
{
    auto const &value = secret.reveal();
    if (value.size() < k_shortest) return;
    std::lock_guard const alone{g_values};
    for (auto const &form : {value, percent_encoded(value, true), percent_encoded(value, false), json_escaped(value)})
        if (std::find(m_values.begin(), m_values.end(), form) == m_values.end()) m_values.push_back(form);
    std::stable_sort(m_values.begin(), m_values.end(),
                     [](auto const &a, auto const &b) { return a.size() > b.size(); });
}

std::string Secrets::redact(std::string text) const
{
    // All are looked for in the text as it came: replacing one after the other would leave the
    // tail of a secret whose head is the end of another.
    std::lock_guard const alone{g_values};
    std::vector<Stretch> hidden;
    for (auto const &value : m_values)
        for (auto at = text.find(value); at != std::string::npos; at = text.find(value, at + 1))
            hidden.emplace_back(at, at + value.size());
    if (hidden.empty()) return text;
    std::sort(hidden.begin(), hidden.end());

    std::string result;
    std::size_t done = 0;
    for (auto const &[begin, end] : hidden) {
        if (begin >= done) result.append(text, done, begin - done).append("***");
        done = std::max(done, end);
    }
    return result.append(text, done);
}

}  // namespace omactl
