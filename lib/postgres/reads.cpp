#include "lib/postgres/connection.hpp"
#include "lib/postgres/words.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace omactl::postgres {

namespace {

using Words = std::span<Word const>;

/// Sorted. Functions of PostgreSQL and its contrib modules that change data, settings, files, statistics,
/// other sessions or the server, or that run a text as SQL.
constexpr std::array k_effects = std::to_array<std::string_view>({
    "adminpack",
    "autoprewarm_dump_now",
    "autoprewarm_start_worker",
    "crosstab",
    "crosstab2",
    "crosstab3",
    "crosstab4",
    "crosstab_hash",
    "connectby",
    "cursor_to_xml",
    "cursor_to_xmlschema",
    "gin_clean_pending_list",
    "lowrite",
    "nextval",
    "pg_cancel_backend",
    "pg_current_xact_id",
    "pg_export_snapshot",
    "pg_log_backend_memory_contexts",
    "pg_log_standby_snapshot",
    "pg_nextoid",
    "pg_notify",
    "pg_prewarm",
    "pg_promote",
    "pg_reload_conf",
    "pg_rotate_logfile",
    "pg_rotate_logfile_old",
    "pg_start_backup",
    "pg_stat_statements_reset",
    "pg_stop_backup",
    "pg_terminate_backend",
    "pg_truncate_visibility_map",
    "query_to_xml",
    "query_to_xml_and_xmlschema",
    "query_to_xmlschema",
    "set_config",
    "set_limit",
    "setseed",
    "setval",
    "ts_rewrite",
    "ts_stat",
    "txid_current",
    "xpath_table",
});

constexpr std::array k_effect_prefixes = std::to_array<std::string_view>({
    "binary_upgrade_",
    "brin_",
    "dblink",
    "heap_force_",
    "lo_",
    "pg_advisory_",
    "pg_backup_",
    "pg_clear_",
    "pg_copy_",
    "pg_create_",
    "pg_drop_",
    "pg_extension_config_",
    "pg_file_",
    "pg_import_",
    "pg_logical_",
    "pg_replication_",
    "pg_restore_",
    "pg_stat_reset",
    "pg_switch_",
    "pg_sync_",
    "pg_try_advisory_",
    "pg_wal_replay_",
    "postgres_fdw_disconnect",
});

/// As words of a query (not as names in quotes) they stand for a change, or for locks on rows.
constexpr std::array k_changing = std::to_array<std::string_view>({"delete", "insert", "into", "merge", "update"});

bool is_word(Word const &word, std::string_view text)
{
    return word.kind == Word::Kind::name && word.text == text;
}

bool is_sign(Word const &word, std::string_view text)
{
    return word.kind == Word::Kind::sign && word.text == text;
}

bool is_any(Word const &word, std::span<std::string_view const> texts)
{
    return word.kind == Word::Kind::name && std::ranges::find(texts, word.text) != texts.end();
}

std::string lower(std::string text)
{
    for (char &c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

bool has_effect(std::string const &function)
{
    auto const begins = [&](std::string_view prefix) { return function.starts_with(prefix); };
    return std::ranges::find(k_effects, function) != k_effects.end() || std::ranges::any_of(k_effect_prefixes, begins);
}

bool calls_effect(Words words)
{
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        bool const named = words[i].kind == Word::Kind::name || words[i].kind == Word::Kind::quoted_name;
        if (named && is_sign(words[i + 1], "(") && has_effect(lower(words[i].text))) return true;
    }
    return false;
}

bool locks_rows(Words words)
{
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (is_word(words[i], "share") && (is_word(words[i - 1], "for") || is_word(words[i - 1], "key"))) return true;
    }
    return false;
}

bool is_query(Words words)
{
    static constexpr auto k_begin = std::to_array<std::string_view>({"select", "table", "values", "with"});
    while (!words.empty() && is_sign(words.front(), "(")) words = words.subspan(1);
    if (words.empty() || !is_any(words.front(), k_begin)) return false;
    auto const changes = [](Word const &word) { return is_any(word, k_changing); };
    return std::ranges::none_of(words, changes) && !locks_rows(words) && !calls_effect(words);
}

/// The value behind ANALYZE in EXPLAIN's brackets; none stands for on.
bool is_off(Words words)
{
    static constexpr auto k_off = std::to_array<std::string_view>({"false", "off"});
    return !words.empty() && is_any(words.front(), k_off);
}

/// Planning calls no function that could have an effect (those are volatile), so what is explained may be
/// anything that can be planned.
bool is_plain_explain(Words words)
{
    static constexpr auto k_analyze = std::to_array<std::string_view>({"analyse", "analyze"});
    static constexpr auto k_planned = std::to_array<std::string_view>(
        {"delete", "execute", "insert", "merge", "select", "table", "update", "values", "with"});
    if (!words.empty() && is_sign(words.front(), "(")) {
        std::size_t i = 1;
        for (; i < words.size() && !is_sign(words[i], ")"); ++i) {
            if (words[i].kind == Word::Kind::quoted_name) return false;
            if (is_any(words[i], k_analyze) && !is_off(words.subspan(i + 1))) return false;
        }
        words = words.subspan(std::min(i + 1, words.size()));
    } else if (!words.empty() && is_word(words.front(), "verbose")) {
        words = words.subspan(1);
    }
    return !words.empty() && is_any(words.front(), k_planned);
}

}  // namespace

bool is_read(std::string_view sql)
{
    auto const found = words_of(sql);
    if (!found) return false;
    Words words{*found};
    while (!words.empty() && is_sign(words.back(), ";")) words = words.first(words.size() - 1);
    if (words.empty() || std::ranges::any_of(words, [](Word const &word) { return is_sign(word, ";"); })) return false;
    if (is_word(words.front(), "show")) return true;
    if (is_word(words.front(), "explain")) return is_plain_explain(words.subspan(1));
    return is_query(words);
}

}  // namespace omactl::postgres
