// RFC 9110 15.4: where responses lead a request to.
//
//   Redirects redirects(10);
//   if (redirects.leads_on(status, fields)) …                     // the response is not the answer
//   if (auto next = redirects.follow(status, fields, request)) …  // `request` is the next one
#pragma once

#include <string>
#include <vector>

#include <weft/base/result.hpp>
#include <weft/client/reason.hpp>
#include <weft/client/request.hpp>
#include <weft/http/fields.hpp>
#include <weft/http/status.hpp>

namespace weft::client {

// Why a response is not followed, and where it leads to.
struct RedirectFault {
  Reason reason{};
  std::string detail = {};
};

class Redirects {
 public:
  // None is followed where `most` is 0.
  explicit Redirects(unsigned most) : most_(most) {}

  // 301, 302, 303, 307 and 308 that say where. Others are answers.
  bool leads_on(http::Status status, const http::Fields& fields) const;

  // Makes `request` the one that such a response asks for, or leaves it as it is. `cookies`: those that `request` was
  // sent with, because a response that sets one may lead to its own URL.
  Result<void, RedirectFault> follow(http::Status status, const http::Fields& fields, Request& request,
                                     std::string_view cookies = {});
  // One at least.
  bool followed() const { return !sent_.empty(); }

 private:
  unsigned most_ = 0;
  // Each request that was sent, in the order in which they were.
  std::vector<std::string> sent_;
};

}  // namespace weft::client
