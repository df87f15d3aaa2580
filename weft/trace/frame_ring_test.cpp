#include <weft/trace/frame_ring.hpp>

#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/testkit/frames.hpp>
#include <weft/trace/words.hpp>

namespace weft::trace {
namespace frame_ring_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::size_t all = 1000;

Time at(int milliseconds) {
  return Time(std::chrono::hours(700) + std::chrono::milliseconds(milliseconds));
}

// "< HEADERS 1 5 12": direction, type, stream, flags, length. "> WINDOW_UPDATE 0 0 4 +7": and the increment.
std::vector<std::string> words(const FrameRing& ring, std::size_t most = all) {
  std::vector<std::string> out;
  for (const auto& [time, direction, header, increment] : ring.newest(most)) {
    out.push_back(fmt::format("{} {} {} {} {}", direction == Direction::sent ? '>' : '<', name_of(header.type),
                              header.stream, header.flags, header.length));
    if (increment) out.back() += fmt::format(" +{}", *increment);
  }
  return out;
}

TEST(FrameRing, has_frames_of_both_directions_in_their_order) {
  testkit::Frames in;
  in.preface().settings().data(1, "hello", testkit::end_stream);
  testkit::Frames out;
  out.settings_ack().window_update(0, 7);
  FrameRing ring(http::Role::server, 8);
  EXPECT_THAT(words(ring), IsEmpty());
  ring.received(in.octets(), at(1));
  ring.sent(out.octets(), at(2));
  EXPECT_THAT(words(ring),
              ElementsAre("< SETTINGS 0 0 0", "< DATA 1 1 5", "> SETTINGS 0 1 0", "> WINDOW_UPDATE 0 0 4 +7"));
  EXPECT_EQ(ring.newest(all).front().time, at(1));
  EXPECT_EQ(ring.newest(all).back().time, at(2));
}

TEST(FrameRing, forgets_the_oldest) {
  FrameRing ring(http::Role::client, 3);
  for (frame::StreamId stream = 1; stream <= 9; stream += 2) {
    testkit::Frames in;
    in.rst_stream(stream);
    ring.received(in.octets(), at(1));
  }
  EXPECT_THAT(words(ring), ElementsAre("< RST_STREAM 5 0 4", "< RST_STREAM 7 0 4", "< RST_STREAM 9 0 4"));
  EXPECT_THAT(words(ring, 2), ElementsAre("< RST_STREAM 7 0 4", "< RST_STREAM 9 0 4"));
  EXPECT_THAT(words(ring, 0), IsEmpty());
}

TEST(FrameRing, is_the_same_for_any_cut) {
  testkit::Frames sent;
  sent.preface().settings().headers(1, testkit::request("GET", "/a"), testkit::end_stream).data(3, "some octets");
  sent.window_update(3, 65'535).data(5, "and more");
  FrameRing whole(http::Role::client, 16);
  whole.sent(sent.octets(), at(1));
  for (std::size_t size = 1; size < 30; ++size) {
    FrameRing cut(http::Role::client, 16);
    for (Octets rest = sent.octets(); !rest.empty(); rest = rest.subspan(std::min(size, rest.size()))) {
      cut.sent(rest.first(std::min(size, rest.size())), at(1));
    }
    EXPECT_EQ(words(cut), words(whole)) << size;
  }
}

TEST(FrameRing, has_increments_of_the_right_length_alone) {
  constexpr std::array<std::uint8_t, 4> with_reserved_bit{0x80, 0, 0, 5};
  constexpr std::array<std::uint8_t, 3> too_short{1, 2, 3};
  testkit::Frames in;
  in.raw(frame::Type::window_update, 0, 1, with_reserved_bit).raw(frame::Type::window_update, 0, 3, too_short);
  in.window_update(5, 0x7fff'ffff);
  FrameRing ring(http::Role::client, 3);
  ring.received(in.octets(), at(1));
  EXPECT_THAT(words(ring),
              ElementsAre("< WINDOW_UPDATE 1 0 4 +5", "< WINDOW_UPDATE 3 0 3", "< WINDOW_UPDATE 5 0 4 +2147483647"));
}

// A header can say more than anybody sends.
TEST(FrameRing, keeps_the_largest_values) {
  constexpr frame::Header largest{.length = frame::largest_max_frame_size,
                                  .type = frame::Type{0xff},
                                  .flags = 0xff,
                                  .stream = frame::max_stream_id};
  std::array<std::uint8_t, frame::header_size> octets{};
  largest.store(octets.data());
  FrameRing ring(http::Role::client, 1);
  ring.received(octets, at(1));
  EXPECT_THAT(words(ring), ElementsAre("< 0xff 2147483647 255 16777215"));
}

}  // namespace
}  // namespace frame_ring_test
}  // namespace weft::trace
