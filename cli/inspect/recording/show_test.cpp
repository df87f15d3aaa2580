#include <cli/inspect/recording/show.hpp>

#include <sstream>

#include <weft/trace/recording/recorded_test.hpp>

namespace weft::cli::inspect {
namespace show_test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testkit::end_stream;
using testkit::Frames;

// Two requests, of which the second one has a promised companion, and their answers.
trace::Recording two_requests(bool values = true) {
  Frames in;
  in.preface().settings();
  in.headers(1, testkit::request("GET", "/a").with("cookie", "id=secret"), end_stream);
  in.headers(3, testkit::request("GET", "/b"), end_stream).priority_update(3, "u=1");
  Frames out;
  out.settings().headers(1, testkit::response(200)).data(1, "hello", end_stream);
  out.push_promise(3, 2, testkit::request("GET", "/c")).headers(3, testkit::response(204), end_stream);
  trace::Recorded recorded(http::Version::http2, values);
  recorded.received(in.octets()).sent(out.octets()).ended();
  return trace::read(recorded.text);
}

std::string shown(const trace::Recording& recording, const RecordingOptions& options) {
  std::ostringstream out;
  show(recording, options, out);
  return out.str();
}

TEST(Show, has_a_line_for_each_frame) {
  const std::string text = shown(two_requests(), {});
  EXPECT_THAT(text,
              testing::StartsWith("     0.0 ms  ·  HTTP/2   server 127.0.0.1:8443   client 127.0.0.1:5123   TLS   "
                                  "2026-11-29T12:00:00.250Z\n     1.5 ms  ←  preface             HTTP/2\n"));
  EXPECT_THAT(text, HasSubstr("     3.0 ms  →  DATA          1     end of response   5 B\n"));
  EXPECT_THAT(text, HasSubstr("GET https://example.org/a\n"));
  EXPECT_THAT(text, HasSubstr("·  end:"));
}

TEST(Show, hides_credentials_until_they_are_asked_for) {
  EXPECT_THAT(shown(two_requests(), {.detail = true}), HasSubstr("cookie: (9 B, not shown)\n"));
  EXPECT_THAT(shown(two_requests(), {.detail = true, .values = true}), HasSubstr("cookie: id=secret\n"));
  const std::string without = shown(two_requests(false), {.detail = true, .values = true});
  EXPECT_THAT(without, HasSubstr("without values\n"));
  EXPECT_THAT(without, HasSubstr("cookie: (never indexed, not kept)\n"));
  EXPECT_THAT(without, Not(HasSubstr("secret")));
}

TEST(Show, has_one_stream_where_that_is_wanted) {
  const std::string text = shown(two_requests(), {.streams = {3}});
  EXPECT_THAT(text, HasSubstr("HEADERS       3     204"));
  EXPECT_THAT(text, HasSubstr("PUSH_PROMISE  3     promises 2"));
  EXPECT_THAT(text, HasSubstr("PRIORITY_UPDATE 0     stream 3: u=1"));
  EXPECT_THAT(text, HasSubstr("·  end:"));
  EXPECT_THAT(text, Not(HasSubstr("DATA ")));
  EXPECT_THAT(text, Not(HasSubstr("SETTINGS")));
  EXPECT_THAT(shown(two_requests(), {.streams = {2}}), HasSubstr("promises 2"));
}

TEST(Show, has_some_frames_where_those_are_wanted) {
  const std::string text = shown(two_requests(), {.streams = {1}, .frames = {"data"}});
  EXPECT_THAT(text, HasSubstr("DATA          1"));
  EXPECT_THAT(text, Not(HasSubstr("HEADERS")));
}

TEST(Show, has_the_notes_of_the_engine_among_the_frames) {
  Frames in;
  in.preface().headers(1, testkit::request("GET", "/a").with("x-name", "value"), end_stream);
  trace::Recorded recorded;
  recorded.received(in.octets());
  recorded.recorder().on_note({recorded.now(), trace::SchedulePick{.stream = 3, .octets = 5}});
  const trace::Recording recording = trace::read(recorded.text);
  EXPECT_THAT(shown(recording, {}), testing::EndsWith("     1.5 ms  ·  pick          3     5 B\n"));
  EXPECT_THAT(shown(recording, {}), HasSubstr("HPACK         1     ← in: "));
  EXPECT_THAT(shown(recording, {.streams = {1}}), Not(HasSubstr("pick")));
  EXPECT_THAT(shown(recording, {.frames = {"HEADERS"}}), Not(HasSubstr("pick")));
  EXPECT_THAT(shown(recording, {.streams = {3}, .frames = {"PICK"}}), HasSubstr("pick          3 "));
}

TEST(Show, tells_that_the_recording_was_stopped) {
  trace::Recorded recorded;
  recorded.recorder().on_event({recorded.now(), trace::Direction::received, trace::Stopped{"size"}});
  const trace::Recording recording = trace::read(recorded.text);
  EXPECT_THAT(shown(recording, {.streams = {9}}), testing::EndsWith("  ·  the recording ends by its size\n"));
}

TEST(Show, tells_messages_of_HTTP_1_1) {
  trace::Recorded recorded(http::Version::http11, true);
  recorded.received(as_octets("GET /a HTTP/1.1\r\nhost: a\r\n\r\nGET /b HTTP/1.1\r\nhost: a\r\n\r\n"));
  const trace::Recording recording = trace::read(recorded.text);
  const std::string text = shown(recording, {.streams = {2}, .frames = {"request"}});
  EXPECT_THAT(text, HasSubstr("GET /b HTTP/1.1\n"));
  EXPECT_THAT(text, Not(HasSubstr("GET /a")));
}

}  // namespace
}  // namespace show_test
}  // namespace weft::cli::inspect
