#include "lib/sandbox/certificate.hpp"

#include "lib/core/error.hpp"
#include "lib/process/process.hpp"

#include <fmt/format.h>

#include <vector>

namespace omactl::sandbox {

namespace {

void openssl_req(std::string const &folder, std::string const &name, std::vector<std::string> const &more)
{
    process::Start start;
    start.argv = {"openssl",
                  "req",
                  "-x509",
                  "-newkey",
                  "ec",
                  "-pkeyopt",
                  "ec_paramgen_curve:prime256v1",
                  "-nodes",
                  "-days",
                  "2",
                  "-keyout",
                  fmt::format("{}/{}.key", folder, name),
                  "-out",
                  fmt::format("{}/{}.crt", folder, name)};
    start.argv.insert(start.argv.end(), more.begin(), more.end());
    try {
        auto const ended = process::run(start, Millis{30'000});
        if (ended.status != 0) throw Error{Fault::failed, fmt::format("sandbox: openssl req: {}", ended.err)};
    } catch (Error const &error) {
        if (error.fault() != Fault::not_found) throw;
        throw Error{Fault::not_found, "sandbox: openssl is not installed", "apt-get install openssl"};
    }
}

}  // namespace

void make_certificates(std::string const &folder)
{
    openssl_req(folder, "ca", {"-subj", "/CN=omactl sandbox CA"});
    openssl_req(folder, "server",
                {"-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext",
                 "basicConstraints=critical,CA:FALSE", "-CA", folder + "/ca.crt", "-CAkey", folder + "/ca.key"});
}

}  // namespace omactl::sandbox
