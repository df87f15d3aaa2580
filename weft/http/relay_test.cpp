#include <weft/http/relay.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace weft::http {
namespace {

using enum Pulled::State;

// The octets that a sink with the given room gets, and the state that it is told.
std::string pulled(Relay& relay, std::size_t room, Pulled::State expected) {
  std::array<std::uint8_t, 64> octets{};
  const Pulled answer = relay.pull(std::span(octets).first(room));
  EXPECT_EQ(answer.state, expected);
  return std::string(weft::as_text(std::span(octets).first(answer.size)));
}

TEST(Relay, gives_what_came_and_waits_for_more) {
  Relay relay;
  EXPECT_EQ(pulled(relay, 10, blocked), "");
  relay.put(as_octets("hello, "), End::no);
  relay.put(as_octets("world"), End::no);
  EXPECT_EQ(pulled(relay, 10, more), "hello, wor");
  EXPECT_EQ(relay.size(), 2u);
  EXPECT_EQ(pulled(relay, 10, blocked), "ld");
}

TEST(Relay, credits_what_was_pulled_and_not_before) {
  Relay relay;
  relay.put(as_octets("0123456789"), End::no);
  EXPECT_EQ(relay.take_credit(), 0u);
  pulled(relay, 3, more);
  pulled(relay, 4, more);
  EXPECT_EQ(relay.take_credit(), 7u);
  EXPECT_EQ(relay.take_credit(), 0u);
}

TEST(Relay, ends_with_the_last_octet) {
  Relay relay;
  relay.put(as_octets("hello"), End::yes);
  EXPECT_EQ(pulled(relay, 4, more), "hell");
  EXPECT_EQ(pulled(relay, 4, end), "o");
}

TEST(Relay, ends_without_an_octet_too) {
  Relay relay;
  relay.put({}, End::yes);
  EXPECT_EQ(pulled(relay, 4, end), "");
}

TEST(Relay, passes_trailers_on_that_are_its_own) {
  Relay relay;
  relay.put(as_octets("hello"), End::no);
  {
    Fields trailers;
    trailers.add("x-sum", "1");
    trailers.add("x-key", "2", Sensitive::yes);
    relay.put_trailers(trailers);
  }
  EXPECT_EQ(pulled(relay, 10, end_with_trailers), "hello");
  ASSERT_EQ(relay.trailers().size(), 2u);
  EXPECT_EQ(relay.trailers().find("x-sum"), "1");
  EXPECT_TRUE(relay.trailers().all()[1].sensitive);
}

TEST(Relay, never_ends_cleanly_when_its_source_did_not) {
  Relay relay;
  relay.put(as_octets("hello"), End::no);
  relay.fail();
  EXPECT_EQ(pulled(relay, 10, failed), "");
}

TEST(Relay, of_a_whole_body_cannot_fail_any_more) {
  Relay relay;
  relay.put(as_octets("hello"), End::yes);
  relay.fail();
  EXPECT_EQ(pulled(relay, 10, end), "hello");
}

}  // namespace
}  // namespace weft::http
