// The WebSockets of a loop, so that they hear when the server drains.
#pragma once

#include <weft/base/intrusive_list.hpp>

namespace weft::server {

class OpenWebSocket {
 public:
  virtual void on_drain() = 0;

  ListHook open_hook;

 protected:
  ~OpenWebSocket() = default;
};

using OpenWebSockets = IntrusiveList<OpenWebSocket, &OpenWebSocket::open_hook>;

}  // namespace weft::server
