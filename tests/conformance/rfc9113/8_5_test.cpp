// RFC 9113 8.5: The CONNECT Method.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace section_8_5 {

const FieldList tunnel = FieldList().with(":method", "CONNECT").with(":authority", "example.org:443");

Verdict asks(const FieldList& fields, std::source_location where = std::source_location::current()) {
  return server().receives(frames().headers(1, fields), where);
}

TEST(Rfc9113_8_5, connect_names_an_authority_only) {
  const auto verdict = asks(tunnel);
  verdict.is_ignored();
  EXPECT_EQ(verdict.events().size(), 1u);
}

// "The ":scheme" and ":path" pseudo-header fields MUST be omitted." and "A CONNECT request that does not conform to
// these restrictions is malformed (Section 8.1.1)."
TEST(Rfc9113_8_5, connect_with_scheme_or_path_is_malformed) {
  asks(tunnel.with(":scheme", "https")).is_stream_error(1, protocol_error);
  asks(tunnel.with(":path", "/")).is_stream_error(1, protocol_error);
  asks(tunnel.without(":authority")).is_stream_error(1, protocol_error);
}

// RFC 8441 4: only a server that has sent ENABLE_CONNECT_PROTOCOL gets :protocol.
TEST(Rfc9113_8_5, protocol_needs_the_setting) {
  asks(request("CONNECT").with(":protocol", "websocket")).is_stream_error(1, protocol_error);
  h2::Options extended;
  extended.extended_connect = true;
  const auto verdict =
      server().with(extended).receives(frames().headers(1, request("CONNECT").with(":protocol", "websocket")));
  verdict.is_ignored();
  EXPECT_EQ(verdict.events().size(), 1u);
}

TEST(Rfc9113_8_5, protocol_belongs_to_connect_only) {
  h2::Options extended;
  extended.extended_connect = true;
  server()
      .with(extended)
      .receives(frames().headers(1, get.with(":protocol", "websocket"), end_stream))
      .is_stream_error(1, protocol_error);
}

// "Frame types other than DATA or stream management frames (RST_STREAM, WINDOW_UPDATE, and PRIORITY) MUST NOT be sent
// on a connected stream and MUST be treated as a stream error (Section 5.4.2) if received."
TEST(Rfc9113_8_5, headers_on_a_connected_stream_is_a_stream_error) {
  Clock clock;
  Endpoint endpoint(Role::server, clock);
  WaitingBody body;
  endpoint.on_event = [&](const h2::Event& event) {
    if (!std::holds_alternative<h2::RequestReceived>(event)) return;
    EXPECT_TRUE(endpoint.connection().respond(1, http::ResponseHead(), &body, clock.now()));
  };
  Frames sent;
  endpoint.receive(sent.preface().settings().settings_ack().headers(1, tunnel).octets());
  endpoint.produce();
  Frames late;
  endpoint.receive(late.data(1, "x").headers(1, trailers(), end_stream).octets());
  Transcript transcript(Role::server);
  transcript.read(endpoint.produce());
  EXPECT_THAT(transcript.texts(), testing::ElementsAre("RST_STREAM stream=1 PROTOCOL_ERROR"));
}

}  // namespace section_8_5
}  // namespace weft::conformance
