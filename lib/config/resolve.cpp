#include "lib/config/config.hpp"
#include "lib/config/source.hpp"
#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/process/process.hpp"

#include <fmt/format.h>

namespace omactl::config {

namespace {

constexpr Millis k_command_limit{10'000};

std::string without_newline(std::string text)
{
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    return text;
}

std::string from_env(std::string const &name, Environ const &environ)
{
    if (auto value = environ.get(name)) return *std::move(value);
    throw Error{Fault::usage, fmt::format("{} is not set", printable(name)),
                "export it, or name another source in the configuration"};
}

std::string from_file(std::string const &name, Environ const &environ)
{
    auto const home = environ.get("HOME");
    auto const path = name.starts_with("~/") && home ? *home + name.substr(1) : name;
    try {
        auto value = without_newline(read_file(path));
        if (value.empty()) throw Error{Fault::usage, fmt::format("{} is empty", printable(path))};
        return value;
    } catch (Error const &e) {
        throw Error{Fault::usage, fmt::format("a secret's file: {}", e.message()),
                    fmt::format("look at it: ls -l {}", shell_quoted(path))};
    }
}

// What the program printed may be half a secret, so neither stream goes into a message.
std::string from_command(std::vector<std::string> const &argv)
{
    auto const name = printable(argv.front());
    std::string const hint = "run the command by hand to see what it says; it stands in the configuration";
    process::Ended ended;
    try {
        ended = process::run({.argv = argv}, k_command_limit);
    } catch (Error const &e) {
        throw Error{Fault::usage, fmt::format("a secret's command: {}", e.message()), hint};
    }
    if (ended.timed_out)
        throw Error{Fault::usage, fmt::format("a secret's command: {} gave no answer within 10 s", name), hint};
    if (ended.status != 0)
        throw Error{Fault::usage, fmt::format("a secret's command: {} ended with status {}", name, ended.status), hint};
    auto value = without_newline(ended.out.substr(0, ended.out.find('\n')));
    if (value.empty()) throw Error{Fault::usage, fmt::format("a secret's command: {} printed nothing", name), hint};
    return value;
}

std::string value_of(Source const &source, Environ const &environ)
{
    switch (source.kind) {
    case Source::Kind::literal: return source.text;
    case Source::Kind::env: return from_env(source.text, environ);
    case Source::Kind::file: return from_file(source.text, environ);
    case Source::Kind::command: return from_command(source.command);
    }
    return {};
}

}  // namespace

Secret resolve(Source const &source, Environ const &environ, Secrets &secrets)
{
    Secret const value{value_of(source, environ)};
    // An address without a password is no secret, and hiding it would hide the host in every message.
    if (!is_open_address(value.reveal())) secrets.add(value);
    for (auto const &part : secret_parts(value.reveal())) secrets.add(Secret{part});
    return value;
}

}  // namespace omactl::config
