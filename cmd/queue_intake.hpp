#pragma once

#include "lib/cli/report.hpp"
#include "lib/operation/lines.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace omactl::openssl {
class Digest;
}

namespace omactl::cmd {

/// One job of a file that is imported; views that live until the next one.
struct Incoming {
    std::string_view score;  ///< that it had in a sorted set; "" none
    std::string_view job;
};

/// Reads the jobs of a file, packed or not: what `queue export` wrote, several of them behind each
/// other, or lines that people made. Such a line is a job itself (JSON with class and args: its
/// bytes as they stand), or {"job":…} as in an export. Throws usage with the line's number on
/// anything else, and when an export is torn or was changed; `lenient` passes over that.
class Intake {
public:
    /// `shown`: what people call the file.
    Intake(std::string const &path, std::string shown, bool lenient);
    ~Intake();
    Intake(Intake const &) = delete;
    Intake &operator=(Intake const &) = delete;

    std::optional<Incoming> next();
    cli::Json const &header() const { return m_header; }   ///< of the first export in it, or null
    std::int64_t passed_over() const { return m_passed; }  ///< lines that are no jobs
    std::string const &torn() const { return m_torn; }     ///< what is wrong with an export in it, "" nothing
    std::string checksum() const;                          ///< of all that was given, in hex

private:
    std::optional<std::string_view> line();
    bool take(std::string_view text, Incoming &job);
    bool take_record(std::string_view text, Incoming &job);
    void begin_export(std::string_view text);
    void end_export(std::string_view text);
    void tear(std::string const &what, std::string const &hint);
    std::string m_shown;
    bool m_lenient;
    op::LineReader m_lines;
    std::unique_ptr<openssl::Digest> m_digest;  ///< of the export that we are inside of
    cli::Json m_header;
    std::string m_job, m_score, m_torn;
    Checksum m_checksum;
    std::int64_t m_line = 0, m_in_export = 0, m_passed = 0;
    bool m_over = false, m_scored = false;  ///< m_scored: its jobs are "score member"
};

}  // namespace omactl::cmd
