// Sees the plaintext octets of a connection in both directions, and tells a reader what they mean. It decodes by itself
// and asks no engine. Any cut of the octets gives the same trace.
//
//   trace::Tap tap(http::Role::client, http::Version::http2, reader);      // whose connection it is
//   tap.sent(octets, now);  tap.received(octets, now);
//   tap.ended(close, now);
#pragma once

#include <variant>

#include <weft/http/head.hpp>
#include <weft/http/role.hpp>
#include <weft/trace/event.hpp>
#include <weft/trace/http1_direction.hpp>
#include <weft/trace/http2_direction.hpp>

namespace weft::trace {

class Tap {
 public:
  // `reader` must outlive the tap.
  Tap(http::Role role, http::Version version, Reader& reader);

  void sent(Octets octets, Time now) { see(octets, Direction::sent, now); }
  void received(Octets octets, Time now) { see(octets, Direction::received, now); }
  // Nothing comes any more.
  void ended(const http::Close& close, Time now);

 private:
  // Octets that we send, and octets that we receive.
  struct Http2 {
    Http2Direction sent;
    Http2Direction received;
    Terms ours;
    Terms theirs;
  };
  struct Http1 {
    Http1Direction sent;
    Http1Direction received;
    Http1Requests requests;
  };

  static std::variant<Http1, Http2> directions_of(http::Role role, http::Version version);
  void see(Octets octets, Direction direction, Time now);
  bool is_whole(Direction direction, Time now);

  Reader& reader_;
  std::variant<Http1, Http2> directions_;
};

}  // namespace weft::trace
