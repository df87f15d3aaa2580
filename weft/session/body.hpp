// Bodies as an exchange sees them.
#pragma once

#include <weft/base/bytes.hpp>
#include <weft/http/body_source.hpp>

namespace weft::session {

// An outgoing body that the exchange owns. When it was blocked and has octets again, it calls Exchange::body_ready().
class Body : public http::BodySource {
 public:
  virtual ~Body() = default;
};

// Takes an incoming body as it arrives, without a copy.
class BodySink {
 public:
  // Returns how many octets it took, from the front. Less than all: the rest is kept and the peer is held back by the
  // window; Exchange::body_wanted() asks for it again.
  virtual std::size_t on_body(Octets octets) = 0;
  // The body is complete; `trailers` is null without them.
  virtual void on_body_end(const http::Fields* trailers) = 0;
  // The body will never be complete.
  virtual void on_body_lost() = 0;

 protected:
  ~BodySink() = default;
};

}  // namespace weft::session
