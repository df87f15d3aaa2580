// One frame, written down as header and payload, decoded.
#pragma once

#include <weft/frame/frame.hpp>
#include <weft/testkit/octets.hpp>

namespace weft::testkit {

// The views in the result are of `wire`.
template <class F>
auto decoded(const Bytes& wire) {
  return F::decode(frame::Header::load(wire.data()), Octets(wire).subspan(frame::header_size));
}

// The fault of the frame; ends the program if the frame has none.
inline frame::Fault fault_of(std::string_view digits) {
  const Bytes wire = hex(digits);
  return frame::decode(frame::Header::load(wire.data()), Octets(wire).subspan(frame::header_size)).error();
}

}  // namespace weft::testkit
