#include "lib/core/spans.hpp"

#include "lib/core/scan.hpp"

#include <charconv>

namespace omactl {

namespace {

scan::Place end_of(std::string_view doc)
{
    return doc.data() + doc.size();
}

std::string_view between(scan::Place begin, scan::Place end)
{
    return {begin, static_cast<std::size_t>(end - begin)};
}

/// What comes next in a container.
enum class Step { item, end, broken };

struct Moved {
    Step step = Step::broken;
    scan::Place at = nullptr;  ///< where the item begins, or behind the closing bracket
};

/// Over the opening bracket, or a comma, or the closing bracket and the white space behind it.
Moved move_on(scan::Place at, scan::Place end, bool first, char open, char close)
{
    at = scan::space(at, end);
    if (first) {
        if (at == end || *at != open) return {};
        at = scan::space(at + 1, end);
    }
    if (at == end) return {};
    if (*at == close) {
        at = scan::space(at + 1, end);
        return {at == end ? Step::end : Step::broken, at};
    }
    if (first) return {Step::item, at};
    if (*at != ',') return {};
    return {Step::item, at + 1};
}

bool same_name(std::string_view raw, std::string_view name)
{
    if (raw.find('\\') == std::string_view::npos) return raw == name;
    return json_text(between(raw.data() - 1, end_of(raw) + 1)) == name;
}

std::optional<std::string_view> member_named(std::string_view doc, std::string_view name)
{
    std::optional<std::string_view> found;
    Members walk{doc};
    // A name may come twice; the last one wins, as it does in Ruby's and JavaScript's parsers.
    while (auto const member = walk.next())
        if (same_name(member->key, name)) found = member->value;
    return walk.whole() ? found : std::nullopt;
}

std::optional<std::string_view> element_at(std::string_view doc, std::string_view index)
{
    std::size_t wanted = 0;
    auto const [rest, error] = std::from_chars(index.data(), index.data() + index.size(), wanted);
    bool const padded = index.size() > 1 && index.front() == '0';
    if (error != std::errc{} || rest != index.data() + index.size() || padded) return std::nullopt;
    std::optional<std::string_view> found;
    Elements walk{doc};
    for (std::size_t at = 0; auto const element = walk.next(); ++at)
        if (at == wanted) found = element;
    return walk.whole() ? found : std::nullopt;
}

/// One step of a pointer: "~1" stands for "/", "~0" for "~".
std::optional<std::string> pointer_token(std::string_view raw)
{
    std::string token;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '~') {
            token += raw[i];
            continue;
        }
        ++i;
        if (i == raw.size() || (raw[i] != '0' && raw[i] != '1')) return std::nullopt;
        token += raw[i] == '0' ? '~' : '/';
    }
    return token;
}

}  // namespace

Members::Members(std::string_view doc) : m_doc(doc) {}

std::optional<Member> Members::next()
{
    if (m_state == State::done || m_state == State::broken) return std::nullopt;
    auto const end = end_of(m_doc);
    auto const moved = move_on(m_doc.data() + m_at, end, m_state == State::begin, '{', '}');
    m_state = moved.step == Step::end ? State::done : State::broken;
    if (moved.step != Step::item) return std::nullopt;
    auto const name = scan::name(moved.at, end);
    if (name.value == nullptr) return std::nullopt;
    auto const begin = scan::space(name.value, end);
    auto const behind = scan::value(begin, end, k_max_depth - 1);
    if (behind == nullptr) return std::nullopt;
    m_state = State::inside;
    m_at = static_cast<std::size_t>(behind - m_doc.data());
    return Member{between(name.begin + 1, name.end - 1), between(begin, behind)};
}

Elements::Elements(std::string_view doc) : m_doc(doc) {}

std::optional<std::string_view> Elements::next()
{
    if (m_state == State::done || m_state == State::broken) return std::nullopt;
    auto const end = end_of(m_doc);
    auto const moved = move_on(m_doc.data() + m_at, end, m_state == State::begin, '[', ']');
    m_state = moved.step == Step::end ? State::done : State::broken;
    if (moved.step != Step::item) return std::nullopt;
    auto const begin = scan::space(moved.at, end);
    auto const behind = scan::value(begin, end, k_max_depth - 1);
    if (behind == nullptr) return std::nullopt;
    m_state = State::inside;
    m_at = static_cast<std::size_t>(behind - m_doc.data());
    return between(begin, behind);
}

bool json_well_formed(std::string_view doc)
{
    auto const behind = scan::value(doc.data(), end_of(doc), k_max_depth);
    return behind != nullptr && scan::space(behind, end_of(doc)) == end_of(doc);
}

std::size_t json_value_end(std::string_view doc, std::size_t at)
{
    if (at > doc.size()) return std::string_view::npos;
    auto const behind = scan::value(doc.data() + at, end_of(doc), k_max_depth);
    return behind == nullptr ? std::string_view::npos : static_cast<std::size_t>(behind - doc.data());
}

std::optional<std::string_view> json_at(std::string_view doc, std::string_view pointer)
{
    auto const begin = scan::space(doc.data(), end_of(doc));
    if (pointer.empty()) {
        auto const behind = json_well_formed(doc) ? scan::value(begin, end_of(doc), k_max_depth) : nullptr;
        return behind == nullptr ? std::nullopt : std::optional{between(begin, behind)};
    }
    if (pointer.front() != '/' || begin == end_of(doc)) return std::nullopt;
    auto const slash = pointer.find('/', 1);
    auto const token = pointer_token(pointer.substr(1, slash == pointer.npos ? slash : slash - 1));
    if (!token) return std::nullopt;
    auto const inner = *begin == '{' ? member_named(doc, *token) : element_at(doc, *token);
    if (!inner || slash == pointer.npos) return inner;
    return json_at(*inner, pointer.substr(slash));
}

}  // namespace omactl
