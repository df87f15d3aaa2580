// RFC 9113 8.3.1: Request Pseudo-Header Fields, beside the cases of weft/conformance.
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace section_8_3_1 {

Verdict asks(const FieldList& fields, std::source_location where = std::source_location::current()) {
  return server().receives(frames().headers(1, fields, end_stream), where);
}

// "A request in asterisk form (for OPTIONS) includes the value '*' for the ":path" pseudo-header field."
TEST(Rfc9113_8_3_1, options_may_ask_for_an_asterisk) {
  const auto verdict = asks(request("OPTIONS", "*"));
  verdict.is_ignored();
  EXPECT_EQ(verdict.events().size(), 1u);
}

TEST(Rfc9113_8_3_1, malformed_requests_do_not_reach_the_application) {
  const auto verdict = asks(request("GET", ""));
  for (const auto& event : verdict.events()) EXPECT_THAT(event, testing::Not(testing::StartsWith("request")));
}

// "A server SHOULD treat a request as malformed if it contains a Host header field that identifies an entity that
// differs from the entity in the ":authority" pseudo-header field."
TEST(Rfc9113_8_3_1, host_must_agree_with_authority) {
  asks(get.with("host", "example.net")).is_stream_error(1, protocol_error);
  asks(get.with("host", "example.org")).is_ignored();
  asks(get.with("host", "EXAMPLE.org")).is_ignored();
}

TEST(Rfc9113_8_3_1, host_alone_is_enough) {
  const auto verdict = asks(get.without(":authority").with("host", "example.org"));
  EXPECT_THAT(verdict.events(), testing::ElementsAre("request 1 GET https://example.org/ end"));
}

TEST(Rfc9113_8_3_1, two_hosts_are_malformed) {
  asks(get.without(":authority").with("host", "example.org").with("host", "example.org"))
      .is_stream_error(1, protocol_error);
}

// A server MAY answer a malformed request (8.1.1), and 400 explains more than a reset. "":authority" MUST NOT include
// the deprecated userinfo subcomponent for "http" or "https" schemed URIs."
TEST(Rfc9113_8_3_1, authority_has_no_userinfo) {
  asks(get.replacing(":authority", "user@example.org")).is_rejected_with(1, 400);
  asks(get.replacing(":authority", "user:secret@example.org")).is_rejected_with(1, 400);
}

}  // namespace section_8_3_1
}  // namespace weft::conformance
