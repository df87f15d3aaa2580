#include <weft/server/endpoint.hpp>

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::server {
namespace {

TEST(EndpointUrl, names_scheme_host_and_port) {
  const auto url = parse_endpoint_url("https://example.org:8443");
  EXPECT_TRUE(url.secure);
  EXPECT_EQ(url.transport, EndpointUrl::Transport::tcp);
  EXPECT_EQ(url.host, "example.org");
  EXPECT_EQ(url.port, 8443);
}

TEST(EndpointUrl, without_a_port_has_that_of_its_scheme) {
  EXPECT_EQ(parse_endpoint_url("https://localhost").port, 443);
  EXPECT_EQ(parse_endpoint_url("http://localhost/").port, 80);
}

TEST(EndpointUrl, may_ask_for_any_port_and_any_address) {
  const auto url = parse_endpoint_url("http://*:0");
  EXPECT_FALSE(url.secure);
  EXPECT_EQ(url.host, "*");
  EXPECT_EQ(url.port, 0);
}

TEST(EndpointUrl, has_an_ipv6_address_in_brackets) {
  EXPECT_EQ(parse_endpoint_url("http://[::1]:80").host, "::1");
}

TEST(EndpointUrl, may_be_a_unix_socket) {
  const auto url = parse_endpoint_url("unix:/run/weft.sock");
  EXPECT_EQ(url.transport, EndpointUrl::Transport::unix_socket);
  EXPECT_EQ(url.host, "/run/weft.sock");
  EXPECT_FALSE(url.secure);
}

TEST(EndpointUrl, may_be_written_as_kestrel_has_it) {
  EXPECT_EQ(parse_endpoint_url("http://+:80").host, "*");
  const auto url = parse_endpoint_url("http://unix:/run/weft.sock");
  EXPECT_EQ(url.transport, EndpointUrl::Transport::unix_socket);
  EXPECT_EQ(url.host, "/run/weft.sock");
}

TEST(EndpointUrl, that_makes_no_sense_is_refused) {
  for (const auto* url : {"", "localhost:80", "ftp://localhost", "http://", "https://:443", "http://a:70000",
                          "http://a:b", "http://user@host", "http://host:80/path", "unix:"}) {
    EXPECT_THROW(parse_endpoint_url(url), std::invalid_argument) << url;
  }
}

TEST(EndpointOptions, of_a_socket_file_are_for_a_unix_socket) {
  const auto check = [](std::string_view url, const io::SocketFileOptions& file) {
    check_endpoint(parse_endpoint_url(url), url, {.socket_file = file});
  };
  EXPECT_NO_THROW(check("http://localhost:80", {}));
  EXPECT_NO_THROW(check("unix:/a", {.mode = 0660, .owner = "root", .group = "root"}));
  EXPECT_THROW(check("http://localhost:80", {.mode = 0660}), std::invalid_argument);
  EXPECT_THROW(check("http://localhost:80", {.group = "root"}), std::invalid_argument);
  EXPECT_THROW(check("unix:/a", {.mode = 01777}), std::invalid_argument);
}

TEST(EndpointUrl, is_shown_with_the_address_that_was_taken) {
  EXPECT_EQ(url_of(parse_endpoint_url("https://localhost:0"), {"127.0.0.1", 4433}), "https://127.0.0.1:4433");
  EXPECT_EQ(url_of(parse_endpoint_url("http://*:0"), {"::", 80}), "http://[::]:80");
  EXPECT_EQ(url_of(parse_endpoint_url("unix:/a"), {"/a", 0}), "unix:/a");
}

}  // namespace
}  // namespace weft::server
