#include <weft/server/log/w3c_format.hpp>

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/server/log/access_record_test.hpp>

namespace weft::server {
namespace {

using std::chrono::milliseconds;
using testing::EndsWith;

std::string line_of(std::string_view fields, const AccessRecord& record) {
  Buffer out;
  W3cFormat(*LogFields::parse(fields)).write(record, out);
  return std::string(as_text(out.readable()));
}

std::string agent_of(std::string_view value) {
  AccessRecord record;
  record.user_agent = value;
  auto line = line_of("cs(User-Agent)", record);
  EXPECT_THAT(line, EndsWith("\n"));
  line.pop_back();
  return line;
}

TEST(W3cFormat, has_every_field) {
  EXPECT_EQ(line_of("date time c-ip s-port cs-method cs-uri-stem cs-uri-query cs-version cs-host", example()),
            "1994-11-06 08:49:37 192.0.2.1 8443 GET /hello/weft a=1&b=2 HTTP/2 example.org:8443\n");
  EXPECT_EQ(line_of("cs(User-Agent),cs(Referer),sc-status,sc-bytes,cs-bytes,time-taken", example()),
            "Mozilla/5.0+(X11;+Linux) https://example.org/ 200 1234 56 1.023\n");
  EXPECT_EQ(line_of(" x-stream-id ,  x-reason x-fallback ", example()), "17 complete no_alpn\n");
  EXPECT_EQ(line_of("x-client-subject x-client-fingerprint", example()), "CN=ada,O=Example+Works 0123abcd\n");
  EXPECT_EQ(line_of("cs-username x-pushed x-push-rung x-connection-id x-tls-version x-tls-cipher", example()),
            "ada 1 early_hints 3 TLSv1.3 TLS_AES_128_GCM_SHA256\n");
  EXPECT_EQ(line_of("x-peer-ip x-requests x-cs-field-octets", example()), "10.0.0.1 9 50\n");
  EXPECT_EQ(line_of("x-cs-hpack-octets x-sc-field-octets x-sc-hpack-octets x-priority", example()),
            "21 120 12 u=2,+i\n");
  EXPECT_EQ(line_of("x-wait-application x-wait-priority x-wait-stream-window x-wait-connection-window "
                    "x-wait-rate-limit x-wait-socket x-wait-pool",
                    example()),
            "0.001 0.002 0.003 0.004 0.005 0.006 0.007\n");
  EXPECT_EQ(line_of("x-slow-cause x-slow-side", example()), "pool client\n");
}

TEST(W3cFormat, writes_the_fields_in_the_order_they_were_named) {
  EXPECT_EQ(line_of("sc-status cs-method sc-status", example()), "200 GET 200\n");
}

TEST(W3cFormat, shows_nothing_as_a_dash) {
  EXPECT_EQ(line_of("c-ip cs-method cs-uri-stem cs-uri-query sc-status sc-bytes time-taken x-fallback", {}),
            "- - - - - 0 0.000 -\n");
  EXPECT_EQ(line_of("cs-username x-pushed x-push-rung x-tls-cipher x-wait-socket", {}), "- 0 - - -\n");
  EXPECT_EQ(line_of("x-slow-cause x-slow-side", {}), "- -\n");
  EXPECT_EQ(line_of("x-peer-ip x-requests x-cs-field-octets", {}), "- - -\n");
  EXPECT_EQ(line_of("x-cs-hpack-octets x-sc-field-octets x-sc-hpack-octets x-priority", {}), "- - - -\n");
}

TEST(W3cFormat, begins_with_three_directives) {
  Buffer out;
  W3cFormat(*LogFields::parse("date cs-version")).write_header(example().received, out);
  EXPECT_EQ(as_text(out.readable()), "#Version: 1.0\n#Date: 1994-11-06 08:49:37\n#Fields: date cs-version\n");
}

TEST(W3cFormat, keeps_every_octet_on_its_line_and_in_its_word) {
  for (int octet = 0; octet < 256; ++octet) {
    const auto word = agent_of(std::string("a") + static_cast<char>(octet) + "b");
    EXPECT_TRUE(std::all_of(word.begin(), word.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '"'; }))
        << octet;
  }
}

TEST(W3cFormat, escapes_what_is_not_visible_ascii) {
  EXPECT_EQ(agent_of("a b"), "a+b");
  EXPECT_EQ(agent_of("a\r\nb"), "a%0D%0Ab");
  EXPECT_EQ(agent_of("\x1b[31m"), "%1B[31m");
  EXPECT_EQ(agent_of("say \"hi\""), "say+%22hi%22");
  EXPECT_EQ(agent_of(std::string_view("\0", 1)), "%00");
  EXPECT_EQ(agent_of("\xff\xc3\xa9"), "%FF%C3%A9");
  EXPECT_EQ(agent_of("100%"), "100%");
}

TEST(W3cFormat, cuts_what_is_too_long_and_says_so) {
  EXPECT_EQ(agent_of(std::string(2048, 'a')), std::string(2048, 'a'));
  EXPECT_EQ(agent_of(std::string(65536, 'a')), std::string(2048, 'a') + "...");
}

TEST(W3cFormat, names_no_cause_for_a_wait_that_it_would_show_as_none) {
  http::SidedWaits waits;
  AccessRecord record;
  record.waits = &waits;
  const std::string fields = "x-wait-socket x-slow-cause x-slow-side";
  waits.times[http::Wait::socket] = std::chrono::microseconds(400);
  EXPECT_EQ(line_of(fields, record), "0.000 - -\n");
  waits.times[http::Wait::socket] = milliseconds(4);
  EXPECT_EQ(line_of(fields, record), "0.004 socket network\n");
  waits.is_held_by_client = true;
  EXPECT_EQ(line_of(fields, record), "0.004 socket client\n");
}

TEST(W3cFormat, shows_the_time_taken_in_seconds) {
  AccessRecord record;
  const auto taken = [&](Duration duration) {
    record.taken = duration;
    return line_of("time-taken", record);
  };
  EXPECT_EQ(taken(milliseconds(7)), "0.007\n");
  EXPECT_EQ(taken(std::chrono::microseconds(1'499)), "0.001\n");
  EXPECT_EQ(taken(std::chrono::minutes(2)), "120.000\n");
  EXPECT_EQ(taken(milliseconds(-5)), "0.000\n");
}

}  // namespace
}  // namespace weft::server
