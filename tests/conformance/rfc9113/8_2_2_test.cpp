// RFC 9113 8.2.2: Connection-Specific Header Fields.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

// "Any message containing connection-specific header fields MUST be treated as malformed (Section 8.1.1)."
TEST(Rfc9113_8_2_2, connection_specific_fields_are_malformed) {
  for (const char* name : {"connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade"}) {
    SCOPED_TRACE(name);
    const char* value = std::string_view(name) == "transfer-encoding" ? "chunked" : "keep-alive";
    server().receives(frames().headers(1, get.with(name, value), end_stream)).is_stream_error(1, protocol_error);
    client()
        .receives(frames().headers(1, response(200).with(name, value), end_stream))
        .is_stream_error(1, protocol_error);
    server()
        .receives(frames().headers(1, post).then().headers(1, trailers().with(name, value), end_stream))
        .is_stream_error(1, protocol_error);
  }
}

// "The only exception to this is the TE header field, which MAY be present in an HTTP/2 request; when it is, it MUST
// NOT contain any value other than "trailers"."
TEST(Rfc9113_8_2_2, te_may_only_be_trailers) {
  server().receives(frames().headers(1, get.with("te", "trailers"), end_stream)).is_ignored();
  for (const char* value : {"gzip", "trailers, deflate", "trailers;q=0.5", ""}) {
    SCOPED_TRACE(value);
    server().receives(frames().headers(1, get.with("te", value), end_stream)).is_stream_error(1, protocol_error);
  }
}

}  // namespace
}  // namespace weft::conformance
