#include "cmd/payloads.hpp"

#include "lib/core/text.hpp"

namespace omactl::cmd {

namespace {

constexpr std::size_t k_bytes = 4'000;
constexpr std::size_t k_sample = 100;  // columns

}  // namespace

std::string Payloads::seen(std::string_view raw, std::string shown) const
{
    m_hid = m_hid || shown != raw;
    return shown;
}

std::string Payloads::job(std::string_view bytes) const
{
    return m_whole ? std::string(bytes) : seen(bytes, queue::masked_job(bytes, k_bytes));
}

std::string Payloads::args(std::string_view raw) const
{
    return m_whole ? std::string(raw) : seen(raw, queue::masked(raw, k_bytes));
}

cli::Json Payloads::args_json(std::string_view raw) const
{
    auto value = cli::Json::parse(args(raw), nullptr, false);
    return value.is_discarded() ? cli::Json{} : value;
}

std::string Payloads::note() const
{
    return m_hid ? "texts that may be customers' data are hidden: --with-payloads shows them\n" : "";
}

std::string sample_text(std::string_view payload)
{
    return cut(printable(queue::masked_job(payload, k_bytes)), k_sample);
}

}  // namespace omactl::cmd
