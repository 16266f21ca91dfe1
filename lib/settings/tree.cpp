#include "lib/settings/tree.hpp"

#include "lib/core/error.hpp"
#include "lib/core/file.hpp"
#include "lib/core/interrupt.hpp"
#include "lib/core/quantity.hpp"
#include "lib/core/text.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <set>

namespace omactl::settings {

namespace {

namespace fs = std::filesystem;

constexpr auto k_skipped = std::to_array<std::string_view>(
    {".bundle", ".git", ".hg", ".svn", "coverage", "log", "node_modules", "tmp", "vendor"});
constexpr auto k_endings = std::to_array<std::string_view>({".rb", ".rake", ".erb", ".ru", ".jbuilder", ".gemspec"});
constexpr auto k_names = std::to_array<std::string_view>({"Capfile", "Gemfile", "Guardfile", "Rakefile", "Thorfile"});
constexpr auto k_templates = std::to_array<std::string_view>({".haml", ".slim"});

template <class List> bool ends_like(List const &endings, std::string_view name)
{
    return std::any_of(endings.begin(), endings.end(), [&](auto ending) { return name.ends_with(ending); });
}

template <class List> bool is_among(List const &list, std::string_view name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

// bin/rails, script/load, and what lies below them: a program's first line tells.
bool is_for_programs(std::string_view name)
{
    for (std::string_view const folder : {"bin/", "script/", "scripts/", "exe/"})
        if (name.starts_with(folder) || name.find(fmt::format("/{}", folder)) != name.npos) return true;
    return false;
}

bool begins_as_ruby(std::string const &path)
{
    auto const file = open_file(path, O_RDONLY | O_NONBLOCK);
    std::array<char, 128> head{};
    auto const size = ::read(file.get(), head.data(), head.size());
    std::string_view line{head.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    line = line.substr(0, line.find('\n'));
    return line.starts_with("#!") && line.find("ruby") != line.npos;
}

class Walk {
public:
    using Take = std::function<void(std::string const &, std::string_view)>;
    Walk(ScanOptions const &options, std::vector<Unread> &unread, Take const &take)
        : m_options(options), m_unread(unread), m_take(take)
    {
    }

    void folder(std::string const &path, std::string const &name)
    {
        std::error_code error;
        std::vector<std::string> entries;
        fs::directory_iterator walk{path, error};
        for (; !error && walk != fs::directory_iterator{}; walk.increment(error))
            entries.push_back(walk->path().filename().native());
        if (error) m_unread.push_back({name.empty() ? path : name, system_message(error.value())});
        std::sort(entries.begin(), entries.end());
        for (auto const &entry : entries) one(path + "/" + entry, name.empty() ? entry : name + "/" + entry, entry);
    }

    bool is_new(struct stat const &facts) { return m_seen.emplace(facts.st_dev, facts.st_ino).second; }

    void file(std::string const &path, std::string const &name, struct stat const &facts)
    {
        auto const size = static_cast<std::uint64_t>(facts.st_size);
        if (size > m_options.most_bytes) {
            m_unread.push_back(
                {name, fmt::format("{}, over the limit of {}", human_bytes(size), human_bytes(m_options.most_bytes))});
            return;
        }
        m_take(name, read_file(path));
    }

private:
    void one(std::string const &path, std::string const &name, std::string const &entry)
    {
        throw_if_interrupted();
        struct stat facts = {};
        if (::stat(path.c_str(), &facts) != 0) {
            if (is_ruby_name(entry)) m_unread.push_back({name, system_message(errno)});
            return;
        }
        if (S_ISDIR(facts.st_mode)) {
            bool const skip = !m_options.everything && is_among(k_skipped, entry);
            if (!skip && is_new(facts)) folder(path, name);
        } else if (S_ISREG(facts.st_mode)) {
            regular(path, name, entry, facts);
        }
    }

    void regular(std::string const &path, std::string const &name, std::string const &entry, struct stat const &facts)
    {
        try {
            if (is_ruby_name(entry) || (is_for_programs(name) && begins_as_ruby(path))) {
                if (is_new(facts)) file(path, name, facts);
            } else if (ends_like(k_templates, entry)) {
                m_unread.push_back({name, "a template; of these only ERB is read"});
            }
        } catch (Error const &error) {
            m_unread.push_back({name, error.message()});
        }
    }

    static bool is_ruby_name(std::string_view name) { return ends_like(k_endings, name) || is_among(k_names, name); }

    ScanOptions const &m_options;
    std::vector<Unread> &m_unread;
    Take const &m_take;
    std::set<std::pair<dev_t, ino_t>> m_seen;
};

}  // namespace

void each_ruby_file(std::string const &path, ScanOptions const &options, std::vector<Unread> &unread,
                    std::function<void(std::string const &name, std::string_view bytes)> const &take)
{
    struct stat facts = {};
    if (::stat(path.c_str(), &facts) != 0)
        throw Error{errno == ENOENT || errno == ENOTDIR ? Fault::not_found : Fault::failed,
                    fmt::format("can't read {}: {}", printable(path), system_message(errno)),
                    {}};
    Walk walk{options, unread, take};
    if (!S_ISDIR(facts.st_mode)) return walk.file(path, path, facts);
    walk.is_new(facts);
    walk.folder(path, "");
}

}  // namespace omactl::settings
