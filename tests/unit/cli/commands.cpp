#include "tests/unit/cli/commands.hpp"

#include "lib/cli/main.hpp"

#include <array>

namespace omactl::cli::tests {

std::function<Fault(CrateOptions const &, Context &)> behaviour;

namespace {

class CrateCommand final : public Command {
public:
    explicit CrateCommand(Spec spec, std::source_location where = std::source_location::current())
        : Command(spec, where)
    {
    }
    std::shared_ptr<void> fresh_options() const override { return std::make_shared<CrateOptions>(); }
    Fault run(void const *options, Context &context) const override
    {
        return behaviour ? behaviour(*static_cast<CrateOptions const *>(options), context) : Fault::ok;
    }
};

constexpr std::array k_move_params{
    param<&CrateOptions::crate>("crate", "", "The crate to move", Complete::queues),
    param<&CrateOptions::shelf>("shelf", "", "Where it goes; else the nearest"),
    param<&CrateOptions::limit>("-l,--limit", "N", "Move at most N items"),
    param<&CrateOptions::batch>("--batch", "N", "Items moved at once"),
    param<&CrateOptions::kinds>("--kind", "NAME", "Only items of this kind"),
    param<&CrateOptions::fragile>("--fragile", "", "Move slowly"),
    verbatim_param<&CrateOptions::note>("--note", "TEXT", "Free text, kept with the crate"),
};
constexpr std::array k_label_params{
    param<&CrateOptions::crate>("crate", "", "The crate to label"),
    verbatim_param<&CrateOptions::labels>("labels", "", "What stands on it"),
};
constexpr std::array k_examples{
    Example{"omactl crate move c1 --dry-run", "see what would move"},
};

CrateCommand const move{{.path = "crate move",
                         .kind = Kind::change,
                         .summary = "Move a crate to a shelf",
                         .details = "Nothing breaks on the way.",
                         .params = k_move_params,
                         .examples = k_examples}};
CrateCommand const list{{.path = "crate ls", .summary = "List the crates"}};
CrateCommand const label{{.path = "crate label", .summary = "Label a crate", .params = k_label_params}};
CrateCommand const lost_list{{.path = "crate lost ls", .summary = "List what was lost"}};
CrateCommand const lost{{.path = "crate lost count", .kind = Kind::predicate, .summary = "Is anything lost?"}};
CrateCommand const status{{.path = "status", .summary = "Everything on one screen"}};

}  // namespace

int World::run(std::initializer_list<std::string> words)
{
    std::vector<std::string> const all(words);
    return cli::run(all, environ, io, clock, secrets);
}

}  // namespace omactl::cli::tests
