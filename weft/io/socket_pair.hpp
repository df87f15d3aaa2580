// Two stream sockets within this process: octets that go into one come out of the other.
#pragma once

#include <weft/base/result.hpp>
#include <weft/io/descriptor.hpp>
#include <weft/io/reason.hpp>

namespace weft::io {

struct SocketPair {
  Descriptor near;
  Descriptor far;
};

// too_many_descriptors where the process may have no more of them, and else connect_failed.
Result<SocketPair, Reason> make_socket_pair();

}  // namespace weft::io
