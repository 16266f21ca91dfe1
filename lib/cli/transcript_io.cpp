#include "lib/cli/transcript_io.hpp"

#include "lib/cli/report.hpp"

#include <fcntl.h>

namespace omactl::cli {

namespace {

constexpr std::size_t k_most_bytes = std::size_t{4} << 20;

// Behind ESC [: parameters, then one letter ends it.
std::size_t end_of_sequence(std::string_view text, std::size_t at)
{
    if (at + 1 >= text.size() || text[at + 1] != '[') return at + 1;
    auto const end = text.find_first_of("ABCDEFGHJKSTfhlmnsu", at + 2);
    return end == std::string_view::npos ? text.size() - 1 : end;
}

}  // namespace

std::string without_controls(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const c = static_cast<unsigned char>(text[i]);
        if (c == 0x1b)
            i = end_of_sequence(text, i);
        else if (c >= 0x20 || c == '\n' || c == '\t')
            plain += text[i];
    }
    return plain;
}

TranscriptIo::TranscriptIo(Io &inner, std::string path, Clock const &clock, Secrets const &secrets)
    : m_inner(inner), m_path(std::move(path)), m_clock(clock), m_secrets(secrets)
{
    try {
        m_file = open_file(m_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC);
    } catch (std::exception const &) {
        m_bytes = k_most_bytes;
    }
}

void TranscriptIo::note(std::string_view to, std::string_view text) noexcept
{
    if (m_bytes >= k_most_bytes) return;
    try {
        auto plain = m_secrets.redact(without_controls(text));
        if (m_bytes + plain.size() >= k_most_bytes) plain = "… there was more, which is not kept\n";
        if (plain.empty()) return;
        auto const line = dump({{"at", rfc3339(m_clock.now())}, {"to", to}, {"text", plain}}) + "\n";
        m_bytes = plain.starts_with("… there was more") ? k_most_bytes : m_bytes + line.size();
        write_all(m_file.get(), line, m_path);
    } catch (std::exception const &) {
        m_bytes = k_most_bytes;
    }
}

void TranscriptIo::out(std::string_view text)
{
    note("out", text);
    m_inner.out(text);
}

void TranscriptIo::err(std::string_view text)
{
    if (!text.starts_with('\r')) note("err", text);
    m_inner.err(text);
}

std::optional<std::string> TranscriptIo::ask(std::string_view question)
{
    note("asked", question);
    auto answer = m_inner.ask(question);
    note("answered", answer.value_or("(nobody)"));
    return answer;
}

}  // namespace omactl::cli
