#include <weft/conformance/client_conversation.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weft::conformance {
namespace {

using enum frame::ErrorCode;
using testkit::Bytes;
using testkit::end_stream;
using testkit::Frames;

const Time today = Time() + std::chrono::hours(1);

Case client_case(Expected expected, void (*write)(Script&), Needs needs = {}) {
  return {"0/test", "something", {}, std::move(expected), write, needs};
}

const Case ping_to_client = client_case(connection_error(frame_size_error), [](Script& s) {
  s.sends().raw(frame::Type::ping, 0, 0, testkit::hex("00000000000000"));
});
const Case plain_response_case = client_case(takes(), [](Script&) {});

// A client that asks on stream 5.
class Guest {
 public:
  explicit Guest(ClientConversation& talk) : talk_(talk) {}

  Guest& asks(std::initializer_list<frame::Setting> settings = {}) {
    sent_.preface().settings(settings).headers(5, testkit::request("GET", "/a?1"), end_stream);
    return *this;
  }
  Frames& sends() { return sent_; }
  // All that is written so far arrives.
  void arrives() {
    const Bytes all = testkit::bytes(sent_.octets());
    talk_.receive(Octets(all).subspan(arrived_), today);
    arrived_ = all.size();
  }

 private:
  ClientConversation& talk_;
  Frames sent_;
  std::size_t arrived_ = 0;
};

struct ATalk : testing::Test {
  ClientConversation talk{{}, nullptr};
  Guest guest{talk};

  void performs(const Case& one) {
    guest.asks().arrives();
    talk.perform(one, today);
    talk.take_octets();
    guest.sends().settings_ack();
    guest.arrives();
  }
};

TEST_F(ATalk, says_nothing_before_there_is_a_request) {
  talk.receive(testkit::frames().preface().settings().octets(), today);
  EXPECT_FALSE(talk.asks());
  EXPECT_EQ(talk.take_octets(), Bytes());
}

TEST_F(ATalk, greets_a_client_that_waits_for_settings) {
  talk.receive(testkit::frames().preface().settings().octets(), today);
  EXPECT_EQ(talk.patience(), Patience().second_thoughts);
  talk.wait_no_longer(today);
  EXPECT_FALSE(talk.is_over());
  EXPECT_NE(talk.take_octets(), Bytes());
}

TEST_F(ATalk, waits_longer_for_a_request_than_for_an_answer) {
  EXPECT_GT(talk.patience(), Patience().answer);
  guest.asks().arrives();
  talk.perform(plain_response_case, today);
  EXPECT_EQ(talk.patience(), Patience().answer);
}

TEST_F(ATalk, learns_what_the_client_asks_for_and_can_do) {
  guest.asks({{frame::SettingId::enable_push, 0}}).arrives();
  EXPECT_TRUE(talk.asks());
  EXPECT_EQ(talk.peer().path, "/a?1");
  EXPECT_EQ(talk.peer().authority, "example.org");
  EXPECT_FALSE(talk.peer().push);
  EXPECT_EQ(talk.peer().body, 0u);
}

TEST_F(ATalk, is_over_with_the_error_that_was_expected) {
  performs(ping_to_client);
  EXPECT_FALSE(talk.is_over());
  guest.sends().goaway(0, frame_size_error);
  guest.arrives();
  EXPECT_TRUE(talk.is_over());
  EXPECT_EQ(talk.judgement().verdict, Verdict::exact);
}

TEST_F(ATalk, waits_a_little_longer_behind_the_last_ping) {
  performs(ping_to_client);
  guest.sends().ping_ack(last_ping);
  guest.arrives();
  EXPECT_FALSE(talk.is_over());
  EXPECT_EQ(talk.patience(), Patience().second_thoughts);
  talk.wait_no_longer(today);
  EXPECT_EQ(talk.judgement().verdict, Verdict::wrong);
}

TEST_F(ATalk, sends_the_rest_of_the_response_when_all_else_was_read) {
  performs(plain_response_case);
  talk.take_octets();
  guest.sends().ping_ack(last_ping);
  guest.arrives();
  EXPECT_THAT(std::string(as_text(talk.take_octets())), testing::HasSubstr("ok\n"));
  EXPECT_TRUE(talk.heard().responded);
  talk.end(Heard::End::closed, today);
  EXPECT_TRUE(talk.is_over());
  EXPECT_EQ(talk.judgement().verdict, Verdict::exact);
}

TEST_F(ATalk, holds_an_early_end_against_a_client_that_has_to_take_the_response) {
  performs(plain_response_case);
  talk.end(Heard::End::closed, today);
  EXPECT_EQ(talk.judgement().verdict, Verdict::wrong);
}

TEST_F(ATalk, answers_the_pings_of_the_client) {
  performs(plain_response_case);
  talk.take_octets();
  guest.sends().ping(0x0102'0304'0506'0708);
  guest.arrives();
  EXPECT_EQ(talk.take_octets(), testkit::bytes(testkit::frames().ping_ack(0x0102'0304'0506'0708).octets()));
}

TEST_F(ATalk, tries_nothing_that_the_client_does_not_offer) {
  const Case of_pushes = client_case(takes(), [](Script&) {}, {.push = true});
  guest.asks({{frame::SettingId::enable_push, 0}}).arrives();
  talk.perform(of_pushes, today);
  EXPECT_EQ(talk.missing(), "pushes");
  EXPECT_THAT(std::string(as_text(talk.take_octets())), testing::HasSubstr("not tried"));
}

TEST_F(ATalk, listens_to_no_more_than_a_case_may_hear) {
  performs(plain_response_case);
  for (int i = 0; i < 100'000; ++i) guest.sends().ping_ack(1);
  guest.arrives();
  EXPECT_TRUE(talk.is_over());
  EXPECT_LT(talk.heard().frames.size(), 70'000u);
  EXPECT_EQ(talk.judgement().verdict, Verdict::wrong);
  EXPECT_EQ(talk.judgement().found, "more than 8 MiB, fields without compression: a case listens to no more");
}

TEST_F(ATalk, listens_to_no_more_before_there_is_a_request) {
  guest.sends().preface().settings();
  for (int i = 0; i < 100'000; ++i) guest.sends().ping_ack(1);
  guest.arrives();
  EXPECT_TRUE(talk.is_over());
  EXPECT_FALSE(talk.asks());
}

TEST_F(ATalk, knows_whether_the_server_has_a_name) {
  for (const auto& [authority, is_named] : {std::pair{"localhost:8443", true},
                                            {"127.0.0.1:8443", false},
                                            {"[::1]", false},
                                            {"[fe80::a]:1", false},
                                            {"1.example", true}}) {
    ClientConversation one{{}, nullptr};
    one.receive(testkit::frames()
                    .preface()
                    .settings()
                    .headers(1, testkit::request("GET", "/").replacing(":authority", authority), end_stream)
                    .octets(),
                today);
    EXPECT_EQ(one.peer().named, is_named) << authority;
  }
}

TEST_F(ATalk, notes_the_name_in_the_handshake) {
  EXPECT_EQ(talk.heard().server_name, std::nullopt);
  talk.came_over_tls("localhost");
  EXPECT_EQ(talk.heard().server_name, "localhost");
}

TEST_F(ATalk, is_over_where_the_client_does_not_speak_http2) {
  talk.receive(as_octets("GET / HTTP/1.1\r\nhost: a\r\n\r\n"), today);
  EXPECT_TRUE(talk.is_over());
  EXPECT_FALSE(talk.asks());
  EXPECT_NE(talk.heard().unreadable, "");
}

}  // namespace
}  // namespace weft::conformance
