#include <weft/http/method.hpp>

namespace weft::http {

Method method_of(std::string_view text) {
  const auto known = [text](Method method) { return text == to_string(method) ? method : Method::other; };
  switch (text.size()) {
    case 3:
      if (text == "GET") return Method::get;
      return known(Method::put);
    case 4:
      return text[0] == 'P' ? known(Method::post) : known(Method::head);
    case 5:
      return text[0] == 'P' ? known(Method::patch) : known(Method::trace);
    case 6:
      return known(Method::delete_);
    case 7:
      return text[0] == 'O' ? known(Method::options) : known(Method::connect);
    default:
      return Method::other;
  }
}

std::string_view to_string(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::delete_:
      return "DELETE";
    case Method::connect:
      return "CONNECT";
    case Method::options:
      return "OPTIONS";
    case Method::trace:
      return "TRACE";
    case Method::patch:
      return "PATCH";
    case Method::other:
      break;
  }
  return {};
}

// RFC 9110 9.2.1: "Of the request methods defined by this specification, the GET, HEAD, OPTIONS, and TRACE methods are
// defined to be safe."
bool is_safe(Method method) {
  return method == Method::get || method == Method::head || method == Method::options || method == Method::trace;
}

// RFC 9110 9.2.2: "Of the request methods defined by this specification, PUT, DELETE, and safe request methods are
// idempotent."
bool is_idempotent(Method method) {
  return is_safe(method) || method == Method::put || method == Method::delete_;
}

}  // namespace weft::http
