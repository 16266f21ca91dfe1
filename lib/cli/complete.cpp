#include "lib/cli/complete.hpp"

#include "lib/cli/common_options.hpp"
#include "lib/cli/completion_scripts.hpp"
#include "lib/cli/help.hpp"
#include "lib/cli/route.hpp"
#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace omactl::cli {

namespace {

std::string_view about(std::string const &path)
{
    if (auto const *command = find_command(path)) return command->spec().summary;
    return group_summary(path);
}

void offer_next_words(Wish &wish, std::string const &group)
{
    for (auto &word : next_words(group)) {
        auto const path = group.empty() ? word : fmt::format("{} {}", group, word);
        wish.candidates.push_back({std::move(word), std::string(about(path))});
    }
}

// The words before the one that is typed, read as far as they can be.
class Before {
public:
    explicit Before(std::span<std::string const> words);
    void offer_options(Wish &wish) const;
    void offer_arguments(Wish &wish) const;
    void offer_values(Param const &param, Wish &wish) const;
    Param const *find(std::string_view name) const;
    Param const *waiting() const { return m_waiting; }
    bool takes_options() const { return !m_options_over; }
    void tell(Wish &wish) const;

private:
    void collect(std::span<Param const> params);
    void read(std::string const &word);
    void read_short(std::string_view word);
    void take(Param const &param, std::string_view value);
    Param const *next_argument() const;

    Route m_route;
    std::vector<Param const *> m_params;
    std::vector<Param const *> m_given;
    std::vector<std::string> m_arguments;
    Param const *m_waiting = nullptr;  // an option whose value comes next
    bool m_options_over = false;
    std::optional<std::string> m_env, m_config;
};

Before::Before(std::span<std::string const> words) : m_route(find_route(words))
{
    if (m_route.command) collect(m_route.command->spec().params);
    if (m_route.command && m_route.command->changes()) collect(change_params());
    collect(common_params());
    for (std::size_t i = 0; i < words.size(); ++i)
        if (std::find(m_route.path.begin(), m_route.path.end(), i) == m_route.path.end()) read(words[i]);
}

void Before::collect(std::span<Param const> params)
{
    for (Param const &p : params) m_params.push_back(&p);
}

Param const *Before::find(std::string_view name) const
{
    auto const found = std::find_if(m_params.begin(), m_params.end(), [name](auto *p) { return p->answers_to(name); });
    return found == m_params.end() ? nullptr : *found;
}

void Before::take(Param const &param, std::string_view value)
{
    if (param.answers_to("--env")) m_env = value;
    if (param.answers_to("--config")) m_config = value;
}

void Before::read(std::string const &word)
{
    if (m_waiting) {
        take(*std::exchange(m_waiting, nullptr), word);
        return;
    }
    if (m_options_over || word.size() < 2 || word.front() != '-') {
        m_arguments.push_back(word);
        return;
    }
    m_options_over = word == "--";
    if (m_options_over) return;
    if (!word.starts_with("--")) return read_short(word);
    auto const equals = word.find('=');
    auto const *param = find(word.substr(0, equals));
    if (!param) return;
    m_given.push_back(param);
    if (equals != std::string::npos)
        take(*param, std::string_view{word}.substr(equals + 1));
    else if (!param->is_switch)
        m_waiting = param;
}

// `-nq`, `-e prod`, `-eprod`
void Before::read_short(std::string_view word)
{
    for (std::size_t i = 1; i < word.size(); ++i) {
        char const name[] = {'-', word[i]};
        auto const *param = find({name, 2});
        if (!param) return;
        m_given.push_back(param);
        if (param->is_switch) continue;
        if (i + 1 < word.size())
            take(*param, word.substr(i + 1));
        else
            m_waiting = param;
        return;
    }
}

void Before::tell(Wish &wish) const
{
    wish.command = m_route.command;
    wish.env = m_env;
    wish.config = m_config;
}

void Before::offer_options(Wish &wish) const
{
    for (auto const *param : m_params) {
        bool const again = std::find(m_given.begin(), m_given.end(), param) != m_given.end();
        if (param->is_option() && (!again || param->repeated))
            wish.candidates.push_back({param->shown_name(), std::string(param->help)});
    }
    if (!m_route.command && m_route.group.empty() && m_given.empty())
        wish.candidates.push_back({"--version", "Which omactl this is"});
}

Param const *Before::next_argument() const
{
    std::size_t left = m_arguments.size();
    for (auto const *param : m_params) {
        if (param->is_option()) continue;
        if (left == 0 || param->repeated) return param;
        --left;
    }
    return nullptr;
}

void Before::offer_arguments(Wish &wish) const
{
    if (!m_route.command) {
        if (m_arguments.empty()) offer_next_words(wish, m_route.group);
        return;
    }
    if (auto const *param = next_argument())
        offer_values(*param, wish);
    else if (takes_options())
        offer_options(wish);
}

void Before::offer_values(Param const &param, Wish &wish) const
{
    if (!param.choices.empty())
        for (auto const choice : split(param.choices, '|')) wish.candidates.push_back({std::string(choice), {}});
    switch (param.complete) {
    case Complete::topics:
        offer_next_words(wish, fmt::format("{}", fmt::join(m_arguments, " ")));
        if (m_arguments.empty())
            for (auto &topic : topic_names()) wish.candidates.push_back({std::move(topic), "topic"});
        break;
    case Complete::commands: offer_next_words(wish, fmt::format("{}", fmt::join(m_arguments, " "))); break;
    case Complete::shells:
        for (auto const shell : shells()) wish.candidates.push_back({std::string(shell), {}});
        break;
    default: wish.names = param.complete;
    }
}

}  // namespace

Wish wish_of(std::span<std::string const> words)
{
    Wish wish;
    if (words.empty()) return wish;
    Before const before{words.first(words.size() - 1)};
    auto const &last = words.back();
    before.tell(wish);
    wish.typed = last;
    if (before.waiting()) {
        before.offer_values(*before.waiting(), wish);
    } else if (!before.takes_options() || !last.starts_with('-')) {
        before.offer_arguments(wish);
    } else if (auto const equals = last.find('='); last.starts_with("--") && equals != std::string::npos) {
        wish.before = last.substr(0, equals + 1);
        wish.typed = last.substr(equals + 1);
        auto const *param = before.find(last.substr(0, equals));
        if (param && !param->is_switch) before.offer_values(*param, wish);
    } else {
        before.offer_options(wish);
    }
    return wish;
}

}  // namespace omactl::cli
