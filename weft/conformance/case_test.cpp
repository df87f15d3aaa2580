#include <weft/conformance/case.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include <weft/conformance/clause.hpp>

namespace weft::conformance {
namespace {

TEST(Case, has_an_id_of_its_own_and_words) {
  std::set<std::string_view> ids;
  for (const Case& one : server_cases()) {
    SCOPED_TRACE(one.id);
    EXPECT_TRUE(ids.insert(one.id).second);
    EXPECT_THAT(one.id, testing::HasSubstr("/"));
    EXPECT_NE(one.sends, "");
  }
}

TEST(Case, names_clauses_of_the_register_that_can_be_seen) {
  for (const auto cases : {server_cases(), client_cases()}) {
    for (const Case& one : cases) {
      SCOPED_TRACE(one.id);
      for (const std::string_view id : one.clauses) {
        const Clause* clause = find_clause(id);
        ASSERT_NE(clause, nullptr) << id;
        EXPECT_NE(clause->seen, Seen::hidden) << id;
      }
    }
  }
}

// 4.2 of RFC 7541 is not 4.2 of RFC 9113.
TEST(Case, belongs_to_the_section_of_a_clause_that_it_shows) {
  for (const Case& one : server_cases()) {
    SCOPED_TRACE(one.id);
    const std::string_view section = one.id.substr(0, one.id.find('/'));
    const auto dash = section.find('-');
    if (dash == std::string_view::npos) continue;
    const std::string_view document = section.substr(0, dash);
    EXPECT_THAT((std::vector<std::string_view>{"7301", "7541", "8441", "9218"}), testing::Contains(document));
  }
}

const Case& case_of(std::string_view id) {
  for (const Case& one : server_cases()) {
    if (one.id == id) return one;
  }
  throw std::invalid_argument(std::string(id));
}

TEST(Case, is_meant_by_its_section_and_those_above_it) {
  const Case& one = case_of("6.9.1/overflow-of-a-stream");
  for (const char* only : {"6", "6.9", "6.9.1", "6.9.1/overflow-of-a-stream"}) EXPECT_TRUE(is_meant(only, one)) << only;
  for (const char* only : {"6.9.2", "6.1", "9", "7541", "6.9.1/overflow"}) EXPECT_FALSE(is_meant(only, one)) << only;
  EXPECT_TRUE(is_meant("7541", case_of("7541-6.1/index-0")));
  EXPECT_TRUE(is_meant("7541-6", case_of("7541-6.1/index-0")));
  EXPECT_FALSE(is_meant("6.1", case_of("6.10/after-data")));
}

TEST(Case, of_a_client_has_an_id_of_its_own_and_shows_a_clause_that_binds_clients) {
  std::set<std::string_view> ids;
  for (const Case& one : client_cases()) {
    SCOPED_TRACE(one.id);
    EXPECT_TRUE(ids.insert(one.id).second);
    EXPECT_NE(one.sends, "");
    const auto binds_servers = [](std::string_view id) { return find_clause(id)->binds == Binds::server; };
    EXPECT_TRUE(one.clauses.empty() || !std::ranges::all_of(one.clauses, binds_servers));
  }
}

TEST(Case, of_a_client_is_left_out_where_the_client_does_not_offer_what_it_needs) {
  Peer client;
  EXPECT_EQ(missing_in_client({}, client), "");
  EXPECT_EQ(missing_in_client({.body = 1}, client), "a request with content that is long enough");
  EXPECT_EQ(missing_in_client({.no_push = true}, client), "SETTINGS_ENABLE_PUSH of 0");
  client.push = false;
  client.body = 1;
  client.max_frame_size = 16'385;
  client.header_table_size = 0;
  EXPECT_EQ(missing_in_client({.body = 1, .no_push = true}, client), "");
  EXPECT_EQ(missing_in_client({.push = true}, client), "pushes");
  EXPECT_EQ(missing_in_client({.usual_frame_size = true}, client), "SETTINGS_MAX_FRAME_SIZE of 16,384");
  EXPECT_EQ(missing_in_client({.table = true}, client), "a dynamic table of 4,096 octets");
}

TEST(Case, is_left_out_where_the_peer_does_not_offer_what_it_needs) {
  Peer peer;
  EXPECT_EQ(missing({}, peer), "");
  EXPECT_EQ(missing({.body = 1}, peer), "an answer to a GET that is long enough");
  EXPECT_EQ(missing({.stream_limit = true}, peer), "a limit of streams");
  EXPECT_EQ(missing({.extended_connect = true}, peer), "extended CONNECT (RFC 8441)");
  peer.body = 1;
  peer.max_concurrent_streams = 100;
  peer.extended_connect = true;
  peer.max_frame_size = 16'385;
  peer.header_table_size = 0;
  EXPECT_EQ(missing({.body = 1, .stream_limit = true, .extended_connect = true}, peer), "");
  EXPECT_EQ(missing({.usual_frame_size = true}, peer), "SETTINGS_MAX_FRAME_SIZE of 16,384");
  EXPECT_EQ(missing({.table = true}, peer), "a dynamic table of 4,096 octets");
  EXPECT_EQ(missing({.no_extended_connect = true}, peer), "no extended CONNECT (RFC 8441)");
}

TEST(Case, of_tls_is_left_out_where_the_server_has_not_the_tls_that_it_needs) {
  using Tls = Needs::Tls;
  Peer peer;
  peer.scheme = "http";
  EXPECT_EQ(missing({.tls = Tls::no}, peer), "");
  for (const Tls needs : {Tls::any, Tls::named, Tls::tls12, Tls::rsa, Tls::tls13})
    EXPECT_EQ(missing({.tls = needs}, peer), "TLS");
  peer.scheme = "https";
  EXPECT_EQ(missing({.tls = Tls::any}, peer), "");
  EXPECT_EQ(missing({.tls = Tls::named}, peer), "a name, which is no address");
  EXPECT_EQ(missing({.tls = Tls::tls12}, peer), "HTTP/2 over TLS 1.2");
  EXPECT_EQ(missing({.tls = Tls::tls13}, peer), "TLS 1.3");
  peer.rsa = true;
  EXPECT_EQ(missing({.tls = Tls::rsa}, peer), "HTTP/2 over TLS 1.2");
  peer.tls12 = true;
  EXPECT_EQ(missing({.tls = Tls::rsa}, peer), "");
  peer.rsa = false;
  EXPECT_EQ(missing({.tls = Tls::rsa}, peer), "an RSA certificate");
}

TEST(Case, tells_the_duty_of_a_handshake_where_it_begins_one) {
  EXPECT_EQ(words_of(case_of("9.2.1/compression")), "no compression, or no handshake");
  EXPECT_EQ(words_of(case_of("9.2/server-name")), "a whole answer on stream 1, and the connection goes on");
}

TEST(Case, that_begins_tls_needs_it) {
  for (const Case& one : server_cases()) EXPECT_EQ(one.tls.has_value(), one.needs.tls != Needs::Tls::no) << one.id;
}

}  // namespace
}  // namespace weft::conformance
