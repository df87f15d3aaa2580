#include <gtest/gtest.h>

#include <string>

#include <weft/h1/head_reader.hpp>
#include <weft/testkit/h1_endpoint.hpp>

namespace weft::h1 {
namespace response_head_test {

std::string read(std::string_view text, http::Method method = http::Method::get) {
  std::string octets = std::string(text) + "\r\n\r\n";
  http::ResponseHead head;
  const auto framing = read_response_head({octets.data(), octets.size()}, Limits{}, method, head);
  return framing ? testkit::describe_head(head) : std::string(to_string(framing.error()));
}

TEST(ResponseHead, is_a_status_and_fields) {
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nServer: a\r\nConnection: close\r\nContent-Length: 3"),
            "200 server=a content-length=3");
}

TEST(ResponseHead, shows_upgrade_only_if_connection_lists_it) {
  EXPECT_EQ(read("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade"), "101 upgrade=x");
  EXPECT_EQ(read("HTTP/1.1 426 Upgrade\r\nUpgrade: x"), "426");
}

TEST(ResponseHead, obeys_the_rules_of_lines_and_framing) {
  EXPECT_EQ(read("HTTP/1.1 20 OK"), "status_line_not_valid");
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nA : b"), "space_before_colon");
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3"), "content_length_repeated");
  EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked"), "content_length_and_coding");
  EXPECT_EQ(read("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked"), "coding_in_http10");
}

}  // namespace response_head_test
}  // namespace weft::h1
