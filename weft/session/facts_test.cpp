#include <gtest/gtest.h>

#include <set>

#include <weft/session/facts.hpp>

namespace weft::session {
namespace {

TEST(Fallback, of_a_connection_that_speaks_http2_is_empty) {
  EXPECT_EQ(to_string(Fallback::none), "");
}

TEST(Fallback, is_shown_by_its_own_name) {
  EXPECT_EQ(to_string(Fallback::no_alpn), "no_alpn");
  EXPECT_EQ(to_string(Fallback::peer_chose_http11), "peer_chose_http11");
  EXPECT_EQ(to_string(Fallback::cleartext), "cleartext");
  EXPECT_EQ(to_string(Fallback::http11_required), "http11_required");
  EXPECT_EQ(to_string(Fallback::not_enabled), "not_enabled");
}

TEST(Facts, is_secure_when_there_is_tls) {
  Facts facts;
  EXPECT_FALSE(facts.secure());
  const io::TlsFacts tls;
  facts.tls = &tls;
  EXPECT_TRUE(facts.secure());
}

TEST(Spread, stays_within_its_ends_and_differs_between_connections) {
  using namespace std::chrono_literals;
  std::set<Duration> times;
  for (std::uint64_t connection = 1; connection <= 100; ++connection) times.insert(spread(9s, 11s, connection));
  EXPECT_GE(*times.begin(), 9s);
  EXPECT_LE(*times.rbegin(), 11s);
  EXPECT_GE(times.size(), 50u);
}

TEST(ConnectionId, is_new_each_time) {
  const std::uint64_t first = next_connection_id();
  EXPECT_GT(next_connection_id(), first);
}

}  // namespace
}  // namespace weft::session
