#pragma once

#include "lib/core/fingerprint.hpp"
#include "lib/queue/job.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace omactl::queue {

/// Counts of a queue's jobs by class and by work (class and raw args), exact, in one pass; about
/// 70 MiB for a million jobs that all differ.
class Tally {
public:
    explicit Tally(std::int64_t expected);
    void add(std::string_view payload);

    struct Class {
        std::string name;  ///< raw, as in the payload
        std::int64_t jobs = 0;
        std::int64_t distinct = 0;  ///< different args
        std::int64_t most = 0;      ///< jobs with the most frequent args
        std::string most_args;      ///< raw JSON
    };
    std::vector<Class> by_class() const;  ///< most jobs first

    struct Work {
        Fingerprint print;
        std::int64_t jobs = 0;
    };
    std::vector<Work> most_frequent(std::size_t limit) const;
    Fingerprint work_of_payload(std::string_view payload) const;

    std::int64_t jobs() const { return m_jobs; }
    std::int64_t bytes() const { return m_bytes; }
    std::int64_t malformed() const { return m_malformed; }
    /// Jobs whose work came before: what `queue clear --duplicates` would take.
    std::int64_t duplicates() const { return m_duplicates; }

private:
    Fingerprinter m_printer;
    std::map<std::string, Class, std::less<>> m_classes;
    Class *m_last = nullptr;  // most jobs are of the class of the one before
    std::unordered_map<Fingerprint, std::uint32_t, FingerprintHash> m_works;
    std::int64_t m_jobs = 0, m_bytes = 0, m_malformed = 0, m_duplicates = 0;
};

/// Counts of failure records by what they failed with, or by the class of the job.
class FailureTally {
public:
    enum class By { error, klass };
    explicit FailureTally(Kind kind = Kind::resque, By by = By::error) : m_kind(kind), m_by(by) {}
    void add(std::string_view record);
    void add(std::string_view record, Failure const &failure);  ///< the same, read already
    struct Group {
        std::string name;   ///< the class; or the error, below
        std::string error;  ///< of the first: "Exception: message", the message cut to its first line
        std::int64_t records = 0;
        std::string first_at, last_at;  ///< Resque's as they stand in the records
        std::string sample, trace;      ///< raw payload of the first, and its raw backtrace; "" none, or too long
    };
    std::vector<Group> groups() const;  ///< most records first
    By by() const { return m_by; }
    std::int64_t records() const { return m_records; }
    std::int64_t malformed() const { return m_malformed; }

private:
    Kind m_kind;
    By m_by;
    std::map<std::string, Group> m_groups;
    std::int64_t m_records = 0, m_malformed = 0;
};

}  // namespace omactl::queue
