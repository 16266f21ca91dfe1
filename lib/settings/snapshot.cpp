#include "lib/settings/snapshot.hpp"

#include "lib/core/error.hpp"
#include "lib/core/fingerprint.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

namespace omactl::settings {

namespace {

constexpr std::string_view k_version = "1";

void append_bytes(std::string &out, std::string_view bytes)
{
    if (is_utf8(bytes))
        append_json_string(out, bytes);
    else
        out += fmt::format(R"({{"base64":"{}"}})", base64(bytes));
}

void append_setting(std::string &out, Setting const &setting)
{
    out += R"({"name":)";
    append_bytes(out, setting.name);
    if (setting.is_plain()) {
        out += R"(,"value":)";
        append_bytes(out, setting.value);
    } else {
        out += R"(,"kind":)";
        append_bytes(out, setting.kind);
    }
    if (setting.expires) out += fmt::format(R"(,"expires":"{}")", rfc3339(*setting.expires));
    out += "}\n";
}

std::string last_line(std::size_t count, std::string_view before)
{
    return fmt::format("{{\"count\":{},\"sum\":\"{:016x}\"}}\n", count, checksum(before));
}

/// Reads line by line, and knows where it stands when it must say no.
class Reading {
public:
    Reading(std::string_view text, std::string const &path) : m_text(text), m_path(path) {}

    Snapshot all()
    {
        check_end();
        auto snapshot = header();
        while (m_at < m_last) snapshot.settings.push_back(setting());
        if (m_text.substr(m_last) != last_line(snapshot.settings.size(), m_text.substr(0, m_last)))
            refuse("the checksum is wrong: it was edited or damaged");
        return snapshot;
    }

private:
    [[noreturn]] void refuse(std::string_view what) const
    {
        throw Error{Fault::failed, fmt::format("snapshot {}: {}", printable(m_path), what), "use an older snapshot"};
    }

    [[noreturn]] void refuse_line(std::string_view what) const { refuse(fmt::format("line {}: {}", m_line, what)); }

    // A file that was cut short is told apart from one that was edited.
    void check_end()
    {
        if (m_text.empty()) refuse("it is empty");
        if (m_text.back() != '\n') refuse("it is cut short: its last line is torn");
        auto const newline = m_text.rfind('\n', m_text.size() - 2);
        m_last = newline == m_text.npos ? 0 : newline + 1;
        if (m_text.substr(m_last).starts_with(R"({"count":)")) return;
        if (!m_text.starts_with(R"({"omactl":"settings")")) refuse("it is no snapshot of settings");
        refuse("it is cut short: its last line (the checksum) is missing");
    }

    std::string_view line()
    {
        ++m_line;
        auto const end = m_text.find('\n', m_at);
        auto const found = m_text.substr(m_at, end - m_at);
        m_at = end + 1;
        return found;
    }

    std::string text_at(std::string_view object, std::string_view pointer) const
    {
        auto const raw = json_at(object, pointer);
        auto text = raw ? json_text(*raw) : std::nullopt;
        if (!text) refuse_line(fmt::format("no {}", pointer.substr(1)));
        return std::move(*text);
    }

    // Text, or {"base64": …}.
    std::string bytes_at(std::string_view object, std::string_view pointer) const
    {
        auto const raw = json_at(object, pointer);
        if (!raw || !raw->starts_with('{')) return text_at(object, pointer);
        auto bytes = from_base64(text_at(*raw, "/base64"));
        if (!bytes) refuse_line(fmt::format("{} is not base64", pointer.substr(1)));
        return std::move(*bytes);
    }

    Instant time_at(std::string_view object, std::string_view pointer) const
    {
        auto const at = parse_time(text_at(object, pointer));
        if (!at) refuse_line(fmt::format("{} is no time", pointer.substr(1)));
        return *at;
    }

    Snapshot header()
    {
        auto const head = line();
        auto const mark = json_at(head, "/omactl");
        if (!mark || json_text(*mark) != "settings") refuse("it is no snapshot of settings");
        auto const version = json_at(head, "/v");
        if (version != k_version)
            refuse(
                fmt::format("it has version {}, this omactl knows {}", printable(version.value_or("none")), k_version));
        return {text_at(head, "/store"), text_at(head, "/server"), time_at(head, "/at"), {}};
    }

    Setting setting()
    {
        auto const object = line();
        if (!json_well_formed(object)) refuse_line("damaged");
        Setting setting;
        setting.name = bytes_at(object, "/name");
        if (json_at(object, "/kind"))
            setting.kind = text_at(object, "/kind");
        else
            setting.value = bytes_at(object, "/value");
        if (json_at(object, "/expires")) setting.expires = time_at(object, "/expires");
        return setting;
    }

    std::string_view m_text;
    std::string const &m_path;
    std::size_t m_at = 0, m_last = 0;
    unsigned m_line = 0;
};

}  // namespace

std::string snapshot_text(Snapshot const &snapshot)
{
    std::string text = fmt::format(R"({{"omactl":"settings","v":{},"store":)", k_version);
    append_bytes(text, snapshot.store);
    text += R"(,"server":)";
    append_bytes(text, snapshot.server);
    text += fmt::format(",\"at\":\"{}\"}}\n", rfc3339(snapshot.at));
    for (auto const &setting : snapshot.settings) append_setting(text, setting);
    return text + last_line(snapshot.settings.size(), text);
}

Snapshot parse_snapshot(std::string_view text, std::string const &path)
{
    return Reading{text, path}.all();
}

}  // namespace omactl::settings
