#include "lib/redis/reply.hpp"

#include "lib/core/error.hpp"

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <charconv>

namespace omactl::redis {

namespace {

std::string_view type_name(int type)
{
    switch (type) {
    case REDIS_REPLY_STRING: return "a string";
    case REDIS_REPLY_ARRAY: return "an array";
    case REDIS_REPLY_INTEGER: return "an integer";
    case REDIS_REPLY_NIL: return "nil";
    case REDIS_REPLY_STATUS: return "a status";
    default: return "an error";
    }
}

[[noreturn]] void mismatch(std::string_view wanted, redisReply const *reply)
{
    throw Error{Fault::internal, fmt::format("redis: expected {}, the answer is {}", wanted, type_name(reply->type))};
}

std::string_view bytes_of(redisReply const *reply)
{
    return {reply->str, reply->len};
}

bool has_text(redisReply const *reply)
{
    return reply->type == REDIS_REPLY_STRING || reply->type == REDIS_REPLY_STATUS;
}

}  // namespace

bool Reply::View::is_nil() const
{
    return m_reply->type == REDIS_REPLY_NIL;
}

bool Reply::View::is_array() const
{
    return m_reply->type == REDIS_REPLY_ARRAY;
}

bool Reply::View::is_integer() const
{
    return m_reply->type == REDIS_REPLY_INTEGER;
}

std::string_view Reply::View::text() const
{
    if (!has_text(m_reply)) mismatch("a string", m_reply);
    return bytes_of(m_reply);
}

std::int64_t Reply::View::integer() const
{
    if (is_integer()) return m_reply->integer;
    if (!has_text(m_reply)) mismatch("an integer", m_reply);
    auto const digits = bytes_of(m_reply);
    std::int64_t value = 0;
    auto const [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failure != std::errc{} || end != digits.data() + digits.size()) mismatch("an integer", m_reply);
    return value;
}

std::size_t Reply::View::size() const
{
    if (is_nil()) return 0;
    if (!is_array()) mismatch("an array", m_reply);
    return m_reply->elements;
}

Reply::View Reply::View::operator[](std::size_t i) const
{
    if (i >= size()) {
        throw Error{Fault::internal,
                    fmt::format("redis: expected more than {} elements, the answer has {}", i, size())};
    }
    return View{m_reply->element[i]};
}

std::string_view Reply::View::error() const
{
    return m_reply->type == REDIS_REPLY_ERROR ? bytes_of(m_reply) : std::string_view{};
}

Reply::Reply(redisReply *owned) : m_reply(owned) {}

void Reply::Free::operator()(redisReply *reply) const noexcept
{
    ::freeReplyObject(reply);
}

}  // namespace omactl::redis
