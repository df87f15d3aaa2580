#include <weft/trace/http2_direction.hpp>

#include <weft/trace/notes_test.hpp>

namespace weft::trace {
namespace http2_direction_test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testkit::end_stream;
using testkit::Frames;
using testkit::request;
using testkit::response;

std::string sent(const Frames& frames, const FormatOptions& options = {}) {
  return lines_of(http::Version::http2, frames.octets(), {}, options);
}
std::string received(const Frames& frames, const FormatOptions& options = {}) {
  Frames nothing;
  nothing.preface();
  return lines_of(http::Version::http2, nothing.octets(), frames.octets(), options);
}

TEST(Http2Direction, tells_of_each_frame) {
  Frames frames;
  frames.preface().settings({{frame::SettingId::enable_push, 0}}).headers(1, request("GET", "/a"), end_stream);
  frames.window_update(0, 65'535).ping(7).rst_stream(1).priority_update(3, "u=1").goaway(0);
  EXPECT_EQ(sent(frames),
            "     0.0 ms  →  preface             HTTP/2\n"
            "     0.0 ms  →  SETTINGS      0     1 value\n"
            "     0.0 ms  →  HEADERS       1     end of request   50 B → 16 B\n"
            "                 GET https://example.org/a\n"
            "     0.0 ms  →  WINDOW_UPDATE 0     +65,535 B for the connection\n"
            "     0.0 ms  →  PING          0\n"
            "     0.0 ms  →  RST_STREAM    1     CANCEL\n"
            "     0.0 ms  →  PRIORITY_UPDATE 0     stream 3: u=1\n"
            "     0.0 ms  →  GOAWAY        0     last stream 0, NO_ERROR\n");
}

TEST(Http2Direction, joins_a_block_of_many_frames) {
  Frames frames;
  frames.headers_in(3, 1, response(200).with("x-long", std::string(90, 'x')), end_stream);
  const std::string text = received(frames);
  EXPECT_THAT(text, HasSubstr("HEADERS       1     more follows\n"));
  EXPECT_THAT(text, HasSubstr("CONTINUATION  1     more follows\n"));
  EXPECT_THAT(text, HasSubstr("CONTINUATION  1     200   end of response"));
}

TEST(Http2Direction, tells_of_data_when_it_is_whole_and_of_its_content_as_it_comes) {
  Frames frames;
  frames.headers(1, response(200)).add(frame::Data{.stream = 1, .octets = as_octets("hello"), .padding = 9});
  frames.data(1, "", end_stream);
  EXPECT_THAT(received(frames, {.detail = true}), HasSubstr("DATA          1     5 B   and 10 B of padding\n"));
  Notes notes;
  Tap tap(http::Role::client, http::Version::http2, notes);
  for (const Octets piece : testkit::one_at_a_time(frames.octets()).pieces) tap.received(piece, Time());
  EXPECT_EQ(notes.bodies[1], "hello");
  EXPECT_THAT(notes.text, HasSubstr("DATA          1     end of response   0 B\n"));
}

TEST(Http2Direction, reads_promises) {
  Frames frames;
  frames.push_promise(1, 2, request("GET", "/style.css"));
  EXPECT_THAT(received(frames), HasSubstr("PUSH_PROMISE  1     promises 2   "));
  EXPECT_THAT(received(frames), HasSubstr("                 GET https://example.org/style.css\n"));
}

TEST(Http2Direction, says_why_a_block_cannot_be_decoded_and_that_later_ones_cannot) {
  Frames frames;
  frames.headers_block(1, testkit::hex("ff ff ff ff ff ff"), frame::flag::end_headers).headers(3, response(200)).ping();
  const std::string text = received(frames);
  EXPECT_THAT(text, HasSubstr("6 B that cannot be decoded: an integer that is too large"));
  EXPECT_THAT(text, HasSubstr("1 B that cannot be decoded: an earlier block is missing"));
  EXPECT_THAT(text, HasSubstr("PING"));
}

// RFC 9113 6.10: "Any frame of any other type [...] MUST be treated as a connection error".
TEST(Http2Direction, says_which_frame_is_out_of_place) {
  Frames frames;
  frames.headers_block(1, testkit::hex("88"), 0).data(1, "x").continuation(1, testkit::hex("88"));
  const std::string text = received(frames);
  EXPECT_THAT(text, HasSubstr("DATA          1     1 B   out of place\n"));
  EXPECT_THAT(text, HasSubstr("CONTINUATION  1     out of place\n"));
}

TEST(Http2Direction, names_the_fault_of_a_frame_and_goes_on) {
  Frames frames;
  frames.raw(frame::Type::ping, 0, 1, testkit::text("12345678")).ping();
  EXPECT_EQ(received(frames).substr(received(frames).find("←")),
            "←  PING          1     wrong: ping_on_stream\n"
            "     0.0 ms  ←  PING          0\n");
}

TEST(Http2Direction, is_over_where_a_client_has_no_preface) {
  EXPECT_EQ(lines_of(http::Version::http2, as_octets("GET / HTTP/1.1\r\n"), {}),
            "     0.0 ms  →  unreadable: the preface of HTTP/2 was expected\n");
}

// RFC 7541 4.2: a block after the acknowledgment begins with the size of the smaller table.
TEST(Http2Direction, the_compression_context_is_as_large_as_was_acknowledged) {
  Frames ours;
  ours.preface().settings({{frame::SettingId::header_table_size, 0}});
  Frames theirs;
  theirs.settings_ack().headers_block(1, testkit::hex("20 88"), frame::flag::end_headers);
  EXPECT_THAT(lines_of(http::Version::http2, ours.octets(), theirs.octets()), HasSubstr("200   10 B → 2 B"));
  Frames silent;
  silent.settings_ack().headers_block(1, testkit::hex("88"), frame::flag::end_headers);
  EXPECT_THAT(lines_of(http::Version::http2, ours.octets(), silent.octets()), HasSubstr("the table was to shrink"));
}

TEST(Http2Direction, takes_frames_as_large_as_the_other_side_has_allowed) {
  const std::string large(20'000, 'x');
  Frames theirs;
  theirs.data(1, large);
  Frames ours;
  ours.preface();
  EXPECT_THAT(lines_of(http::Version::http2, ours.octets(), theirs.octets()), HasSubstr("wrong: frame_too_large"));
  ours.settings({{frame::SettingId::max_frame_size, 32'768}});
  EXPECT_THAT(lines_of(http::Version::http2, ours.octets(), theirs.octets()), HasSubstr("20,000 B\n"));
}

// A peer that goes on for ever with one block makes us keep no more than 256 KiB of it.
TEST(Http2Direction, counts_a_block_that_is_too_large_to_keep) {
  Frames frames;
  const testkit::Bytes part(16'000, 0);
  frames.headers_block(1, part, 0);
  for (int i = 0; i < 19; ++i) frames.continuation(1, part, 0);
  frames.continuation(1, {});
  EXPECT_THAT(received(frames), HasSubstr("320,000 B that cannot be decoded: too many fields"));
}

}  // namespace
}  // namespace http2_direction_test
}  // namespace weft::trace
