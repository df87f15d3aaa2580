#include <weft/trace/recording/recorder.hpp>

#include <weft/trace/recording/json_text.hpp>
#include <weft/trace/recording/recorded_test.hpp>

namespace weft::trace {
namespace recorder_test {
namespace {

using testing::HasSubstr;
using testing::Not;
using testkit::end_stream;
using testkit::Frames;
using testkit::request;
using testkit::response;

constexpr std::string_view credential = "Basic bWFyZ2FyZXQ6aHVudGVyMg==";
constexpr std::string_view token = "session-7c1d55";
constexpr std::string_view body_text = "the body of nobody else";

// Credentials in a field that is never indexed (RFC 7541 6.2.3), a cookie that may be, and a body.
Frames asked() {
  Frames frames;
  frames.preface().settings({{frame::SettingId::initial_window_size, 70'000}});
  const testkit::Bytes head = frames.block(request("POST", "/a?key=verborgen").with("cookie", std::string(token)));
  testkit::Bytes block = head;
  const std::string never = std::string("\x10\x0d", 2) + "authorization" + static_cast<char>(credential.size());
  for (const char c : never + std::string(credential)) block.push_back(static_cast<std::uint8_t>(c));
  frames.headers_block(1, block, frame::flag::end_headers);
  frames.data(1, body_text, end_stream).goaway(0, frame::ErrorCode::no_error, "debug of mine");
  frames.raw(static_cast<frame::Type>(0xf0), 0, 0, as_octets("extension of mine"));
  return frames;
}

Frames answered() {
  Frames frames;
  frames.settings().headers(1, response(200).with("set-cookie", std::string(token))).data(1, body_text, end_stream);
  return frames;
}

std::string without_octets(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at) + 1;
    const std::string line = text.substr(at, end - at);
    if (line.find("weft:octets") == line.npos) out += line;
    at = end;
  }
  return out;
}

std::string without_times(std::string text) {
  for (std::size_t at = 0; (at = text.find("\"time\":", at)) != text.npos; ++at) {
    text.erase(at + 7, text.find(',', at) - at - 7);
  }
  return text;
}

TEST(Recorder, writes_a_file_of_qlog) {
  Recorded recorded;
  recorded.received(asked().octets());
  EXPECT_THAT(recorded.text, testing::StartsWith("\x1e{\"file_schema\":\"urn:ietf:params:qlog:file:sequential\","));
  EXPECT_THAT(recorded.text, HasSubstr(R"("vantage_point":{"type":"server"})"));
  EXPECT_THAT(recorded.text, HasSubstr(R"("wall_clock_time":"2026-11-29T12:00:00.250Z")"));
  EXPECT_THAT(recorded.text, HasSubstr(R"("event_schemas":["urn:ietf:params:qlog:events:http2-00",)"));
  EXPECT_THAT(
      recorded.text,
      HasSubstr(R"({"time":1.500000,"name":"http2:frame_parsed","data":{"stream_id":0,"length":6,"frame":)"
                R"({"frame_type":"settings","settings":[{"name":"settings_initial_window_size","value":70000}]})"));
  EXPECT_THAT(recorded.text, HasSubstr(R"("frame_type":"headers","headers":[{"name":":method","value":"POST"})"));
  EXPECT_THAT(recorded.text,
              HasSubstr(R"("frame":{"frame_type":"data","end_stream":true,"raw":{"payload_length":23}})"));
  EXPECT_THAT(recorded.text, HasSubstr(R"("frame_type":"unknown","frame_type_bytes":240)"));
}

TEST(Recorder, keeps_no_secret_in_any_form) {
  Recorded recorded;
  const Frames in = asked();
  const Frames out = answered();
  recorded.received(in.octets()).sent(out.octets());
  for (const std::string_view secret : {credential, token, body_text, std::string_view("verborgen"),
                                        std::string_view("debug of mine"), std::string_view("extension of mine")}) {
    EXPECT_THAT(recorded.text, Not(HasSubstr(std::string(secret)))) << secret;
    EXPECT_THAT(recorded.text, Not(HasSubstr(hex(as_octets(secret))))) << secret;
  }
  EXPECT_THAT(recorded.text, HasSubstr(R"({"name":"authorization","never_indexed":true})"));
  EXPECT_THAT(recorded.text, HasSubstr(R"({"name":":path","value_length":16,"value_hash":")"));
  EXPECT_THAT(recorded.text, HasSubstr(R"("raw":{"length":)"));
}

TEST(Recorder, keeps_everything_where_values_are_wanted) {
  Recorded recorded(http::Version::http2, true);
  const Frames in = asked();
  recorded.received(in.octets());
  for (const std::string_view text : {credential, token, std::string_view("verborgen")}) {
    EXPECT_THAT(recorded.text, HasSubstr(std::string(text)));
  }
  EXPECT_THAT(recorded.text, HasSubstr(hex(in.octets())));
}

TEST(Recorder, writes_the_same_under_every_cut) {
  const Frames in = asked();
  std::string first;
  testkit::for_each_segmentation(in.octets(), [&](const testkit::Segmentation& cut) {
    Recorded recorded;
    for (const Octets piece : cut.pieces) recorded.received(piece);
    const std::string text = without_times(without_octets(recorded.text));
    if (first.empty()) first = text;
    EXPECT_EQ(text, first);
  });
  EXPECT_THAT(first, HasSubstr("frame_parsed"));
}

TEST(Recorder, hides_the_target_of_a_request_line) {
  constexpr std::string_view head = "GET /a?key=verborgen HTTP/1.1\r\nhost: example.org\r\n\r\n";
  Recorded hiding(http::Version::http11);
  hiding.received(as_octets(head)).sent(as_octets("HTTP/1.1 204 No Content\r\n\r\n"));
  EXPECT_THAT(hiding.text, Not(HasSubstr("verborgen")));
  EXPECT_THAT(hiding.text, HasSubstr(R"("start":"GET (16 B, )"));
  EXPECT_THAT(hiding.text, HasSubstr(R"( HTTP/1.1","headers":[{"name":"host","value_length":11)"));
  EXPECT_THAT(hiding.text, HasSubstr(R"("start":"HTTP/1.1 204 No Content")"));
  Recorded showing(http::Version::http11, true);
  showing.received(as_octets(head));
  EXPECT_THAT(showing.text, HasSubstr(R"("start":"GET /a?key=verborgen HTTP/1.1")"));
}

// Names are shown, and so is a method: a peer that is wrong, or hostile, may write anything in their places.
TEST(Recorder, hides_what_only_stands_where_a_name_does) {
  Recorded lines(http::Version::http11);
  lines.received(as_octets("GET / HTTP/1.1\r\nhost: a\r\n  folded-verborgen\r\n verborgen: b\r\nverborgen\r\n\r\n"));
  EXPECT_THAT(lines.text, HasSubstr("weft:http1_head"));
  EXPECT_THAT(lines.text, Not(HasSubstr("verborgen")));
  Recorded fields;
  Frames frames;
  frames.preface().headers(1, request("GET verborgen").with("verborgen value", "x"), end_stream);
  fields.received(frames.octets());
  EXPECT_THAT(fields.text, HasSubstr(R"("name":":method","value_length":13)"));
  EXPECT_THAT(fields.text, Not(HasSubstr("verborgen")));
}

// A peer that speaks something else behind the preface.
TEST(Recorder, hides_text_where_a_frame_should_begin) {
  for (const bool values : {false, true}) {
    Recorded recorded(http::Version::http2, values);
    Frames frames;
    frames.preface().raw(as_octets("verborgen and more"));
    recorded.received(frames.octets());
    EXPECT_THAT(recorded.text, HasSubstr("weft:faulty_frame"));
    // The length and the type of the frame that it would be.
    EXPECT_THAT(recorded.text,
                HasSubstr(values ? R"("header":"766572626f7267656e")" : R"("header":"766572620000000000")"));
  }
}

// HTTP/1.1 marks no field, and a client of HTTP/2 may have forgotten to.
TEST(Recorder, has_the_name_of_a_credential_alone) {
  Recorded lines(http::Version::http11);
  lines.received(as_octets("GET / HTTP/1.1\r\nAuthorization: Basic eDp5\r\nProxy-Authorization: Basic eDp5\r\n\r\n"));
  EXPECT_THAT(lines.text, HasSubstr(R"([{"name":"Authorization"},{"name":"Proxy-Authorization"}])"));
  Recorded fields;
  Frames frames;
  testkit::Bytes block = frames.preface().block(request("GET"));
  // RFC 7541 6.2.2: without indexing, which later hops may do.
  for (const char c : std::string("\x00\x0d", 2) + "authorization\x0a" + "Basic eDp5") {
    block.push_back(static_cast<std::uint8_t>(c));
  }
  frames.headers_block(1, block, frame::flag::end_headers);
  fields.received(frames.octets());
  EXPECT_THAT(fields.text, HasSubstr(R"({"name":"authorization"})"));
}

TEST(Recorder, tells_calls_only_with_values) {
  const std::array<std::uint64_t, 2> numbers{65'536, 40};
  for (const bool values : {false, true}) {
    Recorded recorded(http::Version::http2, values);
    recorded.recorder().on_call({.time = recorded.now(), .verb = Verb::produce, .numbers = numbers});
    const auto is_told = HasSubstr(R"("name":"weft:call","data":{"call":"produce","message":0,"numbers":[65536,40]}})");
    EXPECT_EQ(testing::Value(recorded.text, is_told), values);
  }
}

}  // namespace
}  // namespace recorder_test
}  // namespace weft::trace
