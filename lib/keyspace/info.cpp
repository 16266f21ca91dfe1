#include "lib/keyspace/info.hpp"

#include "lib/core/text.hpp"

#include <charconv>
#include <cstdlib>

namespace omactl::keyspace {

Info Info::ask(redis::Connection &redis, std::string_view section)
{
    auto const reply = section.empty() ? redis.call({"INFO"}) : redis.call({"INFO", section});
    return Info{reply.text()};
}

Info::Info(std::string_view text)
{
    for (auto line : split(text, '\n')) {
        line = trim(line);
        auto const colon = line.find(':');
        if (line.starts_with('#') || colon == std::string_view::npos) continue;
        std::string name{line.substr(0, colon)}, value{line.substr(colon + 1)};
        if (name == "module") {  // "module:name=search,ver=…", a line each
            auto const begin = value.find("name=") == 0 ? 5u : 0u;
            m_modules.push_back(value.substr(begin, value.find(',') - begin));
            continue;
        }
        m_fields[std::move(name)] = std::move(value);
    }
}

std::string Info::text(std::string const &field) const
{
    auto const found = m_fields.find(field);
    return found == m_fields.end() ? std::string{} : found->second;
}

std::int64_t Info::number(std::string const &field) const
{
    auto const value = text(field);
    std::int64_t n = 0;
    std::from_chars(value.data(), value.data() + value.size(), n);
    return n;
}

double Info::fraction(std::string const &field) const
{
    return std::strtod(text(field).c_str(), nullptr) / 100;
}

}  // namespace omactl::keyspace
