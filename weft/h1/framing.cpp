#include <weft/h1/framing.hpp>

#include <optional>

#include <weft/http/text.hpp>

namespace weft::h1 {

namespace {

// The reason why a Transfer-Encoding that is not exactly "chunked" is refused.
Reason fault_of_coding(std::string_view value) {
  std::string_view last;
  bool chunked_before_last = false;
  std::size_t count = 0;
  for (auto rest = value; auto coding = http::next_element(rest);) {
    chunked_before_last |= http::equals_ignoring_case(last, "chunked");
    last = *coding;
    ++count;
  }
  // RFC 9112 6.1: "A server that receives a request message with a transfer coding it does not understand SHOULD
  // respond with 501 (Not Implemented)."
  const bool framed = http::equals_ignoring_case(last, "chunked") && !chunked_before_last && count > 1;
  return framed ? Reason::coding_not_understood : Reason::coding_not_chunked;
}

// Whether a body is chunked, or why its framing is faulty.
Result<bool, Reason> is_chunked(const ConnectionFields& fields, http::Version version) {
  if (fields.codings == 0) return false;
  // RFC 9112 6.1: "A server or client that receives an HTTP/1.0 message containing a Transfer-Encoding header field
  // MUST treat the message as if the framing is faulty, even if a Content-Length is present, and close the connection
  // after processing the message."
  if (version == http::Version::http10) return fail(Reason::coding_in_http10);
  if (fields.codings > 1) return fail(Reason::coding_repeated);
  // RFC 9112 6.1: "A server MAY reject a request that contains both Content-Length and Transfer-Encoding or process
  // such a request in accordance with the Transfer-Encoding alone. Regardless, the server MUST close the connection
  // after responding to such a request to avoid the potential attacks."
  if (fields.content_length) return fail(Reason::content_length_and_coding);
  // RFC 9112 7: "All transfer-coding names are case-insensitive"
  if (!http::equals_ignoring_case(fields.coding, "chunked")) return fail(fault_of_coding(fields.coding));
  return true;
}

// RFC 9112 9.3: "A recipient determines whether a connection is persistent or not based on the protocol version and
// Connection header field"
bool is_persistent(const ConnectionFields& fields, http::Version version) {
  if (fields.close) return false;
  return version == http::Version::http11 || fields.keep_alive;
}

}  // namespace

Result<Framing, Reason> frame_request(const ConnectionFields& fields, http::Version version) {
  const auto chunked = is_chunked(fields, version);
  if (!chunked) return fail(chunked.error());
  Framing framing;
  framing.persistent = is_persistent(fields, version);
  // RFC 9110 7.8: "A server that receives an Upgrade header field in an HTTP/1.0 request MUST ignore that Upgrade
  // field."
  framing.upgrade = fields.upgrade && version == http::Version::http11;
  // RFC 9110 10.1.1: "A server that receives a 100-continue expectation in an HTTP/1.0 request MUST ignore that
  // expectation."
  framing.expects_continue = fields.expects_continue && version == http::Version::http11;
  // RFC 9112 6.3: "If this is a request message and none of the above are true, then the message body length is zero"
  framing.length = fields.content_length.value_or(0);
  if (framing.length != 0) framing.body = Framing::Body::length;
  if (*chunked) framing.body = Framing::Body::chunked;
  return framing;
}

Result<Framing, Reason> frame_response(const ConnectionFields& fields, http::Version version, http::Status status,
                                       http::Method method) {
  Framing framing;
  framing.persistent = is_persistent(fields, version);
  framing.upgrade = fields.upgrade;
  if (begins_tunnel(status, method)) {
    // RFC 9112 6.3: "A client MUST ignore any Content-Length or Transfer-Encoding header fields received in such a
    // message."
    framing.body = Framing::Body::tunnel;
    return framing;
  }
  if (ends_with_head(status, method)) return framing;
  const auto chunked = is_chunked(fields, version);
  if (!chunked) return fail(chunked.error());
  if (*chunked) {
    framing.body = Framing::Body::chunked;
  } else if (!fields.content_length) {
    // RFC 9112 6.3: "Otherwise, this is a response message without a declared message body length, so the message body
    // length is determined by the number of octets received prior to the server closing the connection."
    framing.body = Framing::Body::until_close;
    framing.persistent = false;
  } else if (*fields.content_length != 0) {
    framing.body = Framing::Body::length;
    framing.length = *fields.content_length;
  }
  return framing;
}

bool ends_with_head(http::Status status, http::Method method) {
  return method == http::Method::head || http::forbids_content(status);
}

bool begins_tunnel(http::Status status, http::Method method) {
  const auto code = http::code(status);
  return status == http::Status::switching_protocols || (method == http::Method::connect && code >= 200 && code < 300);
}

}  // namespace weft::h1
