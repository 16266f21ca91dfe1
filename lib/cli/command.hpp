#pragma once

#include "lib/core/error.hpp"

#include <memory>
#include <optional>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace omactl::cli {

class Context;

/// What a command may do. It decides which common options it has and how `--dry-run`, runbook
/// conditions and `status` may use it.
enum class Kind {
    read,       ///< asks and shows
    predicate,  ///< answers 0 or 3 only
    change,     ///< goes through lib/operation
};

/// What a value is, for dynamic completion.
enum class Complete { none, queues, files, environments, operations, topics, shells, commands, runbooks, runs, drills };

/// One argument or option. Constant data: tables of these are built by the compiler.
struct Param {
    std::string_view name;     ///< "queue" (argument), "--limit" or "-n,--limit" (option)
    std::string_view metavar;  ///< "N", "DUR"; empty for arguments and switches
    std::string_view help;
    Complete complete;
    bool required;  ///< an argument that must stand there
    bool repeated;  ///< may stand several times
    bool is_switch;
    bool verbatim;  ///< free text or JSON: typographic characters inside it are meant
    void (*set)(void *options, std::string_view text);  ///< throws Fault::usage
    std::string (*show)(void const *options);           ///< the default, for help and man; "" when none
    std::string_view choices = {};  ///< values to offer, separated by '|': "table|json"; others may exist

    bool is_option() const { return name.starts_with('-'); }
    /// Is it an option that may be typed as `word` ("-n" or "--limit")?
    bool answers_to(std::string_view word) const;
    /// The name to talk about it: "--limit" of "-n,--limit", "QUEUE" of the argument "queue".
    std::string shown_name() const;
};

struct Example {
    std::string_view line;  ///< as it is pasted: "omactl queue clear sites --dry-run"
    std::string_view what;
};

struct Spec {
    std::string_view path;  ///< "queue failed ls": one to three words
    Kind kind = Kind::read;
    std::string_view summary;  ///< at most 60 characters, imperative, no full stop
    std::string_view details = {};
    std::span<Param const> params = {};
    std::span<Example const> examples = {};
    /// Of a change that only looks without a switch: that switch ("--requeue"), or several of them, divided by '|'.
    std::string_view change_switch = {};
};

/// Text of one value to the type of the member it is for. Overloads for std::string, integers,
/// Millis, Rate … live in values.hpp; a type of a command's own gets an overload beside it.
template <class T> struct Value;

namespace detail {
template <class O, class T> O owner_of(T O::*);
template <class O, class T> T type_of(T O::*);
template <class T> struct Unwrap {
    using type = T;
    static constexpr bool optional = false, many = false;
};
template <class T> struct Unwrap<std::optional<T>> {
    using type = T;
    static constexpr bool optional = true, many = false;
};
template <class T> struct Unwrap<std::vector<T>> {
    using type = T;
    static constexpr bool optional = false, many = true;
};

template <auto M> void set(void *options, std::string_view text)
{
    using O = decltype(owner_of(M));
    using T = decltype(type_of(M));
    using U = Unwrap<T>;
    auto &member = static_cast<O *>(options)->*M;
    if constexpr (std::is_same_v<T, bool>)
        member = true;
    else if constexpr (U::many)
        member.push_back(Value<typename U::type>::from(text));
    else
        member = Value<typename U::type>::from(text);
}
template <auto M> std::string show(void const *options)
{
    using O = decltype(owner_of(M));
    using T = decltype(type_of(M));
    using U = Unwrap<T>;
    if constexpr (std::is_same_v<T, bool> || U::many || U::optional)
        return {};
    else
        return Value<T>::text(static_cast<O const *>(options)->*M);
}
}  // namespace detail

/// An argument or option bound to a member of the options struct. `std::optional` members may be
/// absent, `std::vector` members take many, `bool` members are switches; an argument of any other
/// type is required.
template <auto M>
constexpr Param param(std::string_view name, std::string_view metavar, std::string_view help,
                      Complete complete = Complete::none)
{
    using T = decltype(detail::type_of(M));
    using U = detail::Unwrap<T>;
    bool const argument = !name.starts_with('-');
    return {name,
            metavar,
            help,
            complete,
            argument && !U::optional && !U::many,
            U::many,
            std::is_same_v<T, bool>,
            false,
            &detail::set<M>,
            &detail::show<M>};
}
/// The same for free text and JSON (`--reason`, a job's arguments): of what a wiki page mangles,
/// only `{{name}}` and the empty value are refused in it.
template <auto M>
constexpr Param verbatim_param(std::string_view name, std::string_view metavar, std::string_view help,
                               Complete complete = Complete::none)
{
    Param made = param<M>(name, metavar, help, complete);
    made.verbatim = true;
    return made;
}
/// `made` with the values that completion offers for it: one_of(param<…>(…), "table|json").
constexpr Param one_of(Param made, std::string_view choices)
{
    made.choices = choices;
    return made;
}

/// One command. Constructed at file scope in cmd/, it links itself into the registry: no
/// allocation, no order problem at start (the list head is constant-initialised).
class Command {
public:
    explicit Command(Spec spec, std::source_location where = std::source_location::current()) noexcept;
    virtual ~Command() = default;
    Command(Command const &) = delete;
    Command &operator=(Command const &) = delete;

    Spec const &spec() const noexcept { return m_spec; }
    std::source_location const &where() const noexcept { return m_where; }
    Command const *next() const noexcept { return m_next; }
    bool changes() const noexcept { return m_spec.kind == Kind::change; }

    /// Fresh options with their defaults; `Param::set` fills them.
    virtual std::shared_ptr<void> fresh_options() const = 0;
    virtual Fault run(void const *options, Context &context) const = 0;

private:
    Spec m_spec;
    std::source_location m_where;
    Command const *m_next;
};

/// All commands, sorted by path.
std::vector<Command const *> commands();
/// The command with exactly this path, or nullptr.
Command const *find_command(std::string_view path);
/// The commands whose path begins with these words and goes on, sorted by path: "queue failed" →
/// "queue failed clear", "queue failed ls" … Empty: no such group.
std::vector<Command const *> group_members(std::string_view group);
/// The text of a group's line in the listing ("queue" → "Job queues: look, clear, requeue").
std::string_view group_summary(std::string_view group);

}  // namespace omactl::cli
