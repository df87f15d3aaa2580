// Answers to errors, in one place of the program:
//
//   server.on_error([](weft::Context& c, const weft::ErrorInfo& e) {
//     c.html(page_of(e.status));
//   });
//   server.on_error(weft::server::problem_json);                           // an API: always application/problem+json
//
// It is called for every answer with 400 to 599 that weft gives by itself, for the 500 of a handler that has failed,
// for an HttpError, and for Context::error(). It is called once a request, with the status and the fields that are set,
// and answers at once. Where it does not answer, or throws, the page is the usual one; c.error() in it gives that page
// as well. What the engine answers to a malformed request does not come here.
//
// The usual page is text; HTML for clients that ask for it by name, as browsers do; and problem+json (RFC 9457) for
// those that like JSON better than HTML.
#pragma once

#include <exception>
#include <functional>
#include <string_view>

#include <weft/http/status.hpp>

namespace weft {

class Context;

struct ErrorInfo {
  http::Status status;
  // For the client: of an HttpError, or of Context::error(). As long as the call.
  std::string_view sentence = {};
  // A token of docs/reasons.md where a limit of the server has refused or ended the request; empty otherwise.
  std::string_view reason = {};
  // Thrown by the handler; null where nothing was. The operator is told of it, and a client had better not be.
  std::exception_ptr exception = {};
};

// Called from the threads of all loops.
using ErrorHandler = std::function<void(Context& c, const ErrorInfo& error)>;

namespace server {

void problem_json(Context& c, const ErrorInfo& error);

}  // namespace server
}  // namespace weft
