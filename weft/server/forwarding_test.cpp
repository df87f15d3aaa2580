#include <weft/server/forwarding.hpp>

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace {

std::string client_by(std::initializer_list<std::string_view> lines, ForwardedField field,
                      std::string_view peer = "10.0.0.1") {
  http::Fields fields;
  for (const std::string_view line : lines) {
    const auto colon = line.find(": ");
    fields.add(line.substr(0, colon), line.substr(colon + 2));
  }
  return std::string(client_of(fields, peer, {.proxies = {"10.0.0.0/8", "unix"}, .field = field}));
}

std::string x_forwarded_for(std::initializer_list<std::string_view> lines, std::string_view peer = "10.0.0.1") {
  return client_by(lines, ForwardedField::x_forwarded_for, peer);
}

std::string forwarded(std::string_view value) {
  const std::string line = "forwarded: " + std::string(value);
  return client_by({line}, ForwardedField::forwarded);
}

TEST(Forwarding, believes_nothing_of_a_peer_that_is_not_trusted) {
  EXPECT_EQ(x_forwarded_for({"x-forwarded-for: 192.0.2.1"}, "203.0.113.5"), "203.0.113.5");
}

TEST(Forwarding, without_a_field_knows_the_peer_alone) {
  EXPECT_EQ(x_forwarded_for({}), "10.0.0.1");
  EXPECT_EQ(x_forwarded_for({"x-forwarded-for: , "}), "10.0.0.1");
}

TEST(Forwarding, takes_the_last_address_that_no_trusted_proxy_has) {
  EXPECT_EQ(x_forwarded_for({"x-forwarded-for: 192.0.2.1"}), "192.0.2.1");
  EXPECT_EQ(x_forwarded_for({"x-forwarded-for: 198.51.100.9, 192.0.2.1,10.2.2.2 , 10.3.3.3"}), "192.0.2.1");
  EXPECT_EQ(x_forwarded_for({"x-forwarded-for: 192.0.2.1"}, "/run/weft.sock"), "192.0.2.1");
}

TEST(Forwarding, where_all_are_trusted_takes_the_first) {
  EXPECT_EQ(x_forwarded_for({"x-forwarded-for: 10.9.9.9, 10.2.2.2"}), "10.9.9.9");
}

TEST(Forwarding, reads_lines_as_one_list) {
  EXPECT_EQ(x_forwarded_for({"x-forwarded-for: 198.51.100.9", "accept: */*", "x-forwarded-for: 192.0.2.1, 10.2.2.2"}),
            "192.0.2.1");
  EXPECT_EQ(x_forwarded_for({"x-forwarded-for: 192.0.2.1", "x-forwarded-for: 10.2.2.2"}), "192.0.2.1");
}

TEST(Forwarding, reads_ports_and_brackets) {
  EXPECT_EQ(x_forwarded_for({"x-forwarded-for: 192.0.2.1:4711"}), "192.0.2.1");
  EXPECT_EQ(x_forwarded_for({"x-forwarded-for: 2001:db8::1"}), "2001:db8::1");
  EXPECT_EQ(x_forwarded_for({"x-forwarded-for: [2001:db8::1]:4711"}), "2001:db8::1");
}

TEST(Forwarding, ends_at_what_is_no_address) {
  EXPECT_EQ(x_forwarded_for({"x-forwarded-for: 192.0.2.1, unknown, 10.2.2.2"}), "10.2.2.2");
  for (const std::string_view hop : {"unknown", "_hidden", "[", "[]", "]", ":", "[::1", "1.2.3.4.5", "\"192.0.2.1\""}) {
    const std::string line = "x-forwarded-for: 192.0.2.1, " + std::string(hop);
    EXPECT_EQ(x_forwarded_for({line}), "10.0.0.1") << hop;
  }
}

TEST(Forwarding, believes_one_field_alone) {
  EXPECT_EQ(x_forwarded_for({"forwarded: for=192.0.2.1"}), "10.0.0.1");
  EXPECT_EQ(client_by({"x-forwarded-for: 192.0.2.1"}, ForwardedField::forwarded), "10.0.0.1");
}

TEST(Forwarding, reads_the_elements_of_rfc7239) {
  EXPECT_EQ(forwarded("for=192.0.2.60;proto=http;by=203.0.113.43"), "192.0.2.60");
  EXPECT_EQ(forwarded("For=\"[2001:db8:cafe::17]:4711\""), "2001:db8:cafe::17");
  EXPECT_EQ(forwarded("for=192.0.2.43, for=198.51.100.17"), "198.51.100.17");
  EXPECT_EQ(forwarded("for=192.0.2.43, for=10.2.2.2;host=\"a,b;c\";;proto=https"), "192.0.2.43");
  EXPECT_EQ(forwarded("proto=https; for=192.0.2.43:80"), "192.0.2.43");
}

TEST(Forwarding, of_rfc7239_ends_at_what_is_no_address) {
  for (const std::string_view hop :
       {"for=unknown", "for=_mdn", "for=", "for", "proto=https", "for=\"192.0.2.1", "=x", "for=\"192.0.2.1\"x",
        "for=\\192.0.2.1", "for=\"192.0.2.1\\\"", "a b=c;for=192.0.2.1"}) {
    EXPECT_EQ(forwarded("for=198.51.100.17, " + std::string(hop)), "10.0.0.1") << hop;
  }
}

// The client's own text stands before the commas of the proxies; the host that it asks for stands in quotation marks.
TEST(Forwarding, lets_no_client_say_more_than_its_own_part) {
  EXPECT_EQ(forwarded("for=\", for=192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(forwarded("for=\"\\, for=192.0.2.1;proto=https"), "192.0.2.1");
  EXPECT_EQ(forwarded("for=192.0.2.1;host=\"a\\\",for=6.6.6.6;x=\\\"\""), "10.0.0.1");
  EXPECT_EQ(forwarded("for=\", for=192.0.2.1;host=\",for=6.6.6.6;x=\""), "192.0.2.1");
}

class ForwardedRequest : public ServerTest {
 protected:
  void serve(io::TrustedPeers proxies) {
    auto options = test_options();
    options.forwarding.proxies = std::move(proxies);
    server.emplace(options);
    server->get("/who", [](Context& c) { c.text(std::string(c.client_address())); });
    start();
  }
};

TEST_F(ForwardedRequest, tells_its_handler_the_client_behind_a_trusted_proxy) {
  serve({"127.0.0.1"});
  EXPECT_EQ(request("GET /who", "x-forwarded-for: 192.0.2.1\r\n").body, "192.0.2.1");
  EXPECT_EQ(request("GET /who").body, "127.0.0.1");
}

TEST_F(ForwardedRequest, is_from_its_peer_where_nobody_is_trusted) {
  serve({});
  EXPECT_EQ(request("GET /who", "x-forwarded-for: 192.0.2.1\r\n").body, "127.0.0.1");
}

}  // namespace
}  // namespace weft::server
