#pragma once

#include "lib/cli/io.hpp"
#include "lib/core/file.hpp"
#include "lib/core/secret.hpp"
#include "lib/core/time.hpp"

#include <cstddef>
#include <string>

namespace omactl::cli {

/// Writes down what passes through another Io, as JSON lines {"at", "to": "out|err|asked|answered",
/// "text"}: what one line of a runbook printed, asked and was told. Secrets that the process knows are
/// removed, a terminal's control sequences too; the drawing of progress bars is left out. Behind 4 MiB
/// it says that there was more and stops writing. A file that can't be written hinders nothing.
class TranscriptIo final : public Io {
public:
    TranscriptIo(Io &inner, std::string path, Clock const &clock, Secrets const &secrets);

    void out(std::string_view text) override;
    void err(std::string_view text) override;
    bool out_is_terminal() const override { return m_inner.out_is_terminal(); }
    bool err_is_terminal() const override { return m_inner.err_is_terminal(); }
    int width() const override { return m_inner.width(); }
    bool colour() const override { return m_inner.colour(); }
    void set_color(Color color) override { m_inner.set_color(color); }
    bool can_ask() const override { return m_inner.can_ask(); }
    std::optional<std::string> ask(std::string_view question) override;
    void finish() override { m_inner.finish(); }

private:
    void note(std::string_view to, std::string_view text) noexcept;
    Io &m_inner;
    std::string m_path;
    Clock const &m_clock;
    Secrets const &m_secrets;
    Fd m_file;
    std::size_t m_bytes = 0;
};

/// Text without escape sequences and other control characters but newline and tab.
std::string without_controls(std::string_view text);

}  // namespace omactl::cli
