#include "lib/openssl/plugin/digest.hpp"
#include "lib/openssl/plugin/tls.hpp"

namespace omactl::openssl {

namespace {

class Plugin final : public Module {
public:
    std::unique_ptr<Tls> connect(int fd, TlsTarget const &target) override { return open_tls(fd, target); }
    std::unique_ptr<Digest> sha256() override { return open_sha256(); }
    std::string sha1(std::string_view bytes) override { return sha1_of(bytes); }
};

}  // namespace

}  // namespace omactl::openssl

extern "C" {

char const *omactl_openssl_version();
char const *omactl_openssl_version()
{
    return OMACTL_VERSION;
}

void *omactl_openssl_module();
void *omactl_openssl_module()
{
    static omactl::openssl::Plugin plugin;
    return static_cast<omactl::openssl::Module *>(&plugin);
}
}
