#include <weft/conformance/conversation.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/conformance/heard.hpp>

namespace weft::conformance {
namespace {

using enum frame::ErrorCode;
using testkit::Bytes;
using testkit::bytes;
using testkit::end_stream;
using testkit::frames;
using testkit::response;

const Time now = Time() + std::chrono::hours(1);

Case case_of(Expected expected, void (*write)(Script&)) {
  return {"0/test", "something", {}, std::move(expected), write};
}

const Case ping_of_7 = case_of(connection_error(frame_size_error), [](Script& s) {
  s.sends().raw(frame::Type::ping, 0, 0, testkit::hex("00000000000000"));
});
const Case request = case_of(answers(1), [](Script& s) { s.sends().headers(1, s.get(), end_stream); });

// A peer that has sent its SETTINGS and the acknowledgment of ours.
void greet(Conversation& talk) {
  talk.take_octets(now);
  talk.receive(frames().settings({{frame::SettingId::max_concurrent_streams, 7}}).settings_ack().octets(), now);
}

TEST(Conversation, begins_with_the_preface_and_waits_for_settings) {
  Conversation talk(ping_of_7, {}, {}, nullptr);
  const Bytes octets = talk.take_octets(now);
  EXPECT_TRUE(as_text(octets).starts_with("PRI * HTTP/2.0"));
  EXPECT_EQ(talk.take_octets(now), Bytes());
  talk.receive(frames().settings().octets(), now);
  EXPECT_EQ(talk.take_octets(now), Bytes());
  talk.receive(frames().settings_ack().octets(), now);
  EXPECT_TRUE(as_text(talk.take_octets(now)).starts_with(as_text(testkit::frames().settings_ack().octets())));
}

TEST(Conversation, learns_what_the_peer_can_do) {
  Conversation talk(ping_of_7, {}, {}, nullptr);
  greet(talk);
  EXPECT_EQ(talk.peer().max_concurrent_streams, 7u);
}

TEST(Conversation, is_over_with_the_error_that_was_expected) {
  Conversation talk(ping_of_7, {}, {}, nullptr);
  greet(talk);
  talk.take_octets(now);
  EXPECT_FALSE(talk.is_over());
  talk.receive(frames().goaway(0, frame_size_error).octets(), now);
  EXPECT_TRUE(talk.is_over());
  EXPECT_EQ(talk.judgement().verdict, Verdict::exact);
  EXPECT_THAT(talk.judgement().found, testing::StartsWith("GOAWAY last_stream=0 FRAME_SIZE_ERROR"));
}

TEST(Conversation, goes_on_behind_a_pause) {
  const Case slow = case_of(goes_on(), [](Script& s) {
    s.sends().headers(1, s.post());
    s.pauses();
    s.sends().data(1, "x", end_stream);
  });
  Conversation talk(slow, {}, {}, nullptr);
  greet(talk);
  talk.take_octets(now);
  EXPECT_EQ(talk.patience(), Patience().second_thoughts);
  talk.receive(frames().window_update(0, 1).octets(), now);
  EXPECT_EQ(talk.take_octets(now), Bytes());
  talk.wait_no_longer(now);
  EXPECT_TRUE(as_text(talk.take_octets(now)).starts_with(as_text(frames().data(1, "x", end_stream).octets())));
  EXPECT_EQ(talk.patience(), Patience().answer);
}

TEST(Conversation, leaves_unread_what_comes_where_the_script_does) {
  const Case unread = case_of(goes_on(), [](Script& s) {
    s.pauses_reading();
    s.awaits_pong();
    s.stops_reading();
  });
  Conversation talk(unread, {}, {}, nullptr);
  EXPECT_TRUE(talk.reads());
  greet(talk);
  EXPECT_FALSE(talk.reads());
  talk.wait_no_longer(now);
  EXPECT_TRUE(talk.reads());
  talk.receive(frames().ping_ack(step_ping).octets(), now);
  EXPECT_FALSE(talk.reads());
}

TEST(Conversation, waits_a_little_longer_behind_the_last_ping) {
  Conversation talk(ping_of_7, {}, {}, nullptr);
  greet(talk);
  talk.take_octets(now);
  EXPECT_EQ(talk.patience(), Patience().answer);
  talk.receive(frames().ping_ack(last_ping).octets(), now);
  EXPECT_FALSE(talk.is_over());
  EXPECT_EQ(talk.patience(), Patience().second_thoughts);
  talk.receive(frames().goaway(0, frame_size_error).octets(), now);
  EXPECT_EQ(talk.judgement().verdict, Verdict::exact);
}

TEST(Conversation, ends_as_wrong_where_the_peer_only_goes_on) {
  Conversation talk(ping_of_7, {}, {}, nullptr);
  greet(talk);
  talk.receive(frames().ping_ack(last_ping).octets(), now);
  talk.wait_no_longer(now);
  EXPECT_TRUE(talk.is_over());
  EXPECT_EQ(talk.judgement().verdict, Verdict::wrong);
}

TEST(Conversation, ends_as_hanging_where_nothing_comes) {
  Conversation talk(ping_of_7, {}, {}, nullptr);
  greet(talk);
  talk.wait_no_longer(now);
  EXPECT_TRUE(talk.is_over());
  EXPECT_EQ(talk.judgement().verdict, Verdict::hangs);
}

TEST(Conversation, needs_an_answer_to_its_own_request_behind_a_case_that_goes_on) {
  Conversation talk(request, {}, {}, nullptr);
  greet(talk);
  talk.take_octets(now);
  testkit::Frames peer;
  talk.receive(peer.headers(1, response(200), end_stream).ping_ack(last_ping).octets(), now);
  EXPECT_FALSE(talk.is_over());
  testkit::Frames later;
  later.headers(0x0fff'ffff, response(200), end_stream);
  talk.receive(later.octets(), now);
  EXPECT_TRUE(talk.is_over());
  EXPECT_EQ(talk.judgement().verdict, Verdict::exact);
}

TEST(Conversation, waits_longer_for_what_has_to_come) {
  Conversation talk(request, {}, {}, nullptr);
  greet(talk);
  talk.take_octets(now);
  testkit::Frames peer;
  talk.receive(peer.ping_ack(last_ping).headers(0x0fff'ffff, response(200), end_stream).octets(), now);
  EXPECT_FALSE(talk.is_over());
  EXPECT_EQ(talk.patience(), Patience().answer);
}

// Go closes a connection a second after its GOAWAY.
TEST(Conversation, waits_longer_for_the_end_of_the_connection_where_that_is_in_question) {
  Case closing = ping_of_7;
  closing.expected.must_close = true;
  Conversation talk(closing, {}, {}, nullptr);
  greet(talk);
  talk.take_octets(now);
  talk.receive(frames().goaway(0, frame_size_error).ping_ack(last_ping).octets(), now);
  EXPECT_FALSE(talk.is_over());
  EXPECT_EQ(talk.patience(), Patience().answer);
}

TEST(Conversation, sends_a_step_when_what_it_awaits_has_come) {
  const Case two_steps = case_of(goes_on(), [](Script& s) {
    s.sends().headers(1, s.get(), end_stream);
    s.awaits_end_of(1);
    s.sends().ping(7);
  });
  Conversation talk(two_steps, {}, {}, nullptr);
  greet(talk);
  talk.take_octets(now);
  testkit::Frames peer;
  talk.receive(peer.headers(1, response(200)).octets(), now);
  EXPECT_EQ(talk.take_octets(now), Bytes());
  talk.receive(frames().data(1, "x", end_stream).octets(), now);
  EXPECT_TRUE(as_text(talk.take_octets(now)).starts_with(as_text(frames().ping(7).octets())));
}

TEST(Conversation, asks_at_once_whether_a_peer_lives_that_stops_answering_within_a_case) {
  const Case two_steps = case_of(goes_on(), [](Script& s) {
    s.sends().headers(1, s.get(), end_stream);
    s.awaits_end_of(1);
  });
  Conversation talk(two_steps, {}, {}, nullptr);
  greet(talk);
  talk.take_octets(now);
  talk.wait_no_longer(now);
  EXPECT_FALSE(talk.is_over());
  EXPECT_NE(talk.take_octets(now), Bytes());
}

// A slow answer is no frame that was ignored.
TEST(Conversation, ends_as_hanging_where_it_could_not_send_all) {
  const Case ping_behind_a_request = case_of(connection_error(frame_size_error), [](Script& s) {
    s.sends().headers(1, s.get(), end_stream);
    s.awaits_end_of(1);
    s.sends().raw(frame::Type::ping, 0, 0, testkit::hex("00000000000000"));
  });
  Conversation talk(ping_behind_a_request, {}, {}, nullptr);
  greet(talk);
  talk.take_octets(now);
  talk.wait_no_longer(now);
  talk.receive(frames().ping_ack(last_ping).octets(), now);
  talk.wait_no_longer(now);
  EXPECT_TRUE(talk.is_over());
  EXPECT_EQ(talk.judgement().verdict, Verdict::hangs);
  EXPECT_EQ(talk.judgement().found, "no whole answer on stream 1");
}

TEST(Conversation, holds_the_end_of_the_greeting_for_no_error_of_the_case) {
  Conversation talk(ping_of_7, {}, {}, nullptr);
  talk.take_octets(now);
  talk.end(Heard::End::closed, now);
  EXPECT_EQ(talk.judgement().verdict, Verdict::wrong);
  EXPECT_EQ(talk.judgement().found, "the connection was closed before all was sent");
}

TEST(Conversation, asks_with_windows_that_the_case_has_not_used) {
  Conversation talk(request, {}, {}, nullptr);
  greet(talk);
  const Bytes octets = talk.take_octets(now);
  EXPECT_NE(as_text(octets).find("HEAD"), std::string_view::npos);
  const Bytes opening = bytes(frames().window_update(0x0fff'ffff, 65'535).octets());
  EXPECT_TRUE(as_text(octets).ends_with(as_text(opening)));
}

TEST(Conversation, makes_no_window_larger_than_it_can_be) {
  Expected expected = goes_on();
  expected.has_largest_window = true;
  const Case largest = case_of(expected, [](Script& s) { s.sends().window_update(0, 0x7fff'0000); });
  Conversation talk(largest, {}, {}, nullptr);
  greet(talk);
  const Bytes octets = talk.take_octets(now);
  const Bytes opening = bytes(frames().window_update(0x0fff'ffff, 65'535).octets());
  EXPECT_NE(as_text(octets).find("HEAD"), std::string_view::npos);
  EXPECT_EQ(as_text(octets).find(as_text(opening)), std::string_view::npos);
}

TEST(Conversation, calls_what_it_cannot_read_unreadable) {
  Conversation talk(ping_of_7, {}, {}, nullptr);
  greet(talk);
  talk.receive(frames().raw(frame::Type::ping, 0, 0, testkit::hex("00")).octets(), now);
  EXPECT_TRUE(talk.is_over());
  EXPECT_EQ(talk.judgement().found, "what is not HTTP/2: ping_length");
}

// A block of 70 octets that refer to one field has 256 KiB of fields.
TEST(Conversation, listens_to_no_more_than_a_case_may_hear) {
  struct Words final : trace::Reader {
    void on_event(const trace::Event& event) override {
      const auto* seen = std::get_if<trace::FrameSeen>(&event.what);
      if (event.direction != trace::Direction::received || seen == nullptr || !seen->section) return;
      for (const Field& field : seen->section->fields) octets += field.value.size();
    }
    std::size_t octets = 0;
  } words;
  Conversation talk(ping_of_7, {}, {}, &words);
  greet(talk);
  talk.take_octets(now);
  // RFC 7541 6.2.1 and 6.1: ":status: 200", a literal with incremental indexing, and references to the newest entry.
  testkit::Frames bomb;
  Bytes first = testkit::hex("88 40 01 61 7f b1 1e");
  first.resize(first.size() + 4'016, 'x');
  bomb.headers_block(1, first, frame::flag::end_headers);
  const Bytes references(60, 0xbe);
  for (int i = 0; i < 1'000; ++i) bomb.headers_block(1, references, frame::flag::end_headers);
  talk.receive(bomb.octets(), now);
  EXPECT_TRUE(talk.is_over());
  EXPECT_EQ(talk.judgement().verdict, Verdict::wrong);
  EXPECT_EQ(talk.judgement().found, "more than 8 MiB, fields without compression: a case listens to no more");
  EXPECT_GT(words.octets, most_heard / 2);
  EXPECT_LT(words.octets, most_heard);
}

TEST(Conversation, keeps_no_more_frames_than_a_case_may_hear) {
  Conversation talk(ping_of_7, {}, {}, nullptr);
  greet(talk);
  talk.take_octets(now);
  testkit::Frames pings;
  for (int i = 0; i < 100'000; ++i) pings.ping(1);
  talk.receive(pings.octets(), now);
  EXPECT_TRUE(talk.is_over());
  EXPECT_LT(talk.heard().frames.size(), 70'000u);
}

struct Counts final : trace::Reader {
  void on_event(const trace::Event& event) override { ++(event.direction == trace::Direction::sent ? sent : received); }
  int sent = 0;
  int received = 0;
};

TEST(Conversation, shows_both_directions_to_its_watcher) {
  Counts counts;
  Conversation talk(ping_of_7, {}, {}, &counts);
  greet(talk);
  talk.take_octets(now);
  EXPECT_EQ(counts.received, 2);
  // Preface, SETTINGS, the acknowledgment, the PING in question and the last one.
  EXPECT_EQ(counts.sent, 5);
}

}  // namespace
}  // namespace weft::conformance
