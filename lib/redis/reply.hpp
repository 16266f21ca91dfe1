#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct redisReply;

namespace omactl::redis {

/// An answer, typed. Accessors throw Fault::internal on the wrong type (errors from the server
/// never get here: Connection throws them).
class Reply {
public:
    class View {
    public:
        explicit View(redisReply const *reply) : m_reply(reply) {}
        bool is_nil() const;
        bool is_array() const;
        bool is_integer() const;
        std::string_view text() const;  ///< bulk or status
        std::int64_t integer() const;   ///< integer, or text that is one
        std::size_t size() const;       ///< of an array (nil array: 0)
        View operator[](std::size_t i) const;
        /// An error inside an array (EXEC, scripts): its text, else empty.
        std::string_view error() const;

    private:
        redisReply const *m_reply;
    };

    explicit Reply(redisReply *owned);
    Reply(Reply &&) noexcept = default;
    Reply &operator=(Reply &&) noexcept = default;
    View view() const { return View{m_reply.get()}; }
    bool is_nil() const { return view().is_nil(); }
    std::string_view text() const { return view().text(); }
    std::int64_t integer() const { return view().integer(); }
    std::size_t size() const { return view().size(); }
    View operator[](std::size_t i) const { return view()[i]; }

private:
    struct Free {
        void operator()(redisReply *reply) const noexcept;
    };
    std::unique_ptr<redisReply, Free> m_reply;
};

}  // namespace omactl::redis
