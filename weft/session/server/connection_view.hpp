// A connection at one moment, as an operator sees it. A view is a copy: nothing in it belongs to a loop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <weft/base/time.hpp>
#include <weft/http/head.hpp>
#include <weft/io/socket_octets.hpp>

namespace weft::session::server {

struct ConnectionView {
  enum class State : std::uint8_t {
    opening,  // the handshake, or the octets that tell the version, are still to come
    active,   // requests are under way
    idle,
    parked,   // idle, and little of it is in memory
    closing,  // it has ended, and its last octets are on their way
  };

  std::uint64_t id = 0;
  State state = State::opening;
  // "192.0.2.1:51234"
  std::string peer = {};
  // nullopt while nobody knows.
  std::optional<http::Version> version = {};
  // "TLSv1.3"; empty without.
  std::string tls = {};
  // When it opened, and when octets came last; `never` while it opens.
  Time since = never;
  Time heard = never;
  // Requests that are under way, and all that it has carried so far.
  std::size_t streams = 0;
  std::uint32_t requests = 0;
  // nullopt over a UNIX socket, and while it opens.
  std::optional<io::SocketOctets> octets = {};
};

constexpr std::string_view to_string(ConnectionView::State state) {
  switch (state) {
    case ConnectionView::State::opening:
      return "opening";
    case ConnectionView::State::active:
      return "active";
    case ConnectionView::State::idle:
      return "idle";
    case ConnectionView::State::parked:
      return "parked";
    case ConnectionView::State::closing:
      return "closing";
  }
  return {};
}

}  // namespace weft::session::server
