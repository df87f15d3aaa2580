#include <cli/inspect/recording/summary.hpp>

#include <weft/trace/recording/recorded_test.hpp>

namespace weft::cli::inspect {
namespace summary_test {
namespace {

using testing::HasSubstr;
using testkit::end_stream;
using testkit::Frames;

TEST(Summary, has_a_line_for_each_stream) {
  Frames in;
  in.preface().settings().headers(1, testkit::request("GET", "/a"), end_stream);
  in.headers(3, testkit::request("POST", "/b")).data(3, "four", end_stream);
  Frames out;
  out.settings().headers(1, testkit::response(200)).data(1, "hello", end_stream);
  out.headers(3, testkit::response(503)).rst_stream(3);
  trace::Recorded recorded;
  recorded.received(in.octets()).sent(out.octets()).ended();
  const std::string text = summary_of(trace::read(recorded.text));
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
  EXPECT_THAT(summary_of(trace::read(recorded.text)), HasSubstr("3.0 ms for windows of the client"));
}

TEST(Summary, knows_HTTP_1_1) {
  trace::Recorded recorded(http::Version::http11, true);
  recorded.received(as_octets("GET /a HTTP/1.1\r\nhost: a\r\n\r\n"));
  recorded.sent(as_octets("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"));
  EXPECT_THAT(summary_of(trace::read(recorded.text)),
              testing::ContainsRegex(" 1 +1.5 ms +1.5 ms +1.5 ms +0 B +5 B  GET /a  200\n"));
}

}  // namespace
}  // namespace summary_test
}  // namespace weft::cli::inspect
