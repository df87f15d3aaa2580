#include <weft/server/log/combined_format.hpp>

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include <weft/server/log/access_record_test.hpp>

namespace weft::server {
namespace {

std::string combined_line_of(const AccessRecord& record) {
  Buffer out;
  CombinedFormat().write(record, out);
  return std::string(as_text(out.readable()));
}

TEST(CombinedFormat, is_that_of_apache_and_nginx) {
  EXPECT_EQ(combined_line_of(example()),
            "192.0.2.1 - ada [06/Nov/1994:08:49:37 +0000] \"GET /hello/weft?a=1&b=2 HTTP/2.0\" 200 1234 "
            "\"https://example.org/\" \"Mozilla/5.0 (X11; Linux)\"\n");
}

TEST(CombinedFormat, has_the_version_as_it_is_where_it_has_two_numbers) {
  AccessRecord record = example();
  record.version = "HTTP/1.1";
  record.query = {};
  EXPECT_NE(combined_line_of(record).find("\"GET /hello/weft HTTP/1.1\""), std::string::npos);
}

TEST(CombinedFormat, shows_nothing_as_a_dash_and_no_response_as_499) {
  EXPECT_EQ(combined_line_of({}), "- - - [01/Jan/1970:00:00:00 +0000] \"-\" 499 0 \"-\" \"-\"\n");
}

TEST(CombinedFormat, escapes_what_would_end_a_value_or_a_line) {
  AccessRecord record = example();
  record.user = "a b\" [x]";
  record.method = "G\"T";
  record.stem = "/a b\\";
  record.query = "\r\n";
  record.referer = "\x1b[31m";
  record.user_agent = "say \"hi\" \xff\\";
  EXPECT_EQ(combined_line_of(record),
            "192.0.2.1 - a\\x20b\\x22\\x20[x] [06/Nov/1994:08:49:37 +0000] "
            "\"G\\x22T /a\\x20b\\x5C?\\x0D\\x0A HTTP/2.0\" 200 1234 "
            "\"\\x1B[31m\" \"say \\x22hi\\x22 \\xFF\\x5C\"\n");
}

TEST(CombinedFormat, keeps_every_octet_on_its_line_and_in_its_quotes) {
  for (int octet = 0; octet < 256; ++octet) {
    AccessRecord record = example();
    const std::string agent = std::string("a") + static_cast<char>(octet) + "b";
    record.user_agent = agent;
    record.stem = agent;
    const std::string line = combined_line_of(record);
    EXPECT_TRUE(std::all_of(line.begin(), line.end() - 1, [](char c) { return c >= 0x20 && c < 0x7f; })) << octet;
    EXPECT_EQ(std::count(line.begin(), line.end(), '"'), 6) << octet;
    EXPECT_EQ(std::count(line.begin(), line.end(), ' '), octet == ' ' ? 12 : 11) << octet;
  }
}

TEST(CombinedFormat, cuts_what_is_too_long_and_says_so) {
  AccessRecord record = example();
  const std::string agent(65536, 'a');
  record.user_agent = agent;
  EXPECT_NE(combined_line_of(record).find('"' + std::string(2048, 'a') + "...\"\n"), std::string::npos);
}

}  // namespace
}  // namespace weft::server
