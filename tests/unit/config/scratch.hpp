#pragma once

#include "lib/config/config.hpp"
#include "lib/core/error.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace omactl::config {

/// A folder of its own for one test, removed with everything in it.
class Scratch {
public:
    Scratch()
    {
        auto name = (std::filesystem::temp_directory_path() / "omactl-config-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error{"mkdtemp"};
        m_folder = name;
    }
    ~Scratch() { std::filesystem::remove_all(m_folder); }
    Scratch(Scratch const &) = delete;
    Scratch &operator=(Scratch const &) = delete;

    std::string path(std::string_view name) const { return m_folder + "/" + std::string(name); }
    std::string write(std::string_view name, std::string_view text) const
    {
        std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
        std::ofstream{path(name)} << text;
        return path(name);
    }

private:
    std::string m_folder;
};

inline Environ environ_of(std::initializer_list<std::pair<std::string const, std::string>> values)
{
    return Environ{std::map<std::string, std::string, std::less<>>(values)};
}

inline Error error_of(std::function<void()> const &act)
{
    try {
        act();
    } catch (Error const &e) {
        return e;
    }
    FAIL("no error was thrown");
    throw std::logic_error{"not reached"};
}

/// Loads `text` as if it were the file named by --config.
inline Config load_text(std::string_view text, Environ const &environ = {})
{
    Scratch const scratch;
    return Config::load(scratch.write("c.toml", text), environ);
}

/// The error of loading it, its message without the folder: "c.toml:4: …".
inline Error load_error(std::string_view text)
{
    auto const error = error_of([&] { load_text(text); });
    auto const at = error.message().find("c.toml:");
    return Error{error.fault(), at == std::string::npos ? error.message() : error.message().substr(at), error.hint()};
}

}  // namespace omactl::config
