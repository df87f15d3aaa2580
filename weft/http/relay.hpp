// A body on its way from one message to another, hop by hop: octets from a fast side go out at the pace of the slow
// one. The sender gets credit for octets only when the sink has pulled them, so that the sender stops at exactly one
// window, which is also the most that a relay holds.
//
//   Relay relay;
//   onward.respond(to, head, &relay);                      // or open(): the sink pulls whenever it may send
//   DataReceived:      relay.put(octets, end);             onward.ready(to);
//   TrailersReceived:  relay.put_trailers(*fields);        onward.ready(to);
//   Closed too early:  relay.fail();                       onward.ready(to);    // the sink is reset as well
//   after produce():   source.consume(from, relay.take_credit());
//
// Where the sink closes first, reset() or release() the source, which gives its credit back.
#pragma once

#include <cstddef>
#include <utility>

#include <weft/base/buffer.hpp>
#include <weft/http/body_source.hpp>
#include <weft/http/events.hpp>

namespace weft::http {

class Relay final : public BodySource {
 public:
  void put(Octets octets, End end);
  // Copies the trailers, and ends the body.
  void put_trailers(const Fields& trailers);
  // The rest will not come.
  void fail() { failed_ = true; }

  // Octets that went out since the last call.
  std::size_t take_credit() { return std::exchange(credit_, 0); }
  // Octets that wait.
  std::size_t size() const { return waiting_.size(); }

  Pulled pull(MutableOctets room) override;
  const Fields& trailers() const override { return trailers_; }

 private:
  Buffer waiting_;
  Fields trailers_;
  std::size_t credit_ = 0;
  bool ended_ = false;
  bool failed_ = false;
};

}  // namespace weft::http
