#pragma once

#include "lib/cli/report.hpp"
#include "lib/queue/masked.hpp"

#include <string>
#include <string_view>

namespace omactl::cmd {

/// What commands show of jobs: masked (lib/queue/masked.hpp), or whole where --with-payloads asks for it.
class Payloads {
public:
    explicit Payloads(bool whole) : m_whole(whole) {}

    std::string job(std::string_view bytes) const;    ///< a payload or a failure record
    std::string args(std::string_view raw) const;     ///< a raw JSON value of one
    cli::Json args_json(std::string_view raw) const;  ///< the same as a value; null: it is none
    bool masked() const { return !m_whole; }          ///< "payload_masked" in JSON
    /// For people, below what was shown so far: how to see what the mask has hidden; "" when it hid nothing.
    std::string note() const;

private:
    std::string seen(std::string_view raw, std::string shown) const;
    bool m_whole;
    mutable bool m_hid = false;
};

constexpr std::string_view k_with_payloads = "Show payloads whole: they may hold customers' data";

/// A job as plans show it, always masked: plans are kept in the journal, and read by others.
std::string sample_text(std::string_view payload);

}  // namespace omactl::cmd
