#include "lib/postgres/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace omactl::postgres {

namespace {

template <class Number> Number number_in(std::string const &text, std::string_view column)
{
    Number value{};
    auto const [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure == std::errc{} && end == text.data() + text.size()) return value;
    throw Error{Fault::internal, fmt::format("postgres: column {} holds no number", column)};
}

}  // namespace

Cell const &Rows::Row::cell(std::string_view column) const
{
    auto const found = std::ranges::find(m_rows->columns, column);
    if (found == m_rows->columns.end())
        throw Error{Fault::internal, fmt::format("postgres: the answer has no column {}", column)};
    return m_rows->cells.at(m_at).at(static_cast<std::size_t>(found - m_rows->columns.begin()));
}

bool Rows::Row::is_null(std::string_view column) const
{
    return !cell(column).has_value();
}

std::string const &Rows::Row::text(std::string_view column) const
{
    static std::string const nothing;
    auto const &value = cell(column);
    return value ? *value : nothing;
}

std::int64_t Rows::Row::integer(std::string_view column) const
{
    return integer_if(column).value_or(0);
}

std::optional<std::int64_t> Rows::Row::integer_if(std::string_view column) const
{
    auto const &value = cell(column);
    if (!value) return std::nullopt;
    return number_in<std::int64_t>(*value, column);
}

double Rows::Row::number(std::string_view column) const
{
    return number_if(column).value_or(0);
}

std::optional<double> Rows::Row::number_if(std::string_view column) const
{
    auto const &value = cell(column);
    if (!value) return std::nullopt;
    return number_in<double>(*value, column);
}

bool Rows::Row::flag(std::string_view column) const
{
    return text(column) == "t";
}

}  // namespace omactl::postgres
