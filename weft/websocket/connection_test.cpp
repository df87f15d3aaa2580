#include <weft/websocket/connection.hpp>

#include <gmock/gmock.h>

#include <weft/websocket/peer_test.hpp>

namespace weft::websocket {
namespace connection_test {

using namespace std::string_literals;
using testing::ElementsAre;
using Last = Connection::Last;

constexpr FrameHeader text{};
constexpr FrameHeader first{.fin = false};
constexpr FrameHeader middle{.fin = false, .opcode = Opcode::continuation};
constexpr FrameHeader last{.opcode = Opcode::continuation};
constexpr FrameHeader ping{.opcode = Opcode::ping};

Connection server(const Options& options = {}, const std::optional<Deflate>& deflate = {}) {
  return Connection(http::Role::server, options, deflate);
}
Connection client(const std::optional<Deflate>& deflate = {}) {
  return Connection(http::Role::client, {}, deflate, [] { return test_key; });
}

std::string answer_of(Connection& connection) {
  Buffer out;
  connection.answer(out);
  return std::string(as_text(out.readable()));
}

TEST(WebSocket, gives_messages_and_answers_pings) {
  Frames frames;
  frames.add(text, "hi").add(ping, "p").add({.opcode = Opcode::binary}, "\xff").add({.opcode = Opcode::pong}, "q");
  EXPECT_THAT(served(frames), ElementsAre("text hi", "binary \xff", "pong q"));
  auto connection = server();
  events_of(connection, testkit::whole(frames.octets()));
  EXPECT_EQ(answer_of(connection), "\x8a\x01p");
  EXPECT_FALSE(connection.wants_to_answer());
}

TEST(WebSocket, answers_control_frames_between_fragments) {
  Frames frames;
  frames.add(first, "a").add(ping, "1").add(middle, "").add(ping, "2").add(last, "b");
  EXPECT_THAT(served(frames), ElementsAre("text ab"));
  auto connection = server();
  events_of(connection, testkit::whole(frames.octets()));
  // RFC 6455 5.5.3: the last one is enough, so a flood costs no memory.
  EXPECT_EQ(answer_of(connection),
            "\x8a\x01"
            "2");
}

TEST(WebSocket, takes_a_message_under_a_thousand_fragmentations) {
  std::mt19937 chance(7);
  const std::string whole = "The same \u00e9 \u20ac \U0001f600 text, again and again, under every fragmentation.";
  for (int round = 0; round < 1000; ++round) {
    Frames frames;
    std::string_view rest = whole;
    bool begun = false;
    while (!rest.empty()) {
      const std::size_t size = std::min<std::size_t>(chance() % 12, rest.size());
      const bool ends = size == rest.size();
      frames.add({.fin = ends, .opcode = begun ? Opcode::continuation : Opcode::text}, rest.substr(0, size));
      if (chance() % 4 == 0) frames.add(ping, "between");
      rest.remove_prefix(size);
      begun = true;
    }
    auto connection = server();
    const auto cut = testkit::at_random(frames.octets(), static_cast<unsigned>(round), 30);
    ASSERT_THAT(events_of(connection, cut), ElementsAre("text " + whole)) << round;
  }
}

TEST(WebSocket, fails_at_invalid_text_at_every_cut) {
  const std::string valid = "abc \u00e9 \u20ac \U0001f600";
  for (const std::string_view wrong : {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
    for (std::size_t place = 0; place <= valid.size(); ++place) {
      const std::string message = valid.substr(0, place).append(wrong).append(valid.substr(place));
      for (std::size_t cut = 0; cut <= message.size(); ++cut) {
        Frames frames;
        frames.add(first, message.substr(0, cut)).add(last, message.substr(cut));
        auto connection = server();
        ASSERT_THAT(events_of(connection, testkit::whole(frames.octets())), ElementsAre("closed 1007 text_not_utf8"));
        ASSERT_EQ(answer_of(connection),
                  "\x88\x0f\x03\xef"
                  "text_not_utf8");
      }
    }
  }
  for (std::size_t cut = 0; cut < 4; ++cut) {
    Frames frames;
    frames.add(text, ("\U0001f600"s).substr(0, cut));
    const auto lines = served(frames);
    EXPECT_EQ(lines.front(), cut == 0 ? "text " : "closed 1007 text_not_utf8");
  }
}

TEST(WebSocket, echoes_every_close_code_that_may_be_sent) {
  for (unsigned code = 0; code < 5100; ++code) {
    Frames frames;
    frames.close(code, "why").add(text, "too late");
    auto connection = server();
    const auto lines = events_of(connection, testkit::whole(frames.octets()));
    const bool valid = may_be_sent(static_cast<CloseCode>(code));
    ASSERT_THAT(lines, ElementsAre(valid ? fmt::format("closed {} why", code) : "closed 1002 close_not_valid"));
    const auto answer = answer_of(connection);
    const unsigned answered = valid ? code : 1002;
    ASSERT_EQ(answer.substr(2, 2), (std::string{static_cast<char>(answered >> 8), static_cast<char>(answered)}));
    ASSERT_TRUE(connection.is_over());
  }
}

TEST(WebSocket, wants_the_text_of_a_close_in_utf8) {
  Frames frames;
  frames.close(1000, "\xed\xa0\x80");
  EXPECT_THAT(served(frames), ElementsAre("closed 1007 close_text_not_utf8"));
}

TEST(WebSocket, takes_a_close_without_a_code) {
  Frames frames;
  frames.add({.opcode = Opcode::close}, "");
  EXPECT_THAT(served(frames), ElementsAre("closed 1005 "));
  auto connection = server();
  events_of(connection, testkit::whole(frames.octets()));
  EXPECT_EQ(answer_of(connection), "\x88\x00"s);
}

TEST(WebSocket, closes_and_waits_for_the_answer) {
  auto connection = server();
  connection.close(CloseCode::going_away, "bye");
  connection.close(CloseCode::normal, "ignored");
  EXPECT_FALSE(connection.is_open());
  EXPECT_EQ(answer_of(connection),
            "\x88\x05\x03\xe9"
            "bye");
  Buffer out;
  connection.send(Kind::text, as_octets("late"), Last::yes, out);
  EXPECT_TRUE(out.empty());
  EXPECT_FALSE(connection.is_over());
  Frames frames;
  frames.add(text, "nobody reads this").add(ping, "").close(1001);
  EXPECT_THAT(events_of(connection, testkit::whole(frames.octets())), ElementsAre("closed 1001 "));
  EXPECT_FALSE(connection.wants_to_answer());
  EXPECT_TRUE(connection.is_over());
}

TEST(WebSocket, cuts_the_text_of_a_close_between_characters) {
  auto connection = server();
  connection.close(CloseCode::normal, std::string(122, 'x') + "\u00e9");
  EXPECT_EQ(answer_of(connection), "\x88\x7c\x03\xe8" + std::string(122, 'x'));
}

TEST(WebSocket, that_ends_without_a_close_is_lost) {
  auto connection = server();
  EXPECT_EQ(to_line(*connection.receive_end()), "closed 1006 close_missing");
  EXPECT_FALSE(connection.wants_to_answer());
  EXPECT_EQ(connection.receive_end(), std::nullopt);
}

TEST(WebSocket, limits_messages) {
  Frames frames;
  frames.add(first, "12345").add(last, "678901");
  EXPECT_THAT(served(frames, {.message = 10}), ElementsAre("closed 1009 message_too_large"));
  EXPECT_THAT(served(frames, {.message = 11}), ElementsAre("text 12345678901"));
}

// --- with permessage-deflate -----------------------------------------------------------------------------------------

std::string compressed(std::string_view message) {
  Deflater deflater(15, false);
  Buffer out;
  deflater.put(as_octets(message), Deflater::Then::end, out);
  return std::string(as_text(out.readable()));
}

TEST(CompressedWebSocket, inflates_fragments_under_every_cut) {
  const std::string message = "compressed \u20ac text, compressed \u20ac text";
  const std::string octets = compressed(message);
  for (std::size_t cut = 0; cut <= octets.size(); ++cut) {
    Frames frames;
    frames.add({.fin = false, .compressed = true}, octets.substr(0, cut)).add(ping, "").add(last, octets.substr(cut));
    frames.add(text, "as it is");
    ASSERT_THAT(served(frames, {}, Deflate()), ElementsAre("text " + message, "text as it is")) << cut;
  }
}

TEST(CompressedWebSocket, refuses_a_bomb_before_it_is_inflated) {
  const std::string bomb = compressed(std::string(50'000'000, 'x'));
  ASSERT_LT(bomb.size(), 60'000u);
  Frames frames;
  frames.add({.compressed = true, .opcode = Opcode::binary}, bomb);
  // What would follow is not looked at.
  auto connection = server({}, Deflate());
  EXPECT_THAT(events_of(connection, testkit::whole(frames.octets())), ElementsAre("closed 1009 message_too_large"));
  EXPECT_EQ(answer_of(connection),
            "\x88\x13\x03\xf1"
            "message_too_large");
  // A bomb in many fragments.
  Frames many;
  for (std::size_t at = 0; at < bomb.size(); at += 100) {
    many.add({.fin = at + 100 >= bomb.size(),
              .compressed = at == 0,
              .opcode = at == 0 ? Opcode::binary : Opcode::continuation},
             std::string_view(bomb).substr(at, 100));
  }
  EXPECT_THAT(served(many, {}, Deflate()), ElementsAre("closed 1009 message_too_large"));
}

TEST(CompressedWebSocket, checks_the_text_as_inflated) {
  Frames frames;
  frames.add({.compressed = true}, compressed("wrong: \xff"));
  EXPECT_THAT(served(frames, {}, Deflate()), ElementsAre("closed 1007 text_not_utf8"));
}

// What one role sends, the other receives, in pieces of any size.
TEST(CompressedWebSocket, and_plain_ones_understand_each_other) {
  for (const auto& deflate :
       {std::optional<Deflate>(), std::optional(Deflate()), std::optional(Deflate{false, false, 9, 9}),
        std::optional(Deflate{true, false, 12, 15})}) {
    for (const bool from_client : {true, false}) {
      auto sender = from_client ? client(deflate) : server({}, deflate);
      auto receiver = from_client ? server({}, deflate) : client(deflate);
      for (const std::size_t size : {0u, 1u, 63u, 64u, 125u, 126u, 5000u, 65'536u, 300'000u}) {
        std::string message;
        for (std::size_t i = 0; i < size; ++i) message += static_cast<char>('a' + i * i % 23);
        Buffer out;
        for (std::size_t at = 0; at + 40'000 < size; at += 40'000) {
          sender.send(Kind::text, as_octets(message).subspan(at, 40'000), Last::no, out);
        }
        const std::size_t sent = size == 0 ? 0 : (size - 1) / 40'000 * 40'000;
        sender.send(Kind::text, as_octets(message).subspan(sent), Last::yes, out);
        sender.ping();
        sender.answer(out);
        ASSERT_THAT(events_of(receiver, testkit::at_random(out.readable(), 3, 9000)), ElementsAre("text " + message));
        Buffer pong;
        receiver.answer(pong);
        ASSERT_THAT(events_of(sender, testkit::whole(pong.readable())), ElementsAre("pong "));
      }
    }
  }
}

TEST(CompressedWebSocket, makes_messages_smaller) {
  auto connection = server({}, Deflate());
  Buffer out;
  connection.send(Kind::text, as_octets(std::string(10'000, 'x')), Last::yes, out);
  EXPECT_LT(out.size(), 100u);
}

}  // namespace connection_test
}  // namespace weft::websocket
