#include "lib/openssl/plugin/digest.hpp"

#include "lib/core/error.hpp"

#include <openssl/evp.h>

#include <array>

namespace omactl::openssl {

namespace {

void check(int ok, char const *call)
{
    if (ok != 1) throw Error{Fault::internal, std::string{"openssl: "} + call + " failed"};
}

class EvpDigest final : public Digest {
public:
    explicit EvpDigest(EVP_MD const *kind) : m_context(::EVP_MD_CTX_new())
    {
        check(::EVP_DigestInit_ex(m_context.get(), kind, nullptr), "EVP_DigestInit_ex");
    }

    void add(std::string_view bytes) override
    {
        check(::EVP_DigestUpdate(m_context.get(), bytes.data(), bytes.size()), "EVP_DigestUpdate");
    }

    std::string finish() override
    {
        std::array<unsigned char, EVP_MAX_MD_SIZE> raw;
        unsigned size = 0;
        check(::EVP_DigestFinal_ex(m_context.get(), raw.data(), &size), "EVP_DigestFinal_ex");
        return {reinterpret_cast<char const *>(raw.data()), size};
    }

private:
    struct Free {
        void operator()(EVP_MD_CTX *context) const noexcept { ::EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> m_context;
};

std::string digest_of(EVP_MD const *kind, std::string_view bytes)
{
    EvpDigest digest{kind};
    digest.add(bytes);
    return digest.finish();
}

}  // namespace

std::unique_ptr<Digest> open_sha256()
{
    return std::make_unique<EvpDigest>(::EVP_sha256());
}

std::string sha1_of(std::string_view bytes)
{
    return digest_of(::EVP_sha1(), bytes);
}

std::string sha256_of(std::string_view bytes)
{
    return digest_of(::EVP_sha256(), bytes);
}

}  // namespace omactl::openssl
