// How often a request was begun, and whether it may be begun again.
//
//   retries.began(connection);
//   switch (retries.after({close, …})) …            // when its call has ended without a response
//
// A request is begun twice, where the first attempt has provably not processed it (RFC 9113 6.8, 8.7), or where its
// method is idempotent and the connection was lost before the head of the response (RFC 9110 9.2.2). An attempt does
// not count where others got on meanwhile, so that it cannot go round in circles:
//
//   * the server has ended the connection and taken other requests of it: each connection takes one at least;
//   * the server has lowered its limit of streams while the request was on its way: the refusal may be due to that.
#pragma once

#include <cstdint>

#include <weft/client/request.hpp>
#include <weft/http/close.hpp>
#include <weft/session/client/connection.hpp>

namespace weft::client {

enum class Retry : std::uint8_t {
  no,
  yes,
  calmly,       // when the server has had its rest
  over_http11,  // because the server asks for that version
};

class Retries {
 public:
  // The end of a call.
  struct End {
    const http::Close& close;
    // The call's; null where there is no call.
    const session::client::Connection* connection = nullptr;
    // Nothing of the response has come.
    bool before_head = false;
    // Octets of the request may have left.
    bool has_left = false;
    bool idempotent = false;
    bool allows_http11 = false;
  };

  void began(const session::client::Connection& connection);
  unsigned attempts() const { return begun_; }
  // About the attempt that was begun last.
  bool was_not_processed(const End& end) const;
  bool is_calm(const End& end) const;
  // No attempt was processed.
  bool is_safe(const End& end) const;
  Retry after(const End& end);

 private:
  bool counts(const End& end) const;
  Retry after_not_processed(const End& end) const;
  Retry after_maybe_processed(const End& end) const;

  std::size_t stream_limit_ = 0;
  bool served_ = false;
  // An attempt before the last one.
  bool maybe_processed_ = false;
  unsigned begun_ = 0;
  unsigned counted_ = 0;
};

}  // namespace weft::client
