#include "lib/operation/hide.hpp"

#include <algorithm>
#include <string_view>

namespace omactl::op {

namespace {

constexpr std::string_view k_names[] = {"id",      "operation", "command", "env", "target", "steps", "undoes",
                                        "archive", "service",   "who",     "run", "hold",   "detail"};
constexpr std::string_view k_names_in_detail[] = {
    "namespace", "kind", "list",         "store", "run_id", "system_id", "role",   "started", "ladder",   "spare",
    "source",    "way",  "archive_host", "host",  "file",   "queue",     "queues", "to",      "database", "user"};

template <std::size_t N> bool is_one_of(std::string_view const (&names)[N], std::string_view name)
{
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool is_plan(Json const &json)
{
    return json.is_object() && json.contains("operation") && json.contains("detail");
}

void redact_detail(Json &json, Secrets const &secrets);

void redact_parts(Json &object, Secrets const &secrets)
{
    for (auto &[name, value] : object.items())
        // The "to" of a setting's change is an object with a value.
        if (!is_one_of(k_names_in_detail, name) || value.is_object()) redact_detail(value, secrets);
}

// Names are names at any depth: of a backend, of an orphan's queue.
void redact_detail(Json &json, Secrets const &secrets)
{
    if (is_plan(json))
        redact_plan(json, secrets);
    else if (json.is_object())
        redact_parts(json, secrets);
    else if (json.is_array())
        for (auto &part : json) redact_detail(part, secrets);
    else
        cli::redact(json, secrets);
}

bool has_stars(Json const &json)
{
    if (json.is_string()) return json.get_ref<std::string const &>().find("***") != std::string::npos;
    return json.is_structured() && std::any_of(json.begin(), json.end(), has_stars);
}

}  // namespace

void redact_plan(Json &plan, Secrets const &secrets)
{
    for (auto &[name, value] : plan.items())
        if (!is_one_of(k_names, name)) cli::redact(value, secrets);
    if (plan.contains("detail")) redact_detail(plan["detail"], secrets);
}

bool hides_secret(Plan const &plan)
{
    return has_stars(plan.detail);
}

}  // namespace omactl::op
