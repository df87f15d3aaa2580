#include <weft/trace/format.hpp>

#include <weft/trace/notes_test.hpp>
#include <weft/trace/recording/recorded_reason.hpp>

namespace weft::trace {
namespace format_test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testkit::end_stream;
using testkit::Frames;

std::string received(const Frames& frames, const FormatOptions& options) {
  Notes notes(options);
  Tap(http::Role::client, http::Version::http2, notes).received(frames.octets(), Time());
  return notes.text;
}

TEST(Format, shows_fields_and_settings_in_detail) {
  Frames frames;
  frames.settings({{frame::SettingId::max_concurrent_streams, 100}, {static_cast<frame::SettingId>(0x99), 5}});
  frames.headers(1, testkit::response(200).with("content-type", "text/plain"), end_stream);
  EXPECT_EQ(received(frames, {.detail = true}),
            "     0.0 ms  ←  SETTINGS      0     2 values\n"
            "                 MAX_CONCURRENT_STREAMS 100: streams at a time\n"
            "                 0x0099 5: unknown\n"
            "     0.0 ms  ←  HEADERS       1     200   end of response   32 B → 10 B\n"
            "                 :status: 200\n"
            "                 content-type: text/plain\n");
}

TEST(Format, shows_secrets_only_where_that_is_asked_for) {
  Frames frames;
  frames.headers(1, testkit::response(200).with("set-cookie", "id=hidden").with("cookie", "id=hidden"));
  EXPECT_THAT(received(frames, {.detail = true}), HasSubstr("set-cookie: (9 B, not shown)\n"));
  EXPECT_THAT(received(frames, {.detail = true}), Not(HasSubstr("hidden")));
  Frames again;
  again.headers(1, testkit::response(200).with("authorization", "Basic abc"));
  EXPECT_THAT(received(again, {.detail = true, .secrets = true}), HasSubstr("authorization: Basic abc\n"));
}

TEST(Format, lets_no_octet_through_that_a_terminal_obeys) {
  Frames frames;
  frames.headers(1, testkit::response(200).with("x", "\x1b[31mred"));
  frames.goaway(1, frame::ErrorCode::no_error, "\x1b]0;title\a");
  frames.add(frame::Altsvc{.stream = 1, .value = "\x1b[2J"});
  const std::string text = received(frames, {.detail = true});
  EXPECT_THAT(text, HasSubstr("x: \\x1b[31mred"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

// As a recording that was made by hand may have them.
TEST(Format, makes_reasons_printable) {
  const Format format(http::Role::client, Time(), {});
  const auto text_of = [&](const What& what) { return format.lines({Time(), Direction::received, what}); };
  EXPECT_EQ(text_of(Unreadable{"\x1b[2J"}), "     0.0 ms  ←  unreadable: \\x1b[2J\n");
  EXPECT_EQ(text_of(Stopped{"\x1b[2J"}), "     0.0 ms  ·  the recording ends by its \\x1b[2J\n");
  EXPECT_EQ(text_of(Ended{{.reason = recorded_reason("\x1b[2J")}}), "     0.0 ms  ·  end: \\x1b[2J\n");
}

TEST(Format, names_the_connection_where_there_are_many) {
  EXPECT_THAT(received(testkit::frames().ping(), {.connection = "2:"}), HasSubstr("PING          2:0\n"));
  Notes of_client({.connection = "2:"});
  Tap(http::Role::client, http::Version::http2, of_client).sent(testkit::frames().preface().octets(), Time());
  EXPECT_EQ(of_client.text, "     0.0 ms  →  2: preface          HTTP/2\n");
  Notes notes({.connection = "2:"});
  Tap(http::Role::client, http::Version::http2, notes).ended({}, Time());
  EXPECT_EQ(notes.text, "     0.0 ms  ·  2: end:\n");
}

TEST(Format, has_lines_that_are_no_frame) {
  EXPECT_EQ(note_line(std::chrono::microseconds(1250), "2: connected"), "     1.2 ms  ·  2: connected\n");
}

TEST(Format, tells_trailers_from_heads) {
  Frames frames;
  frames.headers(1, testkit::response(200)).headers(1, testkit::trailers(), end_stream);
  EXPECT_THAT(received(frames, {}), HasSubstr("HEADERS       1     trailers   end of response"));
}

}  // namespace
}  // namespace format_test
}  // namespace weft::trace
