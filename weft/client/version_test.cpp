#include <weft/client/version.hpp>

#include <gtest/gtest.h>

namespace weft::client {
namespace {

using http::Version;

std::string offer(Version version, VersionPolicy policy, bool secure) {
  const session::Protocols protocols = protocols_for(version, policy, secure);
  return std::string(protocols.http2 ? "h2 " : "") + (protocols.http1 ? "http/1.1" : "");
}

TEST(ProtocolsFor, over_tls_offer_what_the_policy_takes) {
  EXPECT_EQ(offer(Version::http2, VersionPolicy::or_lower, true), "h2 http/1.1");
  EXPECT_EQ(offer(Version::http2, VersionPolicy::or_higher, true), "h2 ");
  EXPECT_EQ(offer(Version::http2, VersionPolicy::exact, true), "h2 ");
  EXPECT_EQ(offer(Version::http11, VersionPolicy::or_lower, true), "http/1.1");
  EXPECT_EQ(offer(Version::http11, VersionPolicy::or_higher, true), "h2 http/1.1");
  EXPECT_EQ(offer(Version::http11, VersionPolicy::exact, true), "http/1.1");
}

// RFC 9113 3.3: "A client that has prior knowledge that a server supports HTTP/2".
TEST(ProtocolsFor, on_cleartext_are_one_version) {
  EXPECT_EQ(offer(Version::http2, VersionPolicy::or_lower, false), "http/1.1");
  EXPECT_EQ(offer(Version::http2, VersionPolicy::exact, false), "h2 ");
  EXPECT_EQ(offer(Version::http11, VersionPolicy::or_higher, false), "http/1.1");
  EXPECT_EQ(offer(Version::http11, VersionPolicy::exact, false), "http/1.1");
}

}  // namespace
}  // namespace weft::client
