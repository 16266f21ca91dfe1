#include "lib/operation/journal.hpp"

#include "lib/core/sealed.hpp"
#include "lib/core/text.hpp"
#include "lib/core/ulid.hpp"
#include "lib/operation/hide.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <map>

namespace omactl::op {

namespace {

std::optional<Event> opened(std::string_view line)
{
    auto const object = unsealed(line);
    if (!object) return std::nullopt;
    auto const json = Json::parse(*object, nullptr, false);
    if (!json.is_object() || !json.contains("id")) return std::nullopt;
    return Event{json.value("id", ""), json.value("at", ""), json.value("event", ""),
                 json.contains("data") ? json["data"] : Json::object()};
}

State state_after(State before, Event const &event)
{
    static constexpr std::pair<std::string_view, State> k_verdicts[] = {
        {"done", State::done},       {"failed", State::failed},         {"partial", State::partial},
        {"unknown", State::unknown}, {"unverified", State::unverified}, {"closed", State::closed},
        {"undone", State::undone},   {"resumed", State::open},          {"started", State::open}};
    for (auto const &[name, state] : k_verdicts)
        if (event.name == name) return state;
    return before;
}

void hide(Json &data, Secrets const &secrets)
{
    for (auto &[name, value] : data.items())
        if (name == "plan" && value.is_object())
            redact_plan(value, secrets);
        else
            cli::redact(value, secrets);
}

void add(Entry &entry, Event event)
{
    if (event.name == "started") {
        entry.plan = plan_from_json(event.data.at("plan"));
        entry.began = event.at;
    }
    if (event.name == "undoing") entry.undone_by = event.data.value("by", "");
    entry.state = state_after(entry.state, event);
    entry.ended = entry.state == State::open ? "" : event.at;
    entry.events.push_back(std::move(event));
}

}  // namespace

std::string_view name_of(State state)
{
    constexpr std::string_view names[] = {"open",    "done",       "failed", "partial",
                                          "unknown", "unverified", "closed", "undone"};
    return names[static_cast<std::size_t>(state)];
}

Json const *Entry::last_data(std::string_view event) const
{
    for (auto it = events.rbegin(); it != events.rend(); ++it)
        if (it->name == event) return &it->data;
    return nullptr;
}

Journal::Journal(std::string folder, Clock const &clock, Secrets const &secrets)
    : m_path(std::move(folder) + "/journal.jsonl"), m_clock(clock), m_secrets(secrets)
{
}

// Whoever waits for the lock of a file that is renamed away meanwhile has to begin again with the new
// one: what it appended to the old one would be lost.
Fd Journal::locked() const
{
    for (;;) {
        auto fd = open_file(m_path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC);
        while (::flock(fd.get(), LOCK_EX) != 0)
            if (errno != EINTR) throw Error{Fault::failed, fmt::format("cannot lock the journal {}", m_path)};
        struct stat ours = {}, named = {};
        if (::fstat(fd.get(), &ours) != 0 || ::stat(m_path.c_str(), &named) != 0) continue;
        if (ours.st_dev == named.st_dev && ours.st_ino == named.st_ino) return fd;
    }
}

void Journal::append(std::string_view id, std::string_view event, Json data)
{
    make_folders(m_path.substr(0, m_path.rfind('/')));
    auto const fd = locked();
    hide(data, m_secrets);
    Json const line{{"v", 1}, {"id", id}, {"at", rfc3339(m_clock.now())}, {"event", event}, {"data", std::move(data)}};
    append_durably(fd.get(), sealed(cli::dump(line)), m_path);
}

void Journal::drop(std::set<std::string> const &ids)
{
    auto const fd = locked();
    auto const temporary = m_path + ".new";
    std::string rest;
    auto const text = read_file(m_path);
    for (auto const line : split(text, '\n')) {
        auto const event = opened(line);
        if (line.empty() || (event && ids.contains(event->id))) continue;
        rest += line;
        rest += '\n';
    }
    auto file = open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
    write_all(file.get(), rest, temporary);
    sync_file(file.get(), temporary);
    file.close();
    rename_durably(temporary, m_path);
}

std::uint64_t Journal::bytes_of(std::set<std::string> const &ids) const
{
    std::uint64_t bytes = 0;
    auto const text = read_if_there(m_path).value_or("");
    for (auto const line : split(text, '\n'))
        if (auto const event = opened(line); event && ids.contains(event->id)) bytes += line.size() + 1;
    return bytes;
}

namespace {

std::vector<Entry> entries_of(std::string_view text, std::size_t &broken)
{
    std::vector<Entry> entries;
    std::map<std::string, std::size_t, std::less<>> places;
    for (auto const line : split(text, '\n')) {
        if (line.empty()) continue;
        auto event = opened(line);
        if (!event) {
            ++broken;
            continue;
        }
        auto const [place, fresh] = places.try_emplace(event->id, entries.size());
        if (fresh) entries.emplace_back().id = event->id;
        try {
            add(entries[place->second], std::move(*event));
        } catch (Error const &) {
            ++broken;  // a plan of another omactl's making
        }
    }
    std::erase_if(entries, [](Entry const &entry) { return entry.plan.id.empty(); });
    return entries;
}

// Without the line that it begins inside of.
std::string last_bytes(std::string const &path, std::uint64_t bytes)
{
    auto const file = open_file(path, O_RDONLY | O_CLOEXEC);
    auto const size = static_cast<std::uint64_t>(std::max<off_t>(::lseek(file.get(), 0, SEEK_END), 0));
    std::string text(std::min(size, bytes), '\0');
    auto const from = size - text.size();
    auto const got = ::pread(file.get(), text.data(), text.size(), static_cast<off_t>(from));
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (from > 0) text.erase(0, text.find('\n'));
    return text;
}

}  // namespace

std::vector<Entry> Journal::entries(std::size_t *damaged) const
{
    std::size_t broken = 0;
    auto entries = entries_of(read_if_there(m_path).value_or(""), broken);
    if (damaged) *damaged = broken;
    return entries;
}

std::vector<Entry> Journal::latest(std::uint64_t bytes) const
{
    std::size_t broken = 0;
    return is_there(m_path) ? entries_of(last_bytes(m_path, bytes), broken) : std::vector<Entry>{};
}

std::optional<Entry> Journal::find(std::string_view prefix) const
{
    auto const wanted = ulid_prefix(prefix);
    if (wanted.empty())
        throw Error{Fault::usage, fmt::format("'{}' is not the id of an operation", printable(prefix)),
                    "omactl journal ls"};
    std::optional<Entry> found;
    for (auto &entry : entries()) {
        if (!entry.id.starts_with(wanted)) continue;
        if (found)
            throw Error{Fault::usage,
                        fmt::format("'{}' fits several operations: {}, {}, …", wanted, found->id, entry.id),
                        "give more of the id"};
        found = std::move(entry);
    }
    return found;
}

std::string Journal::shortest(std::string_view id) const
{
    return shortest(id, entries());
}

std::string Journal::shortest(std::string_view id, std::vector<Entry> const &entries)
{
    std::size_t length = 10;  // the whole time in ms: two ids of one second differ
    for (auto const &entry : entries) {
        if (entry.id == id) continue;
        auto const differ = std::mismatch(id.begin(), id.end(), entry.id.begin(), entry.id.end());
        length = std::max(length, static_cast<std::size_t>(differ.first - id.begin()) + 1);
    }
    return std::string(id.substr(0, length));
}

}  // namespace omactl::op
