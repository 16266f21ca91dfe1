#include "drill/redis_payloads.hpp"

#include <fmt/format.h>

#include <random>

namespace omactl::drill {

namespace {

std::string payload(std::int64_t n)
{
    if (n % 10 == 8) return fmt::format(R"({{"class":"Alexa::Load","args":["site-{}.example.com"]}})", n);
    if (n % 10 == 9) return fmt::format(R"({{"class":"Mail::Digest","args":[{},"weekly"]}})", 70'000 + n);
    return fmt::format(R"({{"class":"RefreshSite","args":[{}]}})", 1'000 + n);
}

}  // namespace

std::vector<std::string> payloads(std::int64_t count, std::int64_t distinct)
{
    std::minstd_rand random{1};
    std::vector<std::string> all;
    for (std::int64_t i = 0; i < count; ++i)
        all.push_back(payload(i < distinct ? i : static_cast<std::int64_t>(random()) % distinct));
    return all;
}

}  // namespace omactl::drill
