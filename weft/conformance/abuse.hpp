// Bounded floods, of the kinds that servers had to be mended for, and beside each its honest twin: traffic that looks
// the same, in a measure that real clients send, and that has to be served.
//
//   for (const Abuse& one : abuses()) … one.flood, one.twin
//
// A flood is no question of conformance: a server may end it or bear it, and goes on serving others.
#pragma once

#include <cstddef>
#include <span>

#include <weft/conformance/case.hpp>

namespace weft::conformance {

struct Abuse {
  // "abuse/rapid-reset". It expects nothing.
  Case flood;
  Case twin;
  // So many connections do the same at a time.
  std::size_t connections = 1;
  // The flood lies in what is not done: it shows all that it can in a moment.
  bool is_slow = false;
  // The octets of the flood stand where those of TLS do, so it is only for a server that is asked over TLS.
  bool beneath_tls = false;
};

std::span<const Abuse> abuses();

}  // namespace weft::conformance
