#include "lib/runbook/record.hpp"

#include "lib/core/error.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/sealed.hpp"
#include "lib/core/text.hpp"
#include "lib/core/ulid.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

namespace omactl::runbook {

namespace {

Fd open_lock(std::string const &path)
{
    return open_file(path, O_RDWR | O_CREAT | O_CLOEXEC);
}

}  // namespace

Record::Record(std::string folder, Clock const &clock, Secrets const &secrets)
    : m_folder(std::move(folder)), m_clock(clock), m_secrets(secrets)
{
}

std::string Record::id() const
{
    return m_folder.substr(m_folder.rfind('/') + 1);
}

void Record::create()
{
    if (is_there(m_folder)) throw Error{Fault::conflict, fmt::format("there is a run in {} already", m_folder)};
    make_folders(m_folder);
}

RunEvent Record::append(std::string_view event, Json data)
{
    cli::redact(data, m_secrets);
    RunEvent made{rfc3339(m_clock.now()), std::string(event), std::move(data)};
    Json const line{{"v", 1}, {"at", made.at}, {"event", made.name}, {"data", made.data}};
    auto const file = path("run.jsonl");
    try {
        auto const fd = open_file(file, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC);
        append_durably(fd.get(), sealed(cli::dump(line)), file);
    } catch (Error const &e) {
        throw Error{Fault::failed, "the run can't be recorded any more: " + e.message(),
                    "make room on that disk, then go on: omactl runbook resume " + id()};
    }
    return made;
}

std::vector<RunEvent> Record::events() const
{
    std::vector<RunEvent> events;
    auto const text = read_if_there(path("run.jsonl")).value_or("");
    for (auto const line : split(text, '\n')) {
        auto const object = unsealed(line);
        auto const json = object ? Json::parse(*object, nullptr, false) : Json{};
        if (json.is_object()) events.push_back({json.value("at", ""), json.value("event", ""), json["data"]});
    }
    return events;
}

bool Record::take()
{
    if (!m_lock) m_lock = open_lock(path("lock"));
    if (::flock(m_lock.get(), LOCK_EX | LOCK_NB) != 0) return false;
    if (::ftruncate(m_lock.get(), 0) == 0) write_all(m_lock.get(), std::to_string(::getpid()), path("lock"));
    return true;
}

int Record::owner() const
{
    auto const text = read_if_there(path("lock")).value_or("");
    return text.empty() ? 0 : static_cast<int>(parse_count(text));
}

bool Record::is_alive() const
{
    if (!is_there(path("lock"))) return false;
    auto const lock = open_lock(path("lock"));
    return ::flock(lock.get(), LOCK_SH | LOCK_NB) != 0;
}

void Record::ask_to_stop(Stop const &stop) const
{
    auto const file = path("stop");
    auto const fd = open_file(file + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC);
    try {
        write_all(fd.get(), cli::dump({{"who", stop.who}, {"reason", stop.reason}}), file);
    } catch (Error const &) {
        // No room for who and why: that there is such a file is what counts.
    }
    rename_durably(file + ".new", file);
}

std::optional<Record::Stop> Record::wants_stop() const
{
    auto const text = read_if_there(path("stop"));
    if (!text) return std::nullopt;
    auto const json = Json::parse(*text, nullptr, false);
    if (!json.is_object()) return Stop{"somebody", ""};
    return Stop{json.value("who", ""), json.value("reason", "")};
}

void Record::forget_stop() const
{
    remove_if_there(path("stop"));
}

std::vector<std::string> run_ids(std::string const &runs_folder)
{
    std::vector<std::string> ids;
    std::error_code ignored;
    for (auto const &entry : std::filesystem::directory_iterator(runs_folder, ignored))
        if (auto name = entry.path().filename().string(); ulid_prefix(name).size() == 26)
            ids.push_back(std::move(name));
    std::ranges::sort(ids);
    return ids;
}

std::string find_run(std::string const &runs_folder, std::string_view prefix)
{
    auto const wanted = ulid_prefix(prefix);
    std::string found;
    for (auto const &id : run_ids(runs_folder)) {
        if (wanted.empty() || !id.starts_with(wanted)) continue;
        if (!found.empty())
            throw Error{Fault::usage, fmt::format("'{}' fits several runs: {}, {}, …", wanted, found, id),
                        "give more of the id"};
        found = id;
    }
    if (found.empty())
        throw Error{Fault::not_found, fmt::format("no run '{}'", printable(prefix)), "omactl runbook status"};
    return found;
}

std::optional<Fd> try_lock(std::string const &path, std::string const &text, std::string &holder)
{
    make_folders(path.substr(0, path.rfind('/')));
    auto fd = open_lock(path);
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        holder = read_if_there(path).value_or("");
        return std::nullopt;
    }
    if (::ftruncate(fd.get(), 0) == 0) write_all(fd.get(), text, path);
    return fd;
}

}  // namespace omactl::runbook
