#include "lib/keyspace/restore.hpp"

#include <algorithm>

namespace omactl::keyspace {

namespace {

/// What the glob's first element takes: `?`, `[a-z]`, `\x` or a byte; moves behind it.
bool matches_one(std::string_view &glob, char c)
{
    auto const take = [&glob] {
        char const next = glob.front();
        glob.remove_prefix(1);
        return next;
    };
    char const first = take();
    if (first == '?') return true;
    if (first == '\\' && !glob.empty()) return take() == c;
    if (first != '[') return first == c;
    bool const inverse = !glob.empty() && glob.front() == '^';
    if (inverse) take();
    bool found = false;
    auto const byte = static_cast<unsigned char>(c);
    while (!glob.empty() && glob.front() != ']') {
        char low = take();
        if (low == '\\' && !glob.empty()) low = take();
        char high = low;
        if (glob.size() >= 2 && glob[0] == '-' && glob[1] != ']') {
            take();
            high = take();
        }
        auto const a = static_cast<unsigned char>(low), b = static_cast<unsigned char>(high);
        found = found || (byte >= std::min(a, b) && byte <= std::max(a, b));
    }
    if (!glob.empty()) take();
    return found != inverse;
}

}  // namespace

bool glob_match(std::string_view glob, std::string_view text)
{
    // The last star and where the text stood: the only place worth going back to.
    std::string_view behind_star, retry;
    bool has_star = false;
    while (!text.empty()) {
        if (!glob.empty() && glob.front() == '*') {
            glob.remove_prefix(1);
            behind_star = glob;
            retry = text;
            has_star = true;
            continue;
        }
        if (!glob.empty() && matches_one(glob, text.front())) {
            text.remove_prefix(1);
            continue;
        }
        if (!has_star) return false;
        retry.remove_prefix(1);
        text = retry;
        glob = behind_star;
    }
    while (!glob.empty() && glob.front() == '*') glob.remove_prefix(1);
    return glob.empty();
}

}  // namespace omactl::keyspace
