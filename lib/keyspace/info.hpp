#pragma once

#include "lib/keyspace/facts.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::keyspace {

/// The answer to INFO, field by field.
class Info {
public:
    static Info ask(redis::Connection &redis, std::string_view section = {});
    explicit Info(std::string_view text);

    bool has(std::string const &field) const { return m_fields.contains(field); }
    std::string text(std::string const &field) const;  ///< "" when it is not there
    std::int64_t number(std::string const &field) const;
    std::uint64_t size(std::string const &field) const { return static_cast<std::uint64_t>(number(field)); }
    double fraction(std::string const &field) const;  ///< of a field in percent
    std::map<std::string, std::string> const &fields() const { return m_fields; }
    std::vector<std::string> const &modules() const { return m_modules; }

private:
    std::map<std::string, std::string> m_fields;
    std::vector<std::string> m_modules;
};

/// Fills in what the user of this connection may do, by COMMAND INFO and ACL DRYRUN.
void ask_permissions(redis::Connection &redis, Facts &facts);

}  // namespace omactl::keyspace
