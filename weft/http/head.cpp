#include <weft/http/head.hpp>

namespace weft::http {

std::string_view to_string(Version version) {
  switch (version) {
    case Version::http10:
      return "HTTP/1.0";
    case Version::http11:
      return "HTTP/1.1";
    case Version::http2:
      return "HTTP/2";
  }
  return {};
}

void RequestHead::clear() {
  method = Method::get;
  method_text = "GET";
  // No view is assigned from another one: reading a member that was just written stalls.
  scheme = {};
  authority = {};
  path = {};
  protocol = {};
  fields.clear();
  content_length.reset();
}

void ResponseHead::clear() {
  status = Status::ok;
  fields.clear();
  content_length.reset();
}

}  // namespace weft::http
