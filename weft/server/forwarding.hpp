// The client that a request is from, where a proxy has made the connection: the proxy names it in a field, and each
// proxy on the way adds the one that it sees at the end of the field.
//
//   ServerOptions options{.forwarding = {.proxies = {"10.0.0.0/8", "unix"}}};
//   c.client_address();              // in a handler
//
// The field is believed as far as trusted proxies have written it: the client is the last address that is not one of
// theirs, and all before it may be its own invention. Nothing is believed of peers that are not trusted.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/http/fields.hpp>
#include <weft/io/network.hpp>

namespace weft {

// The field that all of the proxies write. Only one of them is believed: a client may send the other one, and a proxy
// that does not know it lets it pass.
enum class ForwardedField : std::uint8_t {
  x_forwarded_for,  // addresses with commas between
  forwarded,        // RFC 7239
};

struct Forwarding {
  io::TrustedPeers proxies = {};
  ForwardedField field = ForwardedField::x_forwarded_for;

  friend bool operator==(const Forwarding&, const Forwarding&) = default;
};

namespace server {

// `peer` is the address at the other end of the connection. The answer is `peer`, or a part of the fields.
std::string_view client_of(const http::Fields& fields, std::string_view peer, const Forwarding& forwarding);

}  // namespace server
}  // namespace weft
