#include <weft/session/replay/recorded_bodies.hpp>

#include <array>

#include <gtest/gtest.h>

namespace weft::session {
namespace recorded_bodies_test {
namespace {

using State = http::Pulled::State;

constexpr std::string_view octets = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
constexpr std::array<std::uint64_t, 2> three{3, static_cast<std::uint64_t>(State::more)};
constexpr std::array<std::uint64_t, 2> two{2, static_cast<std::uint64_t>(State::end_with_trailers)};

trace::Recording recording(std::span<const Field> trailers) {
  trace::Recording out;
  out.role = http::Role::server;
  out.version = http::Version::http11;
  out.entries.emplace_back(trace::Call{.time = Time(), .verb = trace::Verb::pulled, .message = 1, .numbers = three});
  out.entries.emplace_back(trace::Call{.time = Time(), .verb = trace::Verb::pulled, .message = 1, .numbers = two});
  out.entries.emplace_back(
      trace::Call{.time = Time(), .verb = trace::Verb::trailers, .message = 1, .fields = trailers});
  out.entries.emplace_back(trace::OctetsSeen{Time(), trace::Direction::sent, octets.size(), as_octets(octets)});
  return out;
}

TEST(RecordedBodies, give_what_was_given_pull_by_pull) {
  const std::array<Field, 1> trailers{{{.name = "x-sum", .value = "5", .sensitive = true}}};
  const trace::Recording once = recording(trailers);
  RecordedBodies bodies(once);
  http::BodySource& body = *bodies.of(1);
  std::array<std::uint8_t, 16> room{};
  EXPECT_EQ(body.pull(room).size, 3u);
  EXPECT_EQ(as_text(Octets(room).first(3)), "hel");
  const http::Pulled last = body.pull(room);
  EXPECT_EQ(last.state, State::end_with_trailers);
  EXPECT_EQ(as_text(Octets(room).first(last.size)), "lo");
  ASSERT_EQ(body.trailers().size(), 1u);
  EXPECT_TRUE(body.trailers().begin()->sensitive);
  EXPECT_EQ(body.pull(room).state, State::blocked);
}

TEST(RecordedBodies, give_no_more_than_there_is_room_for) {
  const trace::Recording once = recording({});
  RecordedBodies bodies(once);
  std::array<std::uint8_t, 1> room{};
  EXPECT_EQ(bodies.of(1)->pull(room).size, 1u);
  EXPECT_EQ(bodies.of(2)->pull(room).size, 0u);
}

}  // namespace
}  // namespace recorded_bodies_test
}  // namespace weft::session
