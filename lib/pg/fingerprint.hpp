#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace omactl::pg {

/// A query's shape: what stays when its constants change. Bytes of any kind go in; what isn't SQL is
/// kept as it is.
struct Fingerprint {
    std::string text;  ///< "select * from sites where id in (?) and host = ?"
    std::vector<std::string>
        tags;              ///< comments, without their marks: "controller:sites,action:show" (Rails' marginalia)
    std::uint64_t id = 0;  ///< of `text`, the same on every machine

    std::string hex() const;  ///< 16 digits
};

/// Numbers, strings (also E'', $tag$…$tag$), $1 → ?; lists of those in IN (…), ANY(ARRAY[…]) and rows of
/// VALUES → one; comments out, white space → one blank, keywords and unquoted names in lower case.
/// At most the first 64 KiB of a text count, so that 1 MB costs no more.
Fingerprint fingerprint(std::string_view query);

}  // namespace omactl::pg
