#include <weft/io/socket_pair.hpp>

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace weft::io {

Result<SocketPair, Reason> make_socket_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    const bool too_many = errno == EMFILE || errno == ENFILE;
    return fail(too_many ? Reason::too_many_descriptors : Reason::connect_failed);
  }
  return SocketPair{Descriptor(ends[0]), Descriptor(ends[1])};
}

}  // namespace weft::io
