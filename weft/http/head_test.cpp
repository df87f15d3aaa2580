#include <weft/http/head.hpp>

#include <gtest/gtest.h>

#include <string>

namespace weft::http {
namespace {

TEST(Version, is_shown_as_in_a_log) {
  EXPECT_EQ(to_string(Version::http10), "HTTP/1.0");
  EXPECT_EQ(to_string(Version::http11), "HTTP/1.1");
  EXPECT_EQ(to_string(Version::http2), "HTTP/2");
}

TEST(RequestHead, clear_leaves_nothing_but_memory) {
  RequestHead head;
  head.method = Method::other;
  head.method_text = "PURGE";
  head.scheme = "https";
  head.authority = "example.com";
  head.path = "/";
  head.protocol = "websocket";
  head.fields.add("x-name", std::string(100, 'x'));
  head.content_length = 1;
  const std::size_t capacity = head.fields.capacity();
  head.clear();
  EXPECT_EQ(head.method, Method::get);
  EXPECT_EQ(head.method_text, "GET");
  EXPECT_TRUE(head.scheme.empty());
  EXPECT_TRUE(head.authority.empty());
  EXPECT_TRUE(head.path.empty());
  EXPECT_TRUE(head.protocol.empty());
  EXPECT_TRUE(head.fields.empty());
  EXPECT_FALSE(head.content_length.has_value());
  EXPECT_EQ(head.fields.capacity(), capacity);
}

TEST(ResponseHead, clear_leaves_nothing_but_memory) {
  ResponseHead head;
  head.status = Status::not_found;
  head.fields.add("x-name", std::string(100, 'x'));
  head.content_length = 1;
  const std::size_t capacity = head.fields.capacity();
  head.clear();
  EXPECT_EQ(head.status, Status::ok);
  EXPECT_TRUE(head.fields.empty());
  EXPECT_FALSE(head.content_length.has_value());
  EXPECT_EQ(head.fields.capacity(), capacity);
}

}  // namespace
}  // namespace weft::http
