#include "lib/core/resolve.hpp"

#include <fmt/format.h>
#include <netdb.h>

#include <array>
#include <cstring>
#include <memory>

namespace omactl {

namespace {

/// One question to the resolver, at an address that stays while its thread works.
struct Question {
    std::string host, port;
    addrinfo hints = {};
    gaicb request = {};

    Question(std::string const &name, std::uint16_t number) : host(name), port(std::to_string(number))
    {
        hints.ai_family = AF_UNSPEC;
        hints.ai_socktype = SOCK_STREAM;
        hints.ai_flags = AI_NUMERICSERV;
        request.ar_name = host.c_str();
        request.ar_service = port.c_str();
        request.ar_request = &hints;
    }
};

std::vector<Endpoint> endpoints(addrinfo *list)
{
    std::unique_ptr<addrinfo, void (*)(addrinfo *)> const owned{list, ::freeaddrinfo};
    std::vector<Endpoint> all;
    for (auto const *entry = list; entry; entry = entry->ai_next) {
        Endpoint endpoint;
        std::memcpy(&endpoint.address, entry->ai_addr, entry->ai_addrlen);
        endpoint.size = entry->ai_addrlen;
        all.push_back(endpoint);
    }
    return all;
}

[[noreturn]] void throw_unresolved(std::string const &host, std::string_view why)
{
    throw Broken{Broken::Kind::closed, fmt::format("the name '{}' can't be resolved: {}", host, why),
                 fmt::format("getent hosts {}", host)};
}

/// Waits for the answer; false when the time is over.
bool await(gaicb &request, Deadline const &deadline)
{
    gaicb const *const waited[] = {&request};
    for (;;) {
        auto const left = deadline.left();
        if (left <= Millis{0}) return false;
        timespec const span = {left.count() / 1'000, (left.count() % 1'000) * 1'000'000};
        int const got = ::gai_suspend(waited, 1, &span);
        if (got == EAI_AGAIN) return ::gai_error(&request) != EAI_INPROGRESS;
        if (got != EAI_INTR || ::gai_error(&request) != EAI_INPROGRESS) return true;
    }
}

}  // namespace

std::vector<Endpoint> resolve(std::string const &host, std::uint16_t port, Deadline const &deadline)
{
    auto question = std::make_unique<Question>(host, port);
    addrinfo numeric = question->hints;
    numeric.ai_flags |= AI_NUMERICHOST;
    addrinfo *found = nullptr;
    if (::getaddrinfo(host.c_str(), question->port.c_str(), &numeric, &found) == 0) return endpoints(found);

    gaicb *requests[] = {&question->request};
    if (int const failure = ::getaddrinfo_a(GAI_NOWAIT, requests, 1, nullptr); failure != 0) {
        throw_unresolved(host, ::gai_strerror(failure));
    }
    if (!await(question->request, deadline)) {
        // The resolver's thread may still write there: leave it to it.
        if (::gai_cancel(&question->request) != EAI_CANCELED) static_cast<void>(question.release());
        throw Broken{Broken::Kind::timed_out,
                     fmt::format("the name '{}' was not resolved within {}", host, deadline.span()),
                     fmt::format("getent hosts {}", host)};
    }
    if (int const failure = ::gai_error(&question->request); failure != 0) {
        throw_unresolved(host, ::gai_strerror(failure));
    }
    return endpoints(question->request.ar_result);
}

std::string numeric_host(Endpoint const &endpoint)
{
    std::array<char, NI_MAXHOST> text{};
    int const failure = ::getnameinfo(reinterpret_cast<sockaddr const *>(&endpoint.address), endpoint.size, text.data(),
                                      text.size(), nullptr, 0, NI_NUMERICHOST);
    return failure == 0 ? text.data() : "";
}

}  // namespace omactl
