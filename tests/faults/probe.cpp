// faults-probe FOLDER [SOCKET]: a small program for the killer's own test. Its counted calls are, in
// order: write, fsync, rename, write, unlink, and a send when there is a socket. Lines on stdout
// count for nothing.

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

namespace {

int failed(char const *call)
{
    std::printf("%s: %s\n", call, std::strerror(errno));
    return 1;
}

int send_to(std::string const &socket_path)
{
    int const fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket_path.copy(address.sun_path, sizeof address.sun_path - 1);
    if (::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) return failed("connect");
    if (::send(fd, "sent", 4, MSG_NOSIGNAL) != 4) return failed("send");
    return ::close(fd);
}

int work_in(std::string const &folder)
{
    auto const draft = folder + "/draft", done = folder + "/done", old = folder + "/old";
    int const fd = ::open(draft.c_str(), O_WRONLY | O_CREAT, 0600);
    if (::write(fd, "one", 3) != 3) return failed("write");
    std::printf("written\n");
    std::fflush(stdout);
    if (::fsync(fd) != 0) return failed("fsync");
    if (std::rename(draft.c_str(), done.c_str()) != 0) return failed("rename");
    if (::write(fd, "two", 3) != 3) return failed("second write");
    if (::unlink(old.c_str()) != 0) return failed("unlink");
    return ::close(fd);
}

}  // namespace

int main(int argc, char **argv)
{
    if (int const status = work_in(argv[1])) return status;
    return argc > 2 ? send_to(argv[2]) : 0;
}
