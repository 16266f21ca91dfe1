#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace omactl::settings {

/// What the calls are called: "get_setting" (with any receiver or none), "Settings.get" (with this one), or
/// "Setting[]" (reads; sets where = follows).
struct CallNames {
    std::vector<std::string> get{"get_setting"};
    std::vector<std::string> set{"set_setting"};
};

/// One call.
struct Use {
    enum class Kind { read, set } kind = Kind::read;
    /// The setting's name; of a name that is only known when it runs, with "*" in place of what isn't known.
    std::string key;
    bool dynamic = false;
    std::string written;     ///< the name as written: ":limit", "\"limit_#{kind}\"", "name"
    std::string expression;  ///< of a read its default as written, of a set its value; "" when there is none
    std::string file;
    unsigned line = 0;  ///< counted from 1
};

/// Does a name fit a dynamic key?
bool fits(Use const &dynamic, std::string_view name);

/// The calls in Ruby source, in their order. Any bytes will do. A file whose name ends in .erb is a template.
std::vector<Use> uses_in(std::string_view source, CallNames const &names, std::string const &file);

/// The Ruby of an ERB template, all else blanked out: what stays has its place, but not its line.
std::string ruby_of_erb(std::string_view source);

}  // namespace omactl::settings
