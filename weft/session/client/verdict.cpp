#include <weft/session/client/verdict.hpp>

#include <weft/h2/error.hpp>

namespace weft::session::client {

bool was_not_processed(const http::Close& close) {
  return close.reason == h2::Reason::peer_refused || close.reason == h2::Reason::beyond_goaway;
}

bool wants_http11(const http::Close& close) {
  return close.reason == h2::Reason::http_1_1_required;
}

}  // namespace weft::session::client
