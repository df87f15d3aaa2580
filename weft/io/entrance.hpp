// A way into a server of this process, without a port.
#pragma once

#include <memory>

#include <weft/base/result.hpp>
#include <weft/io/channel.hpp>
#include <weft/io/reason.hpp>

namespace weft::io {

class Entrance {
 public:
  virtual ~Entrance() = default;
  // From any thread: a channel for a loop of that thread, whose other end the server takes. connection_refused where
  // the server has stopped.
  virtual Result<std::unique_ptr<Channel>, Reason> connect(Loop& loop) = 0;
};

}  // namespace weft::io
