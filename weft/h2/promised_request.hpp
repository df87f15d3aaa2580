// RFC 9113 8.4: which requests can be promised; server and client use the same rules.
#pragma once

#include <weft/http/content_length.hpp>
#include <weft/http/head.hpp>

namespace weft::h2 {

// RFC 9113 8.4: "Promised requests MUST be safe (see Section 9.2.1 of [HTTP]) and cacheable (see Section 9.2.3 of
// [HTTP])." RFC 9110 9.2.3: "This specification defines caching semantics for GET, HEAD, and POST"; POST is not safe.
inline bool may_be_promised(http::Method method) {
  return method == http::Method::get || method == http::Method::head;
}

// RFC 9113 8.4: "Promised requests cannot include any content or a trailer section."
inline bool has_content(const http::RequestHead& head) {
  const auto field = head.fields.find(http::FieldName::content_length);
  return head.content_length.value_or(0) != 0 || (field && http::parse_content_length(*field) != 0);
}

}  // namespace weft::h2
