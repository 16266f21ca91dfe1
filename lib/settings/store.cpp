#include "lib/settings/store.hpp"

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace omactl::settings {

namespace {

struct Form {
    Store::Kind kind;
    std::string_view word, what;
};
constexpr auto k_forms = std::to_array<Form>({
    {Store::Kind::hash, "redis-hash", "KEY"},
    {Store::Kind::prefix, "redis-prefix", "PREFIX"},
    {Store::Kind::sql, "sql", "TABLE"},
});

[[noreturn]] void refuse(std::string_view text, std::string hint)
{
    throw Error{Fault::usage, fmt::format("'{}' is no store of settings", printable(text)), std::move(hint)};
}

std::string all_forms()
{
    std::string forms;
    for (auto const &form : k_forms) {
        auto const *const before = forms.empty() ? "" : form.word == k_forms.back().word ? " or " : ", ";
        forms += fmt::format("{}{}:{}", before, form.word, form.what);
    }
    return forms;
}

// The form that was meant, with the name that was given.
std::string nearest_form(std::string_view word, std::string_view name)
{
    std::vector<std::string> words;
    for (auto const &form : k_forms) words.emplace_back(form.word);
    auto near = nearest(word, words);
    if (near.empty() && (word == "hash" || word == "prefix")) near = {fmt::format("redis-{}", word)};
    if (near.empty()) return all_forms();
    return fmt::format("{}:{}    ({})", near.front(), printable(name), all_forms());
}

}  // namespace

Store Store::parse(std::string_view text)
{
    auto const colon = text.find(':');
    auto const word = text.substr(0, colon);
    if (colon == text.npos) refuse(text, all_forms());
    auto const name = text.substr(colon + 1);
    for (auto const &form : k_forms) {
        if (form.word != word) continue;
        if (name.empty()) refuse(text, fmt::format("{}:{}", form.word, form.what));
        return {form.kind, std::string(name)};
    }
    refuse(text, nearest_form(word, name));
}

std::string Store::describe() const
{
    for (auto const &form : k_forms)
        if (form.kind == kind) return fmt::format("{}:{}", form.word, name);
    return name;
}

std::string Store::key_of(std::string_view setting) const
{
    return kind == Kind::prefix ? fmt::format("{}{}", name, setting) : name;
}

bool alike(Setting const &a, Setting const &b)
{
    return a.name == b.name && a.kind == b.kind && a.value == b.value && a.expires.has_value() == b.expires.has_value();
}

Setting const *find(std::vector<Setting> const &settings, std::string_view name)
{
    auto const at =
        std::lower_bound(settings.begin(), settings.end(), name,
                         [](Setting const &setting, std::string_view wanted) { return setting.name < wanted; });
    return at != settings.end() && at->name == name ? &*at : nullptr;
}

}  // namespace omactl::settings
