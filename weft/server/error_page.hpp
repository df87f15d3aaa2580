// The content of a response that has nothing else to say: its status and the reason phrase, and a sentence where there
// is one.
#pragma once

#include <string>
#include <string_view>

#include <weft/http/fields.hpp>
#include <weft/http/status.hpp>

namespace weft::server {

struct ErrorPage {
  std::string_view media_type;
  std::string text;
};

// HTML for clients that ask for it by name, as browsers do, problem_page() for those that like JSON better; text for
// all others.
ErrorPage error_page(http::Status status, const http::Fields& request, std::string_view sentence = {});
// RFC 9457: application/problem+json, whose `detail` is the sentence.
ErrorPage problem_page(http::Status status, std::string_view sentence = {});

}  // namespace weft::server
