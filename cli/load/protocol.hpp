// One connection's protocol, without I/O and without a clock: octets and the time go in, octets come out.
//
//   protocol.receive(octets, now);                    // false: it broke a rule, see fault()
//   if (protocol.ready()) …                           // the peer has said what it takes
//   protocol.compose(out, now, most);                 // replies, then at most so many requests that are due
//   protocol.abandon(reason);                         // the connection is gone
//
// All answers and errors go to the tally, from which the caller learns how far things are.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <cli/load/pace.hpp>
#include <cli/load/request.hpp>
#include <cli/load/tally.hpp>
#include <weft/base/buffer.hpp>
#include <weft/base/time.hpp>

namespace weft::cli::load {

// Octets of bodies in one turn of a connection: enough to make system calls rare.
inline constexpr std::size_t most_in_a_turn = 256 * 1024;

class Protocol {
 public:
  virtual ~Protocol() = default;

  virtual bool ready() const = 0;
  virtual bool receive(Octets octets, Time now) = 0;
  // The peer will send nothing more, which ends some bodies of HTTP/1.1.
  virtual void receive_end(Time /*now*/) {}
  virtual void compose(Buffer& out, Time now, std::size_t most) = 0;

  // Requests that are under way, and how many more could begin now.
  virtual std::size_t open() const = 0;
  virtual std::size_t room() const = 0;
  // The peer wants no further request here: another connection is needed.
  virtual bool ending() const = 0;
  // Whether compose() would have something to write beside new requests.
  virtual bool wants_to_send() const = 0;

  // Everything that is under way has failed.
  virtual void abandon(std::string_view reason) = 0;
  // Why receive() returned false.
  const std::string& fault() const { return fault_; }

 protected:
  std::string fault_;
};

}  // namespace weft::cli::load
