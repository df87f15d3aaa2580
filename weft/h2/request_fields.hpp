// RFC 9113 8.3.1: from the decoded field section of a request to its head.
#pragma once

#include <weft/h2/message_rules.hpp>
#include <weft/http/head.hpp>

namespace weft::h2 {

// RFC 8441 3: only an endpoint that advertised extended CONNECT knows :protocol.
enum class ExtendedConnect : bool { off, on };

struct RequestRules {
  const Limits& limits;
  ExtendedConnect extended_connect = ExtendedConnect::off;
};

// head.fields holds the whole section. Afterwards pseudo-fields and host are members of the head, cookies are one
// field, and the rest is in place. A violation that makes the request malformed goes before one that can be answered.
std::optional<Reason> read_request(http::RequestHead& head, const RequestRules& rules);

// Reads method, authority and path of a request that is not served, as they came, valid or not.
void read_beginning(http::RequestHead& head);

}  // namespace weft::h2
