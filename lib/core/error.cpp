#include "lib/core/error.hpp"

#include <array>
#include <system_error>

namespace omactl {

namespace {

constexpr std::array k_faults{
    FaultFact{Fault::ok, "ok", "done and verified, or nothing needed doing, or healthy, or a predicate's yes"},
    FaultFact{Fault::failed, "failed", "refused by the service; the target is as it was"},
    FaultFact{Fault::usage, "usage", "wrong words or configuration; nothing was contacted"},
    FaultFact{Fault::found, "found", "a check, status or lint found something wrong; a predicate's no"},
    FaultFact{Fault::denied, "denied", "our credentials were refused"},
    FaultFact{Fault::not_found, "not_found", "the named thing does not exist"},
    FaultFact{Fault::unreachable, "unreachable", "no answer, and no write was sent: safe to repeat"},
    FaultFact{Fault::declined, "declined", "not confirmed, or a guard said no: max, wrong target, floor, read-only"},
    FaultFact{Fault::conflict, "conflict", "someone holds the lock, or the world changed since the plan"},
    FaultFact{Fault::partial, "partial", "some of it was done; the message names the command that goes on"},
    FaultFact{Fault::unknown, "unknown", "a write was sent, its answer was lost, and asking could not tell"},
    FaultFact{Fault::unverified, "unverified", "applied, but the wanted state did not show in time"},
    FaultFact{Fault::internal, "internal", "a bug in omactl"},
    FaultFact{Fault::interrupted, "interrupted", "by Ctrl-C, whatever was done; the journal says how far it came"},
    FaultFact{Fault::terminated, "terminated", "by TERM, whatever was done; the journal says how far it came"},
};

}  // namespace

std::span<FaultFact const> fault_table()
{
    return k_faults;
}

std::string_view name_of(Fault fault)
{
    for (auto const &fact : k_faults)
        if (fact.fault == fault) return fact.name;
    return "internal";
}

std::string system_message(int error)
{
    auto text = std::generic_category().message(error);
    // "No space left" reads "no space left" inside our messages; "RPC: …" stays as it is.
    bool const word = text.size() > 1 && text[1] >= 'a' && text[1] <= 'z';
    if (word && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
}

Error::Error(Fault fault, std::string message, std::string hint)
    : m_fault(fault), m_message(std::move(message)), m_hint(std::move(hint))
{
}

Error::~Error() = default;
Error::Error(Error const &) = default;
Error &Error::operator=(Error const &) = default;

}  // namespace omactl
