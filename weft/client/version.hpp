// Which version of HTTP a request asks for, and which it gets.
#pragma once

#include <cstdint>
#include <string_view>

#include <weft/http/head.hpp>
#include <weft/session/facts.hpp>
#include <weft/session/protocols.hpp>

namespace weft {

// How a client takes the version that a request asks for.
enum class VersionPolicy : std::uint8_t {
  or_lower,   // a lower one will do
  or_higher,  // a higher one is welcome where the server has it, over TLS
  exact,      // no other
};

// Why a response has the version it has.
enum class VersionReason : std::uint8_t {
  alpn_h2,            // TLS: both sides agreed on HTTP/2
  prior_knowledge,    // cleartext: the request asked for HTTP/2 and nothing else, or the server has spoken it before
  peer_chose_http11,  // TLS: HTTP/2 was offered, and the server chose HTTP/1.1 or has no ALPN
  cleartext,          // without TLS HTTP/2 needs prior knowledge
  http11_required,    // the server has asked for HTTP/1.1 (RFC 9113 7)
  negotiate,          // Negotiate is for one connection, which HTTP/2 would share (RFC 4559)
  policy,             // the request allowed HTTP/1.1 alone
  answered,           // a function has answered, and nothing was spoken
};

// The enumerator's name.
std::string_view to_string(VersionReason reason);

namespace client {

// The versions that may be offered to the server. On cleartext there is nothing to agree on: one version is spoken.
session::Protocols protocols_for(http::Version version, VersionPolicy policy, bool secure);
VersionReason reason_for(const session::Facts& facts, bool http11_required);

}  // namespace client
}  // namespace weft
