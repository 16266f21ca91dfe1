#include "cmd/queue_intake.hpp"

#include "cmd/payloads.hpp"
#include "cmd/queue_rescue.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/openssl/module.hpp"
#include "lib/operation/archive.hpp"
#include "lib/queue/job.hpp"

#include <fmt/format.h>

namespace omactl::cmd {

namespace {

constexpr char k_anyway[] = "--skip-malformed takes what is there";

// Files come from anywhere, so nothing is taken for granted of their lines.
bool says(cli::Json const &json, char const *name, cli::Json const &value)
{
    return json.is_object() && json.contains(name) && json[name] == value;
}

// A person's editor or shell may end lines its own way.
std::string_view without_return(std::string_view line)
{
    return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

}  // namespace

Intake::Intake(std::string const &path, std::string shown, bool lenient)
    : m_shown(std::move(shown)), m_lenient(lenient),
      m_lines(path, op::LineReader::Form::either, {Fault::usage, printable(m_shown), {}})
{
}

Intake::~Intake() = default;

std::string Intake::checksum() const
{
    return fmt::format("{:016x}", m_checksum.value());
}

void Intake::tear(std::string const &what, std::string const &hint)
{
    m_digest.reset();
    if (!m_lenient) throw Error{Fault::usage, fmt::format("{}: {}", printable(m_shown), what), hint};
    m_torn = what;
}

std::optional<std::string_view> Intake::line()
{
    if (m_over) return std::nullopt;
    if (auto const text = m_lines.line()) return ++m_line, text;
    m_over = true;
    auto const rest = m_lines.rest();
    if (!m_lines.is_whole()) tear("it is torn: its packing has no end", k_anyway);
    if (rest.empty()) return std::nullopt;
    if (m_digest) tear(fmt::format("it is torn in line {}", m_line + 1), k_anyway);
    return ++m_line, rest;
}

void Intake::begin_export(std::string_view text)
{
    auto header = cli::Json::parse(text, nullptr, false);
    // What an import kept has no ledger; it may be taken again as its file may.
    bool const kept = says(header, "omactl", "archive") && says(header, "operation", "queue.import");
    if (says(header, "omactl", "archive") && !kept)
        throw Error{
            Fault::usage,
            fmt::format("{} is an archive: a ledger tells which of its jobs are back already", printable(m_shown)),
            "omactl queue requeue QUEUE --from archive:ID    (the id is in its name)"};
    if (!(kept || says(header, "omactl", "export")) || !says(header, "v", 1))
        throw Error{Fault::usage,
                    fmt::format("{} line {}: not an export of jobs that this omactl knows", printable(m_shown), m_line),
                    {}};
    if (m_digest) tear(fmt::format("an export is torn before line {}", m_line), k_anyway);
    m_scored = says(header, "records", "score member");
    if (m_header.is_null()) m_header = std::move(header);
    m_digest = openssl::module().sha256();
    m_digest->add({text.data(), text.size() + 1});
    m_in_export = 0;
}

void Intake::end_export(std::string_view text)
{
    auto const trailer = cli::Json::parse(text, nullptr, false);
    bool const same = says(trailer, "count", m_in_export) && says(trailer, "sha256", hex(m_digest->finish()));
    m_digest.reset();
    if (!same)
        tear(fmt::format("it is not as it was exported, by its checksum in line {}", m_line),
             fmt::format("meant so? jq -c 'select(.job)' {} | omactl queue import QUEUE -", shell_quoted(m_shown)));
}

// {"n":0,"score":"1700000000.25","job":"…"}, n and score as they like, and nothing else.
bool Intake::take_record(std::string_view text, Incoming &job)
{
    bool found = false;
    m_score.clear();
    Members walk{text};
    while (auto const member = walk.next()) {
        if (member->key == "job")
            found = op::read_job_value(m_job, member->value);
        else if (member->key == "score")
            m_score = json_text(member->value).value_or(std::string(member->value));
        else if (member->key != "n")
            return false;
    }
    if (!found || !walk.whole()) return false;
    job = {m_score, m_job};
    if (m_scored && m_digest) job = {kept_of(m_job).score, kept_of(m_job).member};
    return true;
}

bool Intake::take(std::string_view text, Incoming &job)
{
    auto const plain = without_return(text);
    if (plain.empty() && !m_digest) return false;
    if (text.starts_with(R"({"omactl":)")) return begin_export(text), false;
    if (m_digest && text.starts_with(R"({"count":)")) return end_export(text), false;
    if (m_digest) {
        m_digest->add({text.data(), text.size() + 1});
        ++m_in_export;
    }
    if (take_record(plain, job)) return true;
    job = {{}, plain};
    if (!m_digest && queue::read_job(plain).well_formed) return true;
    if (!m_lenient)
        throw Error{Fault::usage,
                    fmt::format("{} line {} is no job: {}", printable(m_shown), m_line, sample_text(plain)),
                    "a job is JSON with class and args; --skip-malformed passes over such lines"};
    ++m_passed;
    return false;
}

std::optional<Incoming> Intake::next()
{
    Incoming job;
    while (auto const text = line()) {
        if (!take(*text, job)) continue;
        auto const size = std::to_string(job.job.size());
        for (auto const part :
             {job.score, std::string_view{" "}, std::string_view{size}, std::string_view{" "}, job.job})
            m_checksum.add(part);
        return job;
    }
    if (m_digest) tear(fmt::format("it is torn: it ends behind line {}, without its last", m_line), k_anyway);
    return std::nullopt;
}

}  // namespace omactl::cmd
