// A function that answers the requests of a client, in place of servers: for tests of a program that uses a client.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <weft/client/reason.hpp>
#include <weft/client/response.hpp>
#include <weft/http/fields.hpp>
#include <weft/http/method.hpp>
#include <weft/http/url.hpp>

namespace weft {

// A request as it would be sent, during the call.
struct RequestView {
  http::Method method;
  std::string_view method_text;
  const http::Url& url;
  // With those that the client adds: cookies, codings, credentials.
  const http::Fields& fields;
  std::string_view body;
  const http::Fields& trailers;
};

namespace client {

// Thrown by a function of this library that has a reason of its own.
struct AnswerRefused : std::runtime_error {
  AnswerRefused(Reason its_reason, const std::string& detail) : std::runtime_error(detail), reason(its_reason) {}
  Reason reason;
};

struct Answer {
  std::function<Response(const RequestView&)> function;
};

}  // namespace client

// For ClientOptions::transport: `function` is called on the client's own thread, and must not block. Its status, fields
// (names in lower case), body and trailers are the response; redirects, cookies and codings are those of any response.
// An exception of the function is the error `answer_failed`.
inline client::Answer answer(std::function<Response(const RequestView&)> function) {
  return {std::move(function)};
}

}  // namespace weft
