// A request that ends here, with a status and a sentence for the client. A handler, and whatever the handler calls, may
// throw it, and the client is answered with it; or it is a value, in a Result, and the answer of Context::error().
//
//   throw weft::HttpError(weft::http::Status::conflict, "an order of that number is there already");
//
// The client reads the sentence: it must not have secrets. Behind the head of a response the exception ends the
// response as any other does.
#pragma once

#include <stdexcept>
#include <string>

#include <weft/http/status.hpp>

namespace weft {

class HttpError : public std::runtime_error {
 public:
  HttpError(http::Status status, const std::string& sentence) : std::runtime_error(sentence), status_(status) {}

  // 400 to 599; any other is answered with 500.
  http::Status status() const { return status_; }

 private:
  http::Status status_;
};

}  // namespace weft
