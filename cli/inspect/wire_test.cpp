#include <cli/inspect/wire.hpp>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/inspect/driven_server_test.hpp>
#include <weft/http/preface.hpp>

namespace weft::cli::inspect {
namespace wire_test {
namespace {

using io::test::run_until;
using io::test::turn_often;
using testing::HasSubstr;

template <class F>
std::string octets_of(const F& frame) {
  Buffer out;
  frame.encode(out);
  return std::string(as_text(out.readable()));
}

const std::string settings = octets_of(frame::Settings());
const std::string settings_ack = octets_of(frame::Settings{.ack = true});
const std::string ping = octets_of(frame::Ping{.opaque = {1, 2, 3, 4, 5, 6, 7, 8}});
const std::string ping_ack = octets_of(frame::Ping{.ack = true, .opaque = {1, 2, 3, 4, 5, 6, 7, 8}});

struct Speaking : testing::Test, WireUser {
  Speaking() { testing::internal::CaptureStdout(); }
  ~Speaking() override {
    if (!is_read) testing::internal::GetCapturedStdout();
  }

  void on_wire_open() override { is_open = true; }
  void on_wire_news() override { ++news; }
  void on_wire_failed(std::string_view why) override { failure = why; }

  void begin(InspectOptions options = {}) {
    origin.emplace(server.url(), options);
    wire.emplace(loop, *origin, options, console, static_cast<WireUser&>(*this));
    run_until(loop, [&] { return is_open && server.has_client(); });
  }
  void say(const std::string& octets) {
    const int before = news;
    io::test::send(server.channel(), octets);
    run_until(loop, [&] { return news > before; });
  }
  void hear(const std::string& octets) {
    heard += octets;
    run_until(loop, [&] { return server.user.received.size() >= heard.size(); });
    EXPECT_EQ(server.user.received, heard);
  }
  std::string shown() {
    is_read = true;
    return testing::internal::GetCapturedStdout();
  }

  io::Loop loop;
  DrivenServer server{loop};
  Console console{[](std::string_view) { return std::vector<std::string>(); }, false};
  std::optional<Origin> origin;
  std::optional<Wire> wire;
  std::string heard;
  bool is_open = false;
  bool is_read = false;
  int news = 0;
  std::string failure;
};

TEST_F(Speaking, greets_and_is_greeted) {
  begin();
  wire->greet();
  hear(std::string(http::client_preface) + settings);
  say(settings);
  EXPECT_FALSE(wire->is_greeted());
  say(settings_ack);
  EXPECT_TRUE(wire->is_greeted());
  hear(settings_ack);
}

TEST_F(Speaking, acknowledges_what_came_together_by_one_piece) {
  begin();
  say(ping + settings + ping);
  hear(ping_ack + settings_ack + ping_ack);
}

TEST_F(Speaking, acknowledges_nothing_where_it_is_bare) {
  begin({.bare = true});
  say(settings + ping);
  wire->send(as_octets("x"));
  hear("x");
}

TEST_F(Speaking, knows_frames_that_came_until_they_are_taken) {
  begin();
  say(settings + ping + ping);
  EXPECT_TRUE(wire->take_frame(frame::Type::ping));
  EXPECT_FALSE(wire->take_frame(frame::Type::settings));
  EXPECT_TRUE(wire->take_frame());
  EXPECT_FALSE(wire->take_frame());
}

TEST_F(Speaking, knows_requests_until_their_streams_have_ended) {
  begin();
  wire->greet();
  wire->send(SendFields{.stream = 1, .method = "GET", .path = "/", .end_stream = true});
  EXPECT_TRUE(wire->awaits_answers());
  say(octets_of(frame::RstStream{1, frame::ErrorCode::cancel}));
  EXPECT_FALSE(wire->awaits_answers());
  EXPECT_TRUE(wire->has_ended(1));
  EXPECT_FALSE(wire->has_ended(3));
}

TEST_F(Speaking, shows_both_directions_and_the_end) {
  begin();
  wire->greet();
  say(ping);
  server.channel().finish();
  run_until(loop, [&] { return wire->has_ended(); });
  const std::string lines = shown();
  EXPECT_THAT(lines, HasSubstr("→  SETTINGS"));
  EXPECT_THAT(lines, HasSubstr("←  PING"));
  EXPECT_THAT(lines, HasSubstr("the server sends no more"));
  EXPECT_THAT(lines, HasSubstr("end: ended"));
}

}  // namespace
}  // namespace wire_test
}  // namespace weft::cli::inspect
