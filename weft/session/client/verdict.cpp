#include <weft/session/client/verdict.hpp>

#include <weft/h1/error.hpp>
#include <weft/h2/error.hpp>
#include <weft/io/reason.hpp>
#include <weft/session/reason.hpp>

namespace weft::session::client {

bool was_not_processed(const http::Close& close) {
  return close.reason == h2::Reason::peer_refused || close.reason == h2::Reason::beyond_goaway ||
         close.reason == h2::Reason::settings_expected;
}

bool wants_http11(const http::Close& close) {
  return close.reason == h2::Reason::http_1_1_required;
}

bool wants_calm(const http::Close& close) {
  return close.reason == h2::Reason::enhance_your_calm;
}

http::Close calm_close() {
  return h2::close_of(h2::Reason::enhance_your_calm);
}

// RFC 9113 6.4: a stream that the server has reset has the same word as a transport that was, but the server is there.
bool was_lost(const http::Close& close) {
  const ReasonToken reason = close.reason;
  const bool is_transport = close.scope == http::Scope::connection;
  return reason == h2::Reason::peer_vanished || reason == h1::Reason::response_missing ||
         reason == h1::Reason::peer_vanished || (reason == io::Reason::peer_reset && is_transport) ||
         reason == io::Reason::peer_unreachable || was_given_up(close);
}

bool was_given_up(const http::Close& close) {
  return close.reason == Reason::ping_timeout || close.reason == Reason::write_stall;
}

}  // namespace weft::session::client
