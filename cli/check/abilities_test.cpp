#include <cli/check/abilities.hpp>

#include <gtest/gtest.h>

namespace weft::cli::check {
namespace {

TEST(Abilities, of_a_server_in_clear_are_those_of_its_settings_and_its_versions) {
  conformance::Peer server;
  server.scheme = "http";
  EXPECT_EQ(words_of(server),
            "HTTP/2 in clear; any number of streams at a time, frames of 16,384 octets, a table of 4,096 octets, an "
            "answer of 0 octets");
  server.http11 = true;
  server.extended_connect = true;
  server.max_concurrent_streams = 1;
  server.body = 70'000;
  EXPECT_EQ(
      words_of(server),
      "HTTP/1.1, HTTP/2 in clear, extended CONNECT; 1 stream at a time, frames of 16,384 octets, a table of 4,096 "
      "octets, an answer of 70,000 octets");
}

TEST(Abilities, of_a_server_over_tls_are_its_versions_of_tls_as_well) {
  const auto begins = [](const conformance::Peer& server) {
    return words_of(server).substr(0, words_of(server).find(';'));
  };
  conformance::Peer server;
  server.tls13 = true;
  EXPECT_EQ(begins(server), "HTTP/2 over TLS 1.3");
  server.tls12 = true;
  EXPECT_EQ(begins(server), "HTTP/2 over TLS 1.2 and 1.3");
  server.tls13 = false;
  server.rsa = true;
  EXPECT_EQ(begins(server), "HTTP/2 over TLS 1.2, an RSA certificate");
}

}  // namespace
}  // namespace weft::cli::check
