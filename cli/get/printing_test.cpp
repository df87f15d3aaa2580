#include <cli/get/printing.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <weft/io/reason.hpp>

namespace weft::cli::get {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

const auto today = std::chrono::system_clock::time_point(1'000'000h);

Response response_of(std::string type, std::string body) {
  Response response;
  response.status = http::Status::ok;
  response.version = http::Version::http2;
  response.why = VersionReason::alpn_h2;
  if (!type.empty()) response.fields.add(http::FieldName::content_type, type);
  response.body = std::move(body);
  response.timing = {.resolve = 1ms, .connect = 500us, .tls = 4ms, .wait = 4ms, .receive = 500us, .total = 10ms};
  io::TlsFacts tls;
  tls.version = "TLSv1.3";
  tls.certificate =
      std::make_shared<io::PeerCertificate>(io::PeerCertificate{"*.example.org", "/CN=x", today + 61 * 24h});
  response.connection =
      std::make_shared<ConnectionFacts>(ConnectionFacts{.id = 7, .peer = "127.0.0.1:443", .tls = tls});
  return response;
}

ClientError refused() {
  return {.stage = ClientError::Stage::connect,
          .close = {http::Scope::connection, http::Blame::peer, 0, io::Reason::connection_refused}};
}

TEST(Printing, the_head_line_says_what_came_and_how) {
  Response response = response_of("application/json; charset=utf-8", std::string(214, 'x'));
  EXPECT_EQ(head_line(response, response.body.size()),
            "200  HTTP/2  application/json  214 B  in 10.0 ms (new connection, TLS 1.3)\n");
  response.reused = true;
  EXPECT_THAT(head_line(response, response.body.size()), HasSubstr("(same connection, TLS 1.3)"));
  EXPECT_EQ(head_line(response_of("", ""), 0), "200  HTTP/2  0 B  in 10.0 ms (new connection, TLS 1.3)\n");
}

TEST(Printing, a_pushed_response_has_a_line_of_its_own) {
  Response response = response_of("text/css", "p{}");
  response.url = "https://a.test/style.css";
  response.pushed = true;
  EXPECT_EQ(pushed_line(response), "pushed  200  text/css  3 B  /style.css\n");
  EXPECT_THAT(head_line(response, 3), HasSubstr("(pushed)"));
  const auto json = nlohmann::json::parse(pushed_json_line(response));
  EXPECT_EQ(json["pushed_url"], "https://a.test/style.css");
  EXPECT_EQ(json["status"], 200);
  EXPECT_EQ(json["pushed"], true);
}

TEST(Printing, a_failure_is_one_line_with_its_reason_and_what_to_do) {
  EXPECT_EQ(failure_line("https://a.test/", refused()),
            "weft: https://a.test/: connect: connection_refused; is the server running, and on this port?\n");
}

TEST(Printing, why_names_version_certificate_limits_and_cost) {
  Response response = response_of("", "");
  EXPECT_EQ(why_line(response, Allowed{.streams = 100, .window = 65'536}, 1, today),
            "HTTP/2 because alpn_h2 · certificate *.example.org (61 days) · 100 streams, window 64.0 KiB · "
            "3 round trips · 1 connection\n");
  EXPECT_THAT(why_line(response, Allowed{.streams = 1, .window = 1}, 1, today),
              HasSubstr(" · 1 stream, window 1 B · "));
  EXPECT_THAT(why_line(response, std::nullopt, 2, today + 62 * 24h),
              HasSubstr("(expired 1 days ago) · 3 round trips · 2 connections"));
  const std::string reasons = reasons_of(response, std::nullopt, today);
  response.reused = true;
  EXPECT_THAT(why_line(response, std::nullopt, 1, today), HasSubstr("· 1 round trip ·"));
  EXPECT_EQ(reasons_of(response, std::nullopt, today), reasons);
}

TEST(Printing, why_is_broken_between_its_facts_alone) {
  EXPECT_EQ(folded("one · two words · three\n", 80), "one · two words · three\n");
  EXPECT_EQ(folded("one · two words · three\n", 15), "one · two words\n  · three\n");
  EXPECT_EQ(folded("one · two words · three\n", 14), "one\n  · two words\n  · three\n");
  EXPECT_EQ(folded("one · two words\n", 2), "one\n  · two words\n");
}

TEST(Printing, words_are_not_broken) {
  EXPECT_EQ(wrapped("one two three\n", 80), "one two three\n");
  EXPECT_EQ(wrapped("one two three\n", 13), "one two three\n");
  EXPECT_EQ(wrapped("one two  three\n", 9), "one two\n  three\n");
  EXPECT_EQ(wrapped("one two three\n", 7), "one two\n  three\n");
  EXPECT_EQ(wrapped("éé éé éé\n", 5), "éé éé\n  éé\n");
  EXPECT_EQ(wrapped("a_long_word next\n", 5), "a_long_word next\n");
}

TEST(Printing, timing_has_a_bar_for_each_part) {
  const std::string lines = timing_lines(response_of("", "").timing, {});
  EXPECT_THAT(lines, HasSubstr("  queue          0.0 ms\n"));
  EXPECT_THAT(lines, HasSubstr("  resolve        1.0 ms  ████\n"));
  EXPECT_THAT(lines, HasSubstr("  connect        0.5 ms      ██\n"));
  EXPECT_THAT(lines, HasSubstr("  receive        0.5 ms                                        ██\n"));
  EXPECT_THAT(lines, HasSubstr("  total         10.0 ms\n"));
}

TEST(Printing, timing_says_what_a_body_has_waited_for) {
  Timing timing = response_of("", "").timing;
  timing.receive = 100ms;
  EXPECT_THAT(timing_lines(timing, 4ms), HasSubstr("\n            window 4.0, path 96.0\n  total"));
  timing.held = 30ms;
  EXPECT_THAT(timing_lines(timing, 34ms), HasSubstr("\n            held back 30.0, window 4.0, path 66.0\n  total"));
  EXPECT_THAT(timing_lines(timing, 20ms), HasSubstr("\n            held back 30.0, path 70.0\n  total"));
  timing.waits[http::Wait::pool] = 20ms;
  timing.waits[http::Wait::socket] = 15ms;
  timing.waits[http::Wait::priority] = 9ms;
  EXPECT_THAT(timing_lines(timing, 20ms), HasSubstr(" path 70.0\n            waited: pool 20.0, socket 15.0\n  total"));
}

TEST(Printing, json_on_a_terminal_has_a_line_for_each_member) {
  EXPECT_EQ(for_terminal(response_of("application/problem+json", "{\"a\":1}")), "{\n  \"a\": 1\n}\n");
  EXPECT_EQ(for_terminal(response_of("application/json", "{no json")), "{no json\n");
  EXPECT_EQ(for_terminal(response_of("text/plain", "{\"a\":1}")), "{\"a\":1}\n");
}

TEST(Printing, a_terminal_gets_no_binary_and_obeys_nobody) {
  const auto refused = for_terminal(response_of("image/png", "\x89PNG"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error(), HasSubstr("4 B of image/png"));
  EXPECT_THAT(refused.error(), HasSubstr("-o FILE"));
  EXPECT_EQ(for_terminal(response_of("text/plain", "\x1b[31mred\r\nplain")), "\\x1b[31mred\r\nplain\n");
  Response response = response_of("text/\x1b[2J", "");
  response.fields.add("x", "\x1b]0;t\a");
  EXPECT_THAT(head_line(response, response.body.size()) + head_text(response), Not(HasSubstr("\x1b")));
}

TEST(Printing, the_report_for_programs_is_one_line_of_ascii) {
  Response response = response_of("text/plain", "hello");
  response.fields.add("x-name", "Z\xc3\xbcrich \xff");
  response.timing.waits[http::Wait::pool] = 3ms;
  const std::string line = json_line("https://a.test/", ClientResult(std::move(response)), Exit::ok, "file", 5);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto report = nlohmann::json::parse(line);
  EXPECT_EQ(report["status"], 200);
  EXPECT_EQ(report["why"], "alpn_h2");
  EXPECT_EQ(report["body_octets"], 5);
  EXPECT_EQ(report["file"], "file");
  EXPECT_EQ(report["connection"]["tls"]["certificate"]["name"], "*.example.org");
  EXPECT_EQ(report["timing_ms"]["total"], 10.0);
  EXPECT_EQ(report["timing_ms"]["waits"]["pool"], 3.0);
  EXPECT_EQ(report["timing_ms"]["waits"].size(), 7u);
  const auto failure =
      nlohmann::json::parse(json_line("https://a.test/", ClientResult(fail(refused())), Exit::connect, "", 0));
  EXPECT_EQ(failure["exit_code"], 7);
  EXPECT_EQ(failure["error"]["reason"], "connection_refused");
}

TEST(Printing, octets_have_units) {
  EXPECT_EQ(octets_text(1023), "1023 B");
  EXPECT_EQ(octets_text(1536), "1.5 KiB");
  EXPECT_EQ(octets_text(5'242'880), "5.0 MiB");
}

}  // namespace
}  // namespace weft::cli::get
