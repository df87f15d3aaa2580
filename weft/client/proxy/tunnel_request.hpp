// The wish for a tunnel through an https proxy, until there is one or the time is over. A request that is destroyed
// earlier is given up.
//
//   TunnelRequest request(proxy, origin, user);      // a SecureProxy
//   user.on_tunnel(…) or user.on_no_tunnel(…), once, never from inside the constructor; the request may be destroyed
//   from there
#pragma once

#include <string>

#include <weft/base/intrusive_list.hpp>
#include <weft/http/close.hpp>
#include <weft/http/url.hpp>
#include <weft/io/connected.hpp>
#include <weft/io/loop.hpp>

namespace weft::client {

class SecureProxy;
class StreamTunnel;

class TunnelUser {
 public:
  // What goes into the socket comes out at the origin, which is `round_trip` away. `resolved`: when the proxy's name
  // had addresses.
  virtual void on_tunnel(io::Connected socket, Duration round_trip, Time resolved) = 0;
  // `detail`: the proxy's words, if it has said some.
  virtual void on_no_tunnel(const http::Close& close, const std::string& detail) = 0;

 protected:
  ~TunnelUser() = default;
};

class TunnelRequest final : private io::Deadline {
 public:
  // All three must outlive the request.
  TunnelRequest(SecureProxy& proxy, const http::Url& origin, TunnelUser& user);
  ~TunnelRequest() override;

  const http::Url& origin() const { return origin_; }

  // --- for the proxy -------------------------------------------------------------------------------------------------
  // One that asks for it, on a connection; there may be another one where the proxy has not processed the first.
  void begun(StreamTunnel& tunnel);
  bool may_begin_again() const { return begun_ < most_begun; }
  // The tunnel that asked for it has gone.
  void lost() { tunnel_ = nullptr; }
  // Both tell the user, and this may be destroyed then.
  void succeed(io::Connected socket, Duration round_trip, Time resolved);
  void fail(const http::Close& close, const std::string& detail = {});

  // Among those that wait for a connection.
  ListHook hook;

 private:
  static constexpr unsigned most_begun = 2;

  void on_deadline(Time now) override;
  void end();

  io::Loop& loop_;
  const http::Url& origin_;
  TunnelUser& user_;
  StreamTunnel* tunnel_ = nullptr;
  unsigned begun_ = 0;
};

}  // namespace weft::client
