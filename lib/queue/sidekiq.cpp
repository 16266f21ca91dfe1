#include "lib/queue/sidekiq.hpp"

#include "lib/core/error.hpp"
#include "lib/core/spans.hpp"
#include "lib/core/text.hpp"
#include "lib/queue/job.hpp"
#include "lib/queue/moment.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

namespace omactl::queue {

namespace {

/// The values of a job that are edited, as views into it; of one that comes twice the last counts.
struct Spans {
    std::string_view queue, retry_count, enqueued_at, created_at;
    bool whole = false;
};

Spans spans_of(std::string_view member)
{
    Spans spans;
    std::array<std::pair<std::string_view, std::string_view *>, 4> const wanted{{{"queue", &spans.queue},
                                                                                 {"retry_count", &spans.retry_count},
                                                                                 {"enqueued_at", &spans.enqueued_at},
                                                                                 {"created_at", &spans.created_at}}};
    Members walk{member};
    while (auto const found = walk.next())
        for (auto const &[key, to] : wanted)
            if (found->key == key) *to = found->value;
    spans.whole = walk.whole();
    return spans;
}

struct Edit {
    std::size_t at, size;
    std::string text;
};

class Edits {
public:
    explicit Edits(std::string_view doc) : m_doc(doc) {}
    void replace(std::string_view span, std::string text)
    {
        m_edits.push_back({static_cast<std::size_t>(span.data() - m_doc.data()), span.size(), std::move(text)});
    }
    void insert(std::size_t at, std::string text) { m_edits.push_back({at, 0, std::move(text)}); }
    std::string made()
    {
        std::sort(m_edits.begin(), m_edits.end(), [](Edit const &a, Edit const &b) { return a.at < b.at; });
        std::string text;
        std::size_t at = 0;
        for (auto const &edit : m_edits) {
            text.append(m_doc, at, edit.at - at).append(edit.text);
            at = edit.at + edit.size;
        }
        return text.append(m_doc, at, std::string::npos);
    }

private:
    std::string_view m_doc;
    std::vector<Edit> m_edits;
};

void rename(Edits &edits, Spans const &spans, std::string_view to)
{
    if (text_of(spans.queue) == to) return;
    std::string name;
    append_json_string(name, to);
    edits.replace(spans.queue, std::move(name));
}

std::optional<std::int64_t> whole_number(std::string_view raw)
{
    std::int64_t value = 0;
    auto const [at, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
    if (error != std::errc{} || at != raw.data() + raw.size()) return std::nullopt;
    return value;
}

}  // namespace

std::optional<Enqueued> enqueued(std::string_view member, Enqueue const &how)
{
    auto const spans = spans_of(member);
    auto own = text_of(spans.queue);
    if (!spans.whole || own.empty() || !spans.queue.starts_with('"')) return std::nullopt;
    Edits edits{member};
    if (auto const count = whole_number(spans.retry_count); count && how.retried)
        edits.replace(spans.retry_count, std::to_string(*count - 1));
    auto const like = spans.enqueued_at.empty() ? spans.created_at : spans.enqueued_at;
    auto time = written_time(how.at, is_in_millis(like));
    if (spans.enqueued_at.empty())
        edits.insert(member.rfind('}'), ",\"enqueued_at\":" + time);
    else
        edits.replace(spans.enqueued_at, std::move(time));
    if (!how.to.empty()) rename(edits, spans, how.to);
    return Enqueued{edits.made(), how.to.empty() ? std::move(own) : how.to};
}

std::string renamed(std::string_view job, std::string_view to)
{
    auto const spans = spans_of(job);
    if (!spans.whole || !spans.queue.starts_with('"')) return std::string(job);
    Edits edits{job};
    rename(edits, spans, to);
    return edits.made();
}

std::string written_job(NewJob const &job)
{
    std::string text = R"({"retry":true,"queue":)";
    append_json_string(text, job.queue);
    text += R"(,"class":)";
    append_json_string(text, job.klass);
    text += R"(,"args":[)";
    for (std::size_t i = 0; i < job.args.size(); ++i) text += (i > 0 ? "," : "") + job.args[i];
    auto const at = written_time(job.at, job.in_millis);
    return text + fmt::format(R"(],"jid":"{}","created_at":{},"enqueued_at":{}}})", job.jid, at, at);
}

std::string fresh_jid()
{
    std::array<char, 12> bytes{};
    while (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        if (errno != EINTR) throw Error{Fault::failed, fmt::format("getrandom: {}", system_message(errno))};
    return hex({bytes.data(), bytes.size()});
}

}  // namespace omactl::queue
