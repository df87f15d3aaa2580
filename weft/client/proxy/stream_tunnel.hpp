// A tunnel to an origin that a connection to a proxy carries: over HTTP/2 in one of its streams (RFC 9113 8.5), over
// HTTP/1.1 in all that follows the response to CONNECT.
//
// The connection to the origin has one end of a pair of sockets, as if it led to the origin; the tunnel has the other
// end, and passes octets, ends and losses on between that and the call. Neither side is read while the other one takes
// nothing.
#pragma once

#include <cstddef>
#include <memory>
#include <system_error>

#include <weft/base/buffer.hpp>
#include <weft/base/intrusive_list.hpp>
#include <weft/client/policy/proxies.hpp>
#include <weft/client/proxy/tunnel_request.hpp>
#include <weft/io/socket_channel.hpp>
#include <weft/session/client/connection.hpp>

namespace weft::client {

class StreamTunnelOwner {
 public:
  // The proxy has not processed the request, or has gone before it said a word.
  virtual void ask_again(TunnelRequest& request) = 0;
  // Destroys the tunnel.
  virtual void over(StreamTunnel& tunnel) = 0;

 protected:
  ~StreamTunnelOwner() = default;
};

class StreamTunnel final : private session::client::CallUser,
                           private session::BodySink,
                           private io::ChannelUser,
                           private io::Deadline {
 public:
  // `connection` is open, and has room.
  StreamTunnel(session::client::Connection& connection, TunnelRequest& request, StreamTunnelOwner& owner);
  ~StreamTunnel() override;

  // CONNECT goes out. The owner or the request may be told at once where it cannot.
  void begin(const Proxy& proxy);

  // --- for its request -----------------------------------------------------------------------------------------------
  // Nobody wants the tunnel any more: this is destroyed.
  void give_up();
  // The same because the proxy has not answered.
  void time_out();

  ListHook hook;

 private:
  class Upward;

  void on_response(const http::ResponseHead& head) override;
  void on_ended(const http::Close& close) override;
  std::size_t on_body(Octets octets) override;
  void on_body_end(const http::Fields* trailers) override;
  void on_body_lost() override { origin_->close(); }

  // From the connection to the origin.
  void on_open() override {}
  void on_received(MutableOctets octets) override;
  void on_end() override;
  void on_drained() override { call_->body_wanted(); }
  void on_closed(std::error_code error, io::Reason reason) override;
  void on_deadline(Time now) override;

  void open();
  void refuse(const http::Close& close, const std::string& detail = {});
  void drop_call();

  session::client::Connection& connection_;
  // Until it is answered.
  TunnelRequest* request_;
  StreamTunnelOwner& owner_;
  const Time begun_;
  // Null before it has begun.
  session::client::Call* call_ = nullptr;
  // There as long as the call, which owns it.
  Upward* upward_ = nullptr;
  // Our end of the pair; null before there is a tunnel.
  std::unique_ptr<io::SocketChannel> origin_;
  bool has_closed_ = false;
  Buffer downward_;
};

}  // namespace weft::client
