#include <cli/inspect/recording/summary.hpp>

#include <algorithm>

#include <weft/trace/recording/recorded_test.hpp>

namespace weft::cli::inspect {
namespace summary_test {
namespace {

using testing::HasSubstr;
using testkit::end_stream;
using testkit::Frames;

std::string summary(const trace::Recorded& recorded, const RecordingOptions& options = {}) {
  return summary_of(trace::read(recorded.text), options);
}

TEST(Summary, has_a_line_for_each_stream) {
  Frames in;
  in.preface().settings().headers(1, testkit::request("GET", "/a"), end_stream);
  in.headers(3, testkit::request("POST", "/b")).data(3, "four", end_stream);
  Frames out;
  out.settings().headers(1, testkit::response(200)).data(1, "hello", end_stream);
  out.headers(3, testkit::response(503)).rst_stream(3);
  trace::Recorded recorded;
  recorded.received(in.octets()).sent(out.octets()).ended();
  const std::string text = summary(recorded);
  EXPECT_THAT(text, HasSubstr("2 messages in 3.0 ms; the end: "));
  EXPECT_THAT(text, testing::ContainsRegex(" 1 +1.5 ms +1.5 ms +1.5 ms +0 B +5 B  GET \\(2 B, [0-9a-f]+\\)  200\n"));
  EXPECT_THAT(text, testing::ContainsRegex(" 3 +1.5 ms +1.5 ms +1.5 ms +4 B +0 B  POST .*  503  CANCEL\n"));
  EXPECT_THAT(text, testing::ContainsRegex("received .*1 DATA   2 HEADERS   1 SETTINGS   fields [0-9]+ B → [0-9]+ B, "
                                           "[0-9]+ % saved by HPACK\n"));
  EXPECT_THAT(text, HasSubstr("waits     3.0 ms for heads of responses, 0.0 ms for windows of the client"));
}

// The client's window of a stream lets four octets through, and no more for 3 ms.
TEST(Summary, counts_waits_for_windows) {
  Frames in;
  in.preface().settings({{frame::SettingId::initial_window_size, 4}}).headers(1, testkit::request("GET"), end_stream);
  Frames out;
  out.headers(1, testkit::response(200)).data(1, "four");
  Frames more;
  more.window_update(1, 4);
  Frames rest;
  rest.ping();
  trace::Recorded recorded;
  recorded.received(in.octets()).sent(out.octets()).received(rest.octets()).received(more.octets()).ended();
  EXPECT_THAT(summary(recorded), HasSubstr("3.0 ms for windows of the client"));
}

// The connection's window is used up by another stream when the first one is over, and stays closed.
TEST(Summary, counts_no_closed_window_behind_the_end_of_a_stream) {
  Frames in;
  in.preface().headers(1, testkit::request("GET"), end_stream).headers(3, testkit::request("GET"), end_stream);
  Frames out;
  out.headers(1, testkit::response(200)).data(1, "over", end_stream).headers(3, testkit::response(200));
  Frames more;
  for (std::size_t left = 65'535 - 4; left > 0;) {
    const std::size_t size = std::min<std::size_t>(left, 16'384);
    more.data(3, std::string(size, 'x'));
    left -= size;
  }
  Frames rest;
  rest.ping();
  trace::Recorded recorded;
  recorded.received(in.octets()).sent(out.octets()).sent(more.octets());
  recorded.received(rest.octets()).received(rest.octets()).ended();
  EXPECT_THAT(summary(recorded), HasSubstr("3.0 ms for windows of the client"));
}

// 413 comes before the request is over, and the other stream's answer 1.5 ms behind it.
TEST(Summary, does_not_wait_for_a_response_before_the_end_of_its_request) {
  Frames in;
  in.preface().headers(1, testkit::request("POST", "/a")).headers(3, testkit::request("GET", "/b"), end_stream);
  Frames out;
  out.headers(1, testkit::response(413), end_stream).headers(3, testkit::response(200), end_stream);
  Frames rest;
  rest.data(1, "body", end_stream);
  trace::Recorded recorded;
  recorded.received(in.octets()).sent(out.octets()).received(rest.octets()).ended();
  const std::string text = summary(recorded);
  EXPECT_THAT(text, testing::ContainsRegex(" 1 +1.5 ms +early +early +4 B +0 B  POST .*  413\n"));
  EXPECT_THAT(text, HasSubstr("waits     1.5 ms for heads of responses"));
}

TEST(Summary, is_of_the_streams_and_frames_that_are_chosen) {
  Frames in;
  in.preface().headers(1, testkit::request("GET", "/a"), end_stream).headers(3, testkit::request("GET"), end_stream);
  Frames out;
  out.settings().headers(1, testkit::response(200)).data(1, "hello", end_stream);
  out.headers(3, testkit::response(503), end_stream);
  trace::Recorded recorded;
  recorded.received(in.octets()).sent(out.octets());
  recorded.recorder().on_note({recorded.now(), trace::SchedulePick{.stream = 3, .octets = 5}});
  const std::string third = summary(recorded, {.streams = {3}});
  EXPECT_THAT(third, HasSubstr("1 messages in 3.0 ms"));
  EXPECT_THAT(third, testing::Not(HasSubstr("200\n")));
  EXPECT_THAT(third, HasSubstr("  503\n"));
  EXPECT_THAT(third, HasSubstr("sent        1 HEADERS   fields "));
  EXPECT_THAT(third, HasSubstr("1 picks of 1 streams"));
  EXPECT_THAT(third, HasSubstr("waits     1.5 ms for heads of responses"));
  const std::string data = summary(recorded, {.frames = {"data"}});
  EXPECT_THAT(data, HasSubstr("2 messages in 3.0 ms"));
  EXPECT_THAT(data, HasSubstr("sent        1 DATA\n"));
  EXPECT_THAT(data, testing::Not(HasSubstr("picks")));
}

TEST(Summary, knows_HTTP_1_1) {
  trace::Recorded recorded(http::Version::http11, true);
  recorded.received(as_octets("GET /a HTTP/1.1\r\nhost: a\r\n\r\n"));
  recorded.sent(as_octets("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"));
  EXPECT_THAT(summary(recorded), testing::ContainsRegex(" 1 +1.5 ms +1.5 ms +1.5 ms +0 B +5 B  GET /a  200\n"));
}

}  // namespace
}  // namespace summary_test
}  // namespace weft::cli::inspect
