#pragma once

#include "lib/cli/context.hpp"
#include "lib/cli/io.hpp"

#include <string>

namespace omactl::cli {

/// The streams of this process. stdout is gathered and written in large pieces, always before
/// anything appears on stderr; stderr is written at once.
class ProcessIo final : public Io {
public:
    explicit ProcessIo(Environ const &environ);
    ~ProcessIo() override;
    ProcessIo(ProcessIo const &) = delete;
    ProcessIo &operator=(ProcessIo const &) = delete;

    void out(std::string_view text) override;
    void err(std::string_view text) override;
    bool out_is_terminal() const override;
    bool err_is_terminal() const override;
    int width() const override;
    bool colour() const override;
    void set_color(Color color) override { m_color = color; }
    bool can_ask() const override;
    std::optional<std::string> ask(std::string_view question) override;
    void finish() override;

private:
    void flush();

    Environ const &m_environ;
    std::string m_pending;
    int m_out_errno = 0;  // of the first write that failed
    Color m_color = Color::automatic;
};

}  // namespace omactl::cli
