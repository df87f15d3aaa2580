#include <weft/client/policy/negotiation.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/client/policy/challenge.hpp>
#include <weft/io/loop.hpp>
#include <weft/negotiate/scripted_test.hpp>

namespace weft::client::negotiation_test {
namespace {

using negotiate::Step;
using testing::HasSubstr;

http::Fields asking(std::string_view value) {
  http::Fields fields;
  fields.add(http::FieldName::www_authenticate, value);
  return fields;
}

// RFC 4648 10: "foo" is Zm9v, "foobar" is Zm9vYmFy, "f" is Zg==.
struct NegotiationTest : testing::Test {
  Negotiation begun() {
    mechanism.client = [this](const std::string& host) {
      return [this, host](std::string_view token) { return act(host, token); };
    };
    return {mechanism, "f"};
  }
  Result<std::string, Fault> credentials() {
    negotiation.prepare(loop, [this] { loop.stop(); });
    loop.run();
    return negotiation.credentials();
  }

  std::function<Result<Step, negotiate::Fault>(const std::string&, std::string_view)> act =
      [](const std::string& host, std::string_view token) -> Result<Step, negotiate::Fault> {
    if (token.empty()) return Step{host, false};
    return Step{"foo", token == "foobar"};
  };
  negotiate::Scripted mechanism;
  io::Loop loop;
  Negotiation negotiation = begun();
};

TEST(Challenge, may_have_data_in_place_of_parameters) {
  const auto challenges = parse_challenges("Negotiate Zg==, Basic realm=\"x\", Negotiate a+/b, Other");
  ASSERT_EQ(challenges.size(), 4u);
  EXPECT_EQ(challenges[0].token68, "Zg==");
  EXPECT_EQ(challenges[0].parameters.size(), 0u);
  EXPECT_EQ(challenges[1].token68, "");
  EXPECT_EQ(challenges[1].find("realm"), "x");
  EXPECT_EQ(challenges[2].token68, "a+/b");
  EXPECT_EQ(challenges[3].token68, "");
}

TEST_F(NegotiationTest, answers_leg_by_leg_until_the_server_has_proved_itself) {
  EXPECT_FALSE(negotiation.takes(asking("Basic realm=\"x\"")));
  EXPECT_FALSE(negotiation.takes(asking("Negotiate Zg==")));
  ASSERT_TRUE(negotiation.takes(asking("Basic realm=\"x\", negotiate")));
  EXPECT_EQ(credentials(), "Negotiate Zg==");
  ASSERT_TRUE(negotiation.takes(asking("Negotiate Zm9v")));
  EXPECT_EQ(credentials(), "Negotiate Zm9v");
  EXPECT_TRUE(negotiation.check(asking("Negotiate Zm9vYmFy")).has_value());
}

TEST_F(NegotiationTest, a_challenge_without_data_is_a_refusal_behind_the_first) {
  ASSERT_TRUE(negotiation.takes(asking("Negotiate")));
  EXPECT_TRUE(credentials().has_value());
  EXPECT_FALSE(negotiation.takes(asking("Negotiate")));
  EXPECT_FALSE(negotiation.takes(asking("Negotiate not-base64")));
}

TEST_F(NegotiationTest, ends_after_eight_legs) {
  ASSERT_TRUE(negotiation.takes(asking("Negotiate")));
  EXPECT_TRUE(credentials().has_value());
  for (int leg = 1; leg < 8; ++leg) {
    ASSERT_TRUE(negotiation.takes(asking("Negotiate Zm9v")));
    EXPECT_TRUE(credentials().has_value());
  }
  EXPECT_FALSE(negotiation.takes(asking("Negotiate Zm9v")));
}

TEST_F(NegotiationTest, a_response_without_a_token_proves_nothing_and_is_taken) {
  ASSERT_TRUE(negotiation.takes(asking("Negotiate")));
  EXPECT_TRUE(credentials().has_value());
  EXPECT_TRUE(negotiation.check({}).has_value());
}

TEST_F(NegotiationTest, a_server_that_ends_too_early_has_not_proved_itself) {
  ASSERT_TRUE(negotiation.takes(asking("Negotiate")));
  EXPECT_TRUE(credentials().has_value());
  const auto checked = negotiation.check(asking("Negotiate Zm9v"));
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().reason, Reason::negotiate_failed);
}

TEST_F(NegotiationTest, says_what_gets_a_ticket) {
  act = [](const std::string&, std::string_view) -> Result<Step, negotiate::Fault> {
    return fail(negotiate::Fault{negotiate::Fault::Kind::no_ticket, "no tickets there"});
  };
  ASSERT_TRUE(negotiation.takes(asking("Negotiate")));
  const auto made = credentials();
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().reason, Reason::kerberos_ticket_missing);
  EXPECT_EQ(made.error().detail, "no tickets there; kinit gets a ticket");
}

}  // namespace
}  // namespace weft::client::negotiation_test
