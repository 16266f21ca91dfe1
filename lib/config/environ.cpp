#include "lib/config/config.hpp"

#include <unistd.h>

namespace omactl::config {

Environ process_environ()
{
    std::map<std::string, std::string, std::less<>> values;
    for (char **entry = environ; entry && *entry; ++entry) {
        std::string_view const text = *entry;
        auto const equals = text.find('=');
        if (equals != std::string_view::npos && equals > 0)
            values.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return Environ{std::move(values)};
}

}  // namespace omactl::config
