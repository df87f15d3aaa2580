#include <weft/client/error.hpp>

#include <fmt/format.h>

#include <weft/client/reason.hpp>
#include <weft/io/reason.hpp>
#include <weft/session/reason.hpp>

namespace weft {

bool ClientError::timed_out() const {
  const ReasonToken reason = close.reason;
  return reason == client::Reason::queue_timeout || reason == client::Reason::head_timeout ||
         reason == client::Reason::body_timeout || reason == client::Reason::total_timeout ||
         reason == client::Reason::window_budget_used_up || reason == client::Reason::negotiate_timeout ||
         reason == io::Reason::resolve_timeout || reason == io::Reason::connect_timeout ||
         reason == io::Reason::proxy_timeout || reason == io::Reason::tls_handshake_timeout ||
         reason == session::Reason::ping_timeout || reason == session::Reason::write_stall;
}

bool ClientError::cancelled() const {
  return close.reason == client::Reason::cancelled || close.reason == client::Reason::client_closed;
}

std::string ClientError::text() const {
  const std::string what = fmt::format("{}: {}", to_string(stage), close.reason.text());
  return detail.empty() ? what : fmt::format("{} ({})", what, detail);
}

std::string_view to_string(ClientError::Stage stage) {
  using enum ClientError::Stage;
  switch (stage) {
    case request:
      return "request";
    case resolve:
      return "resolve";
    case connect:
      return "connect";
    case proxy:
      return "proxy";
    case tls:
      return "tls";
    case send:
      return "send";
    case head:
      return "head";
    case body:
      return "body";
    case decode:
      return "decode";
    case redirect:
      return "redirect";
    case limit:
      return "limit";
    case authenticate:
      return "authenticate";
  }
  return {};
}

}  // namespace weft
