#include "tests/faults/wire.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace omactl::faults {

namespace {

// 1700000000.123456 [0 unix:/path] "RPUSH" "key" "a \"b\" \xff"
Sent parsed(std::string_view line)
{
    Sent sent;
    auto const end = line.find(']');
    if (end == std::string_view::npos) return sent;
    sent.by_script = line.substr(0, end).ends_with(" lua");
    bool inside = false;
    for (auto at = end + 1; at < line.size(); ++at) {
        char const c = line[at];
        if (c == '"') {
            inside = !inside;
            if (inside) sent.words.emplace_back();
        } else if (inside) {
            bool const escape = c == '\\' && at + 1 < line.size() && (line[at + 1] == '"' || line[at + 1] == '\\');
            sent.words.back() += escape ? line[++at] : c;
        }
    }
    if (!sent.words.empty())
        std::transform(sent.words[0].begin(), sent.words[0].end(), sent.words[0].begin(),
                       [](unsigned char c) { return std::toupper(c); });
    return sent;
}

}  // namespace

std::string Sent::name() const
{
    auto const known = redis::Command{std::span<std::string const>{words}};
    return known.name();
}

bool Sent::writes() const
{
    return !redis::is_read(name());
}

Wire::Wire(Ground &ground)
    : m_ground(ground), m_monitor({.argv = {"redis-cli", "-s", ground.server.socket(), "monitor"},
                                   .environment = std::nullopt,
                                   .input = {},
                                   .log = m_folder.path() + "/monitor"})
{
    auto const end = m_ground.clock.ticks() + k_limit;
    while (log().empty() && m_ground.clock.ticks() < end) m_ground.clock.sleep(Millis{1});
    since();
}

std::string Wire::log() const
{
    return read_if_there(m_folder.path() + "/monitor").value_or("");
}

std::vector<Sent> Wire::since()
{
    auto const mark = fmt::format("mark-{}", ++m_marks);
    m_ground.redis.call({"ECHO", mark});
    auto const end = m_ground.clock.ticks() + k_limit;
    std::string text;
    auto stop = std::string::npos;
    while ((stop = (text = log()).find(mark + "\"\n")) == std::string::npos) {
        if (m_ground.clock.ticks() > end) throw Error{omactl::Fault::unverified, "MONITOR shows nothing"};
        m_ground.clock.sleep(Millis{1});
    }
    std::vector<Sent> all;
    for (auto const line : split(std::string_view{text}.substr(m_read, stop - m_read), '\n')) {
        auto sent = parsed(line);
        if (!sent.words.empty() && sent.words[0] != "ECHO") all.push_back(std::move(sent));
    }
    m_read = stop + mark.size() + 2;
    return all;
}

}  // namespace omactl::faults
