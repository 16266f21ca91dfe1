#include "lib/queue/masked.hpp"

#include "lib/core/quantity.hpp"
#include "lib/core/spans.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace omactl::queue {

namespace {

constexpr std::string_view k_hidden = "…", k_hidden_text = "\"…\"";
constexpr std::size_t k_identifier = 24, k_longest = 80, k_number = 40, k_digits = 10;
constexpr std::ptrdiff_t k_token_digits = 4;  // more of them among letters

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

template <class Is> bool all(std::string_view text, Is const &is)
{
    return std::all_of(text.begin(), text.end(), is);
}

bool only(std::string_view text, std::string_view others)
{
    return all(text, [&](char c) { return is_letter(c) || is_digit(c) || others.find(c) != others.npos; });
}

bool is_id(std::string_view text)
{
    if (all(text, is_digit)) return text.size() <= k_digits && (text.size() < 2 || text.front() != '0');
    if (text.starts_with("gid://")) return text.size() <= k_longest && only(text, "_-:/");
    bool const uuid = text.size() == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-';
    return uuid && all(text, [](char c) { return c == '-' || std::isxdigit(static_cast<unsigned char>(c)); });
}

// 2026-11-23, 2026-11-23T03:12:07.123Z, 2026/11/23 03:12:07 UTC
bool is_time(std::string_view text)
{
    if (text.size() < 10 || text.size() > 35 || !is_digit(text[0]) || (text[4] != '-' && text[4] != '/')) return false;
    return text[7] == text[4] && all(text, [](char c) {
               return is_digit(c) || std::string_view{"-/:.+ TZUC"}.find(c) != std::string_view::npos;
           });
}

bool is_identifier(std::string_view text)
{
    if (text.size() > k_identifier || !(is_letter(text.front()) || text.front() == '_') || !only(text, "_-:"))
        return false;
    bool const name =
        text.size() > 1 && text.front() != '_' && !is_lower(text.front()) && all(text.substr(1), is_lower);
    return !name && std::count_if(text.begin(), text.end(), is_digit) <= k_token_digits;
}

bool tells_nobody(std::string_view text)
{
    return is_id(text) || is_time(text) || is_identifier(text);
}

bool is_private(std::string_view member)
{
    constexpr std::array<std::string_view, 10> k_words{"pass",  "secret", "token", "auth",  "cred",
                                                       "email", "mail",   "phone", "login", "name"};
    std::string lower(member);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return std::any_of(k_words.begin(), k_words.end(), [&](auto word) { return lower.find(word) != lower.npos; });
}

// What Resque, Sidekiq and ActiveJob write of a job themselves.
bool is_bookkeeping(std::string_view member)
{
    constexpr std::string_view k_names =
        " class queue jid bid wrapped retry retry_for retry_queue retry_count created_at enqueued_at scheduled_at at "
        "failed_at retried_at discarded_at error_class error_message error_backtrace exception error backtrace worker "
        "dead job_class job_id provider_job_id queue_name priority executions exception_executions locale timezone ";
    return only(member, "_") && k_names.find(fmt::format(" {} ", member)) != k_names.npos;
}

class Mask {
public:
    explicit Mask(std::size_t limit) : m_limit(limit) {}
    void add(std::string_view raw)
    {
        if (raw.starts_with('[')) return add_elements(raw, false);
        if (raw.starts_with('{')) return add_members(raw);
        if (raw.starts_with('"'))
            m_out += shows(raw.substr(1, raw.size() - 2)) ? raw : k_hidden_text;
        else
            m_out += raw.size() <= k_number ? raw : k_hidden_text;
    }
    /// A job, a failure record or ActiveJob's wrapper: an object of which some members are a framework's.
    void add_job(std::string_view raw)
    {
        if (!raw.starts_with('{')) return add(raw);
        each_member(raw, [this](Member const &member) {
            if (is_bookkeeping(member.key))
                add_whole(member.value);
            else if (member.key == "payload")
                add_job(member.value);
            else if (member.key == "args" && json_at(member.value, "/0/job_class"))
                add_elements(member.value, true);
            else
                add(member.value);
        });
    }
    std::string take() { return std::move(m_out); }

private:
    bool full() const { return m_out.size() >= m_limit; }
    bool shows(std::string_view text) const { return text.empty() || (!m_private && tells_nobody(text)); }
    void add_whole(std::string_view raw)
    {
        m_out += m_out.size() + raw.size() <= m_limit + k_longest ? raw : k_hidden_text;
    }
    void add_elements(std::string_view raw, bool jobs)
    {
        m_out += '[';
        Elements walk{raw};
        for (bool first = true; auto const element = walk.next(); first = false) {
            if (!first) m_out += ',';
            if (full()) {
                m_out += k_hidden_text;
                break;
            }
            jobs ? add_job(*element) : add(*element);
        }
        m_out += ']';
    }
    void add_members(std::string_view raw)
    {
        each_member(raw, [this](Member const &member) {
            bool const around = std::exchange(m_private, m_private || is_private(member.key));
            add(member.value);
            m_private = around;
        });
    }
    template <class Value> void each_member(std::string_view raw, Value const &value)
    {
        m_out += '{';
        Members walk{raw};
        for (bool first = true; auto const member = walk.next(); first = false) {
            if (!first) m_out += ',';
            m_out += '"';
            m_out += !full() && member->key.size() <= k_longest && only(member->key, "_-:.") ? member->key : k_hidden;
            m_out += "\":";
            if (full()) {
                m_out += k_hidden_text;
                break;
            }
            value(*member);
        }
        m_out += '}';
    }

    std::size_t m_limit;
    bool m_private = false;  // below a member of such a name
    std::string m_out;
};

std::string masked_bytes(std::string_view bytes)
{
    if (bytes.empty() || is_identifier(bytes)) return std::string(bytes);
    return fmt::format("{} ({})", k_hidden, counted(static_cast<std::int64_t>(bytes.size()), "byte"));
}

}  // namespace

std::string masked(std::string_view raw, std::size_t limit)
{
    auto const value = json_at(raw, "");
    if (!value || !json_well_formed(raw)) return masked_bytes(raw);
    Mask mask{limit};
    mask.add(*value);
    return mask.take();
}

std::string masked_job(std::string_view bytes, std::size_t limit)
{
    auto const value = json_at(bytes, "");
    if (!value || !json_well_formed(bytes)) return masked_bytes(bytes);
    Mask mask{limit};
    mask.add_job(*value);
    return mask.take();
}

}  // namespace omactl::queue
