// RFC 9113 4.3: Field Section Compression and Decompression.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

constexpr std::uint8_t whole = flag::end_headers | flag::end_stream;

// "A decoding error in a field block MUST be treated as a connection error (Section 5.4.1) of type COMPRESSION_ERROR."
TEST(Rfc9113_4_3, block_that_cannot_be_decoded_is_a_connection_error) {
  // A literal with incremental indexing whose name would be longer than the block.
  is_connection_error_in_both_roles(Type::headers, whole, 1, hex("40 0a 61"), compression_error);
  server().receives(frames().headers_block(1, hex("40 0a 61"), whole)).is_connection_error(compression_error);
}

TEST(Rfc9113_4_3, trailers_that_cannot_be_decoded_are_a_connection_error) {
  server()
      .receives(frames().headers(1, post).data(1, "x").then().headers_block(1, hex("ff ff"), whole))
      .is_connection_error(compression_error);
  client()
      .receives(frames().headers(1, response(200)).data(1, "x").then().headers_block(1, hex("ff ff"), whole))
      .is_connection_error(compression_error);
}

// "Field blocks MUST be transmitted as a contiguous sequence of frames, with no interleaved frames of any other type or
// from any other stream."
TEST(Rfc9113_4_3, frame_of_another_type_inside_a_block_is_a_connection_error) {
  const Bytes block = hex("82 87");
  for (const Role role : {Role::server, Role::client}) {
    const auto begun = [&] { return std::move(opened(role).headers_block(3, block, 0).then()); };
    const auto fails = [&](const Frames& sent, std::source_location where = std::source_location::current()) {
      in_role(role).opens(2).receives(sent, where).is_connection_error(protocol_error);
    };
    fails(begun().data(1, "x"));
    fails(begun().headers_block(3, block, whole));
    fails(begun().priority(3, {1, 16, false}));
    fails(begun().rst_stream(3));
    fails(begun().settings());
    fails(begun().ping());
    fails(begun().goaway(0));
    fails(begun().window_update(3, 1));
    fails(begun().raw(Type::priority_update, 0, 0, hex("00000003 75")));
    fails(begun().raw(Type{0xbb}, 0, 3));
  }
}

TEST(Rfc9113_4_3, continuation_of_another_stream_inside_a_block_is_a_connection_error) {
  for (const Role role : {Role::server, Role::client}) {
    in_role(role)
        .opens(2)
        .receives(opened(role).headers_block(3, hex("82 87"), 0).continuation(1, hex("84")))
        .is_connection_error(protocol_error);
  }
}

TEST(Rfc9113_4_3, wrong_frame_inside_a_block_is_still_only_one_error) {
  server()
      .receives(frames().headers_block(1, hex("82 87"), 0).raw(Type::ping, 0, 1, hex("00")))
      .is_connection_error(protocol_error);
}

// "A receiving endpoint reassembles the field block by concatenating its fragments"
TEST(Rfc9113_4_3, block_may_be_cut_anywhere) {
  for (std::size_t parts = 1; parts <= 9; ++parts) {
    SCOPED_TRACE(parts);
    const auto verdict = server().receives(frames().headers_in(parts, 1, get.with("x-name", "value"), end_stream));
    verdict.is_ignored();
    EXPECT_THAT(verdict.events(), testing::ElementsAre("request 1 GET https://example.org/ x-name=value end"));
  }
}

// "An endpoint receiving HEADERS, PUSH_PROMISE, or CONTINUATION frames needs to reassemble field blocks and perform
// decompression even if the frames are to be discarded."
TEST(Rfc9113_4_3, block_of_a_refused_stream_is_decompressed) {
  h2::Options one_stream;
  one_stream.limits.streams = 1;
  Frames sent;
  sent.headers(1, post).headers(3, get.with("x-first", "kept"), end_stream).rst_stream(1).then();
  sent.headers(5, get.with("x-first", "kept"), end_stream);
  const auto verdict = server().with(one_stream).receives(sent);
  EXPECT_THAT(verdict.events(), testing::Contains("request 5 GET https://example.org/ x-first=kept end"));
}

TEST(Rfc9113_4_3, block_of_a_malformed_request_is_decompressed) {
  const auto verdict = server().receives(frames()
                                             .headers(1, get.with("Upper", "case").with("x-first", "kept"), end_stream)
                                             .headers(3, get.with("x-first", "kept"), end_stream));
  verdict.is_stream_error(1, protocol_error);
  EXPECT_THAT(verdict.events(), testing::Contains("request 3 GET https://example.org/ x-first=kept end"));
}

TEST(Rfc9113_4_3, block_on_a_closed_stream_is_decompressed) {
  const auto verdict = server().receives(frames()
                                             .headers(1, post)
                                             .rst_stream(1)
                                             .then()
                                             .headers(1, trailers().with("x-first", "kept"), end_stream)
                                             .headers(3, get.with("x-first", "kept"), end_stream));
  verdict.is_stream_error(1, stream_closed);
  EXPECT_THAT(verdict.events(), testing::Contains("request 3 GET https://example.org/ x-first=kept end"));
}

TEST(Rfc9113_4_3, block_that_crosses_our_reset_is_decompressed) {
  Clock clock;
  Endpoint endpoint(Role::client, clock);
  endpoint.request("GET", "/");
  endpoint.request("GET", "/");
  Frames sent;
  endpoint.receive(sent.settings().settings_ack().octets());
  endpoint.produce();
  endpoint.connection().reset(1, cancel, "not_wanted");
  endpoint.produce();
  Frames late;
  late.headers(1, response(200).with("x-first", "kept"), end_stream);
  late.headers(3, response(200).with("x-first", "kept"), end_stream);
  endpoint.receive(late.octets());
  EXPECT_THAT(endpoint.events(), testing::Contains("response 3 200 x-first=kept end"));
}

}  // namespace
}  // namespace weft::conformance
