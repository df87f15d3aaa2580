#include <weft/websocket/handshake.hpp>

#include <vector>

#include <gtest/gtest.h>

namespace weft::websocket {
namespace handshake_test {

using http::FieldName;

http::RequestHead over_http11() {
  http::RequestHead head;
  head.version = http::Version::http11;
  head.method = http::Method::get;
  head.fields.add(FieldName::upgrade, "websocket");
  head.fields.add(FieldName::sec_websocket_version, "13");
  head.fields.add(FieldName::sec_websocket_key, "dGhlIHNhbXBsZSBub25jZQ==");
  return head;
}

http::RequestHead over_http2() {
  http::RequestHead head;
  head.version = http::Version::http2;
  head.method = http::Method::connect;
  head.protocol = "websocket";
  head.fields.add(FieldName::sec_websocket_version, "13");
  return head;
}

// RFC 6455 1.3.
TEST(Handshake, answers_the_key_of_the_example) {
  EXPECT_EQ(accept_of("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(Handshake, is_asked_for_in_the_way_of_each_version) {
  EXPECT_TRUE(asks_for_websocket(over_http11()));
  EXPECT_TRUE(asks_for_websocket(over_http2()));
  EXPECT_EQ(fault_of(over_http11()), std::nullopt);
  EXPECT_EQ(fault_of(over_http2()), std::nullopt);
  auto other = over_http11();
  other.fields.set(FieldName::upgrade, "h2c, WebSocket");
  EXPECT_TRUE(asks_for_websocket(other));
  other.fields.set(FieldName::upgrade, "websockets");
  EXPECT_FALSE(asks_for_websocket(other));
  auto post = over_http11();
  post.method = http::Method::post;
  EXPECT_FALSE(asks_for_websocket(post));
  auto tunnel = over_http2();
  tunnel.protocol = "connect-udp";
  EXPECT_FALSE(asks_for_websocket(tunnel));
}

TEST(Handshake, of_another_version_is_told_ours) {
  auto head = over_http11();
  head.fields.set(FieldName::sec_websocket_version, "8");
  EXPECT_EQ(fault_of(head), static_cast<http::Status>(426));
  head.fields.remove(FieldName::sec_websocket_version);
  EXPECT_EQ(fault_of(head), static_cast<http::Status>(426));
  auto http2 = over_http2();
  http2.fields.set(FieldName::sec_websocket_version, "8");
  EXPECT_EQ(fault_of(http2), http::Status::bad_request);
}

TEST(Handshake, wants_a_key_of_sixteen_octets) {
  for (const std::string_view key :
       {"", "x", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25j", "dGhlIHNhbXBsZSBub25jZTEy"}) {
    auto head = over_http11();
    head.fields.set(FieldName::sec_websocket_key, key);
    EXPECT_EQ(fault_of(head), http::Status::bad_request) << key;
  }
  auto twice = over_http11();
  twice.fields.add(FieldName::sec_websocket_key, "dGhlIHNhbXBsZSBub25jZQ==");
  EXPECT_EQ(fault_of(twice), http::Status::bad_request);
  auto body = over_http11();
  body.content_length = 3;
  EXPECT_EQ(fault_of(body), http::Status::bad_request);
}

TEST(Subprotocol, is_the_first_of_ours_that_is_offered) {
  http::Fields fields;
  fields.add(FieldName::sec_websocket_protocol, "soap, wamp");
  fields.add(FieldName::sec_websocket_protocol, "mqtt");
  const std::vector<std::string> ours = {"stomp", "mqtt", "wamp"};
  EXPECT_EQ(choose_subprotocol(fields, ours), "mqtt");
  EXPECT_EQ(choose_subprotocol(fields, std::vector<std::string>{"x"}), "");
  EXPECT_EQ(choose_subprotocol({}, ours), "");
}

TEST(Origin, is_the_same_for_the_same_host_and_port) {
  EXPECT_TRUE(is_same_origin("https://a.test", "a.test", true));
  EXPECT_TRUE(is_same_origin("https://A.test:8443", "a.test:8443", true));
  EXPECT_TRUE(is_same_origin("http://a.test", "a.test", false));
  // TLS may have ended at a proxy ahead of us.
  EXPECT_TRUE(is_same_origin("https://a.test", "a.test", false));
  EXPECT_FALSE(is_same_origin("http://a.test", "a.test", true));
  for (const std::string_view origin :
       {"https://b.test", "https://a.test:1", "https://a.test.b.test", "null", "", "a.test"}) {
    EXPECT_FALSE(is_same_origin(origin, "a.test", true)) << origin;
  }
}

}  // namespace handshake_test
}  // namespace weft::websocket
