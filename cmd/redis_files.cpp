#include "cmd/redis_files.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/text.hpp"
#include "lib/keyspace/rdb_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace omactl::cmd {

namespace {

namespace fs = std::filesystem;

Instant time_of(fs::file_time_type at)
{
    auto const system = std::chrono::time_point_cast<Millis>(std::chrono::file_clock::to_sys(at));
    return Instant{system.time_since_epoch()};
}

bool is_manifest(fs::path const &path)
{
    return path.extension() == ".manifest";
}

/// Where an AOF of Redis 7 has its parts: a folder with a manifest in it.
bool is_aof_folder(fs::path const &folder)
{
    return std::ranges::any_of(fs::directory_iterator{folder},
                               [](auto const &file) { return is_manifest(file.path()); });
}

class Finder {
public:
    explicit Finder(std::string const &dir) { m_files.dir = dir; }

    RedisFiles find()
    {
        for (auto const &entry : fs::directory_iterator{m_files.dir}) {
            auto const &path = entry.path();
            if (entry.is_directory()) {
                if (is_aof_folder(path)) add_folder(path);
            } else if (path.extension() == ".aof" || is_rdb(path)) {
                add(entry);
            }
        }
        std::ranges::sort(m_files.names);
        return std::move(m_files);
    }

private:
    // A save under way, or one that was cut off, is called temp-PID.rdb.
    static bool is_rdb(fs::path const &path)
    {
        return path.extension() == ".rdb" && !path.filename().string().starts_with("temp-");
    }
    void add_folder(fs::path const &folder)
    {
        m_files.aof = true;
        for (auto const &entry : fs::directory_iterator{folder})
            if (entry.is_regular_file()) add(entry);
    }
    void add(fs::directory_entry const &entry)
    {
        auto const name = entry.path().lexically_relative(m_files.dir).string();
        auto const written = time_of(entry.last_write_time());
        bool const beside = name.find('/') == std::string::npos;
        if (beside && is_rdb(entry.path()) && (!m_rdb_written || *m_rdb_written < written)) {
            m_files.rdb = name;
            m_rdb_written = written;
        }
        if (entry.path().extension() == ".aof") m_files.aof = true;
        if (!m_files.written || *m_files.written < written) m_files.written = written;
        m_files.bytes += entry.file_size();
        m_files.names.push_back(name);
    }

    RedisFiles m_files;
    std::optional<Instant> m_rdb_written;
};

}  // namespace

RedisFiles find_redis_files(std::string const &dir)
try {
    if (!fs::is_directory(dir))
        throw Error{Fault::not_found, fmt::format("{} is no folder on this machine", printable(dir)),
                    "where its files are: --dir DIR; or run this on its host; --no-copy starts it without copies"};
    return Finder{dir}.find();
} catch (fs::filesystem_error const &e) {
    throw Error{Fault::denied, fmt::format("{}: {}", printable(dir), e.code().message()),
                "as its owner, or root: sudo; --no-copy starts it without copies"};
}

void copy_redis_files(RedisFiles const &files, std::string const &folder, std::function<void()> const &meanwhile)
try {
    auto const part = folder + ".part";
    fs::remove_all(part);
    make_folders(part);
    for (auto const &name : files.names) {
        meanwhile();
        auto const to = part + "/" + name;
        make_folders(to.substr(0, to.rfind('/')));
        fs::copy_file(files.dir + "/" + name, to, fs::copy_options::overwrite_existing);
        sync_file(open_file(to, 0).get(), to);
    }
    rename_durably(part, folder);
} catch (fs::filesystem_error const &e) {
    throw Error{Fault::failed, fmt::format("{}: {}", printable(e.path1().string()), e.code().message()),
                "so nothing was started; --no-copy starts it without copies"};
}

RdbLook look_at_rdb(std::string const &path, Instant now)
{
    RdbLook look;
    try {
        keyspace::RdbReader reader{path};
        keyspace::Record record;
        while (reader.next(record))
            if (record.kind == keyspace::Record::Kind::whole &&
                (!record.expiry || *record.expiry > now.time_since_epoch().count()))
                ++look.keys;
        if (auto const made = reader.aux().find("ctime"); made != reader.aux().end()) {
            std::int64_t seconds = 0;
            std::from_chars(made->second.data(), made->second.data() + made->second.size(), seconds);
            look.saved = Instant{std::chrono::seconds{seconds}};
        }
    } catch (Error const &e) {
        look.trouble = e.message();
    }
    return look;
}

}  // namespace omactl::cmd
