#include "lib/runbook/document.hpp"

#include "lib/cli/transcript_io.hpp"
#include "lib/core/text.hpp"

namespace omactl::runbook {

namespace {

class Redaction {
public:
    explicit Redaction(Secrets const &secrets) : m_secrets(secrets) {}

    void operator()(std::string &text) const { text = m_secrets.redact(std::move(text)); }
    void operator()(Text &text) const
    {
        for (auto &span : text) (*this)(span.text);
    }
    void operator()(Heading &heading) const { (*this)(heading.text); }
    void operator()(Paragraph &paragraph) const { (*this)(paragraph.text); }
    void operator()(Facts &facts) const
    {
        for (auto &[label, text] : facts.rows) (*this)(text);
    }
    void operator()(Quotation &quotation) const { (*this)(quotation.markdown); }
    void operator()(Items &items) const
    {
        for (auto &item : items) {
            (*this)(item.text);
            for (auto &note : item.notes) (*this)(note);
            for (auto &output : item.outputs) (*this)(output.text);
        }
    }

private:
    Secrets const &m_secrets;
};

}  // namespace

void redact(Document &document, Secrets const &secrets)
{
    Redaction const redaction{secrets};
    redaction(document.title);
    for (auto &part : document.parts) std::visit(redaction, part);
}

std::string short_time(std::string_view rfc3339)
{
    if (rfc3339.size() < 19) return std::string(rfc3339);
    return std::string(rfc3339.substr(0, 10)) + " " + std::string(rfc3339.substr(11, 8)) + "Z";
}

std::string safe_lines(std::string_view text)
{
    std::string safe;
    auto const plain = cli::without_controls(text);
    std::size_t from = 0;
    while (from < plain.size()) {
        auto const end = std::min(plain.find_first_of("\n\t", from), plain.size());
        safe += printable(std::string_view{plain}.substr(from, end - from));
        if (end < plain.size()) safe += plain[end];
        from = end + 1;
    }
    return safe;
}

}  // namespace omactl::runbook
