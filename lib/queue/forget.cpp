#include "lib/queue/forget.hpp"

#include "lib/core/error.hpp"
#include "lib/queue/orphans.hpp"

#include <fmt/format.h>

namespace omactl::queue {

redis::Script const k_forget{"forget", R"(
for i = 2, #A do
  if redis.call('SISMEMBER', open, A[i]) == 1 then return refuse('OPEN', A[i]) end
end
redis.call('UNLINK', unpack(K))
if A[1] == '1' then set('forgotten', 1) end
return #A - 1
)"};

std::vector<std::string> keys_of(Layout const &layout, std::string_view id)
{
    return {layout.record(id), layout.ledger(id), layout.pushed(id), kept_entries(layout, id)};
}

void forget(redis::Fenced &guard, std::vector<std::string> const &ids, std::vector<std::string> const &keys, bool last)
{
    std::vector<std::string> args{last ? "1" : "0"};
    args.insert(args.end(), ids.begin(), ids.end());
    try {
        guard.run(k_forget, keys, args);
    } catch (redis::Refused const &) {
        if (guard.refusal() != "OPEN") throw;
        throw Error{Fault::conflict, "one of these operations goes on meanwhile", "look again, and repeat the command"};
    }
}

}  // namespace omactl::queue
