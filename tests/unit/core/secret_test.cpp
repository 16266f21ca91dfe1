#include "lib/core/secret.hpp"

#include <catch2/catch.hpp>

using namespace omactl;

namespace {

Secrets with(std::initializer_list<std::string> values)
{
    Secrets secrets;
    for (auto const &value : values) secrets.add(Secret{value});
    return secrets;
}

}  // namespace

TEST_CASE("a secret is hidden wherever it stands")
{
    auto const secrets = with({"not-a-real-password"});
    CHECK(secrets.redact("redis://:not-a-real-password@host") == "redis://:***@host");
    CHECK(secrets.redact("not-a-real-password") == "***");
    CHECK(secrets.redact("not-a-real-passwordnot-a-real-password") == "******");
    CHECK(secrets.redact("nothing here") == "nothing here");
    CHECK(secrets.redact("") == "");
}

TEST_CASE("its forms in a URL and in JSON are hidden too")
{
    auto const secrets = with({"fake/p@ss \"word"});
    CHECK(secrets.redact("redis://:fake%2Fp%40ss%20%22word@host") == "redis://:***@host");
    CHECK(secrets.redact("redis://:fake%2fp%40ss%20%22word@host") == "redis://:***@host");
    CHECK(secrets.redact(R"({"password":"fake/p@ss \"word"})") == R"({"password":"***"})");
}

TEST_CASE("secrets that overlap leave nothing of either")
{
    CHECK(with({"fakefake", "fakefake-long"}).redact("<fakefake-long>") == "<***>");
    CHECK(with({"fakefake-long", "fakefake"}).redact("<fakefake-long> <fakefake>") == "<***> <***>");
    CHECK(with({"fakefake-long", "fakefake"}).redact("<fakefake> <fakefake-long>") == "<***> <***>");
    CHECK(with({"fake-inner-long", "inner"}).redact("<fake-inner-long>") == "<***>");
    // The end of one is the beginning of the other.
    CHECK(with({"fake-one-two", "two-three"}).redact("<fake-one-two-three>") == "<***>");
    CHECK(with({"two-three", "fake-one-two"}).redact("<fake-one-two-three>") == "<***>");
    // One that overlaps itself.
    CHECK(with({"xyxyx"}).redact("<xyxyxyx>") == "<***>");
}

TEST_CASE("what is too short to tell from text is not kept")
{
    CHECK(with({"abc", ""}).redact("abc") == "abc");
    CHECK(with({"abcd"}).redact("abcd") == "***");
}

TEST_CASE("a secret's stand-in is not taken for a secret")
{
    CHECK(with({"****", "fake-token"}).redact("fake-token") == "***");
}

TEST_CASE("a secret prints as stars and is read on purpose only")
{
    Secret const secret{"not-a-real-token"};
    CHECK(format_as(secret) == "***");
    CHECK(secret.reveal() == "not-a-real-token");
    CHECK(Secret{}.empty());
}
