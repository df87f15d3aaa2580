#include <gtest/gtest.h>

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

}  // namespace
}  // namespace weft::session
