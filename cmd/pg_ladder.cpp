#include "cmd/pg_ladder.hpp"

#include "lib/core/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace omactl::cmd {

namespace {

constexpr std::string_view k_forms = "--ladder cancel:5s,terminate:10s, cancel:30s or terminate:10s";

Ladder::Rung rung_from(std::string_view text)
{
    auto const colon = text.find(':');
    auto const word = text.substr(0, colon);
    if (colon == std::string_view::npos || (word != "cancel" && word != "terminate"))
        throw Error{Fault::usage, fmt::format("'{}' is no rung of a ladder", printable(text)), std::string(k_forms)};
    return {word == "cancel" ? pg::How::cancel : pg::How::terminate, parse_duration(text.substr(colon + 1))};
}

}  // namespace

std::string_view name_of(pg::How how)
{
    return how == pg::How::cancel ? "cancel" : "terminate";
}

bool Ladder::has(pg::How how) const
{
    return std::any_of(rungs.begin(), rungs.end(), [&](Rung const &rung) { return rung.how == how; });
}

Millis Ladder::wait_of(pg::How how) const
{
    for (auto const &rung : rungs)
        if (rung.how == how) return rung.wait;
    return Millis{0};
}

std::optional<pg::How> Ladder::first_for(pg::Backend const &backend) const
{
    for (auto const &rung : rungs)
        if (rung.how == pg::How::terminate || pg::way_for(backend) == pg::How::cancel) return rung.how;
    return std::nullopt;
}

std::string text_of(Ladder const &ladder)
{
    std::string text;
    for (auto const &rung : ladder.rungs)
        text += fmt::format("{}{}:{}", text.empty() ? "" : ",", name_of(rung.how), typed_duration(rung.wait));
    return text;
}

Ladder ladder_from(std::string_view text)
{
    Ladder ladder;
    ladder.rungs.clear();
    for (auto const word : split(text, ',')) ladder.rungs.push_back(rung_from(trim(word)));
    bool const in_order =
        ladder.rungs.size() < 2 || (ladder.rungs.size() == 2 && ladder.rungs[0].how == pg::How::cancel &&
                                    ladder.rungs[1].how == pg::How::terminate);
    if (!in_order)
        throw Error{Fault::usage, fmt::format("'{}': a ladder goes from cancel to terminate", printable(text)),
                    std::string(k_forms)};
    return ladder;
}

}  // namespace omactl::cmd
