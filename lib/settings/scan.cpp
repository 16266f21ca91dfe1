#include "lib/settings/scan.hpp"

#include "lib/settings/tree.hpp"

#include <algorithm>
#include <map>

namespace omactl::settings {

namespace {

void note(Key &key, Use const &use)
{
    auto &uses = use.kind == Use::Kind::read ? key.reads : key.sets;
    uses.push_back(use);
    if (use.kind == Use::Kind::set) {
        key.set = Sure::yes;
        return;
    }
    key.read = Sure::yes;
    bool const known = std::find(key.defaults.begin(), key.defaults.end(), use.expression) != key.defaults.end();
    if (!use.expression.empty() && !known) key.defaults.push_back(use.expression);
}

// Calls whose name is not known may be this setting's.
void doubt(Key &key, std::vector<Use const *> const &dynamic)
{
    for (auto const *use : dynamic) {
        auto &sure = use->kind == Use::Kind::read ? key.read : key.set;
        if (sure == Sure::no && fits(*use, key.name)) sure = Sure::maybe;
    }
}

}  // namespace

Scan scan(std::string const &path, ScanOptions const &options)
{
    Scan result;
    each_ruby_file(path, options, result.unread, [&](std::string const &name, std::string_view bytes) {
        ++result.files;
        for (auto &use : uses_in(bytes, options.names, name)) result.uses.push_back(std::move(use));
    });
    return result;
}

std::vector<Key> by_key(std::vector<Use> const &uses, std::set<std::string, std::less<>> const *live)
{
    std::map<std::string, Key, std::less<>> keys;
    std::vector<Use const *> dynamic;
    for (auto const &use : uses) {
        if (use.dynamic)
            dynamic.push_back(&use);
        else
            note(keys[use.key], use);
    }
    if (live)
        for (auto const &name : *live) keys[name];
    std::vector<Key> all;
    for (auto &[name, key] : keys) {
        key.name = name;
        key.missing = live && !live->contains(name);
        doubt(key, dynamic);
        key.only_live = key.reads.empty() && key.sets.empty();
        all.push_back(std::move(key));
    }
    return all;
}

}  // namespace omactl::settings
