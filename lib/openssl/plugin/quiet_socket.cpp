#include "lib/openssl/plugin/quiet_socket.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <cstdint>

namespace omactl::openssl {

namespace {

int fd_of(BIO *bio)
{
    return static_cast<int>(reinterpret_cast<std::intptr_t>(::BIO_get_data(bio)));
}

int write_socket(BIO *bio, char const *bytes, int size)
{
    ::BIO_clear_retry_flags(bio);
    auto const put = ::send(fd_of(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (put < 0 && (errno == EAGAIN || errno == EINTR)) ::BIO_set_retry_write(bio);
    return static_cast<int>(put);
}

int read_socket(BIO *bio, char *to, int size)
{
    ::BIO_clear_retry_flags(bio);
    auto const got = ::recv(fd_of(bio), to, static_cast<std::size_t>(size), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) ::BIO_set_retry_read(bio);
    if (got == 0) ::BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return static_cast<int>(got);
}

long control(BIO *bio, int command, long, void *)
{
    if (command == BIO_CTRL_FLUSH) return 1;
    if (command == BIO_CTRL_EOF) return ::BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
    return 0;
}

BIO_METHOD *make_method()
{
    auto *const method = ::BIO_meth_new(::BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "omactl socket");
    ::BIO_meth_set_write(method, write_socket);
    ::BIO_meth_set_read(method, read_socket);
    ::BIO_meth_set_ctrl(method, control);
    return method;
}

}  // namespace

BIO *quiet_socket(int fd)
{
    static BIO_METHOD *const method = make_method();
    BIO *const bio = ::BIO_new(method);
    if (!bio) return nullptr;
    ::BIO_set_data(bio, reinterpret_cast<void *>(static_cast<std::intptr_t>(fd)));
    ::BIO_set_init(bio, 1);
    return bio;
}

}  // namespace omactl::openssl
