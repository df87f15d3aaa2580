#include <weft/h2/intake.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <type_traits>
#include <vector>

#include <weft/http/preface.hpp>
#include <weft/testkit/frames.hpp>

namespace weft::h2 {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using testkit::Frames;
using Lines = std::vector<std::string>;

const Time arrival = Time{} + seconds(100);
constexpr std::uint32_t frame_limit = frame::default_max_frame_size;

// A sink that writes down all frames; blocks are put together as a connection does.
class Sink {
 public:
  explicit Sink(Intake& reader) : intake(reader) {}

  template <class F>
  void operator()(const F& frame) {
    if constexpr (std::is_same_v<F, frame::DataStart>) {
      intake.accept_data(accepts_data);
      lines.push_back("data of " + std::to_string(frame.data_length));
    } else if constexpr (std::is_same_v<F, frame::DataPiece>) {
      lines.push_back("piece of " + std::to_string(frame.octets.size()));
    } else if constexpr (std::is_same_v<F, frame::Faulty>) {
      lines.push_back("faulty");
    } else if constexpr (std::is_same_v<F, frame::Headers> || std::is_same_v<F, frame::PushPromise>) {
      FieldBlock block;
      if (intake.begin(frame, arrival, block)) note(block);
    } else if constexpr (std::is_same_v<F, frame::Continuation>) {
      intake.add(frame);
      if (frame.end_headers) note(intake.take_block().whole());
    } else {
      if constexpr (std::is_same_v<F, frame::Settings>) intake.settings_came();
      lines.push_back(frame::describe(frame));
    }
  }

  Intake& intake;
  Lines lines;
  FieldBlock latest;
  bool accepts_data = true;

 private:
  void note(const FieldBlock& block) {
    latest = block;
    lines.push_back("block \"" + std::string(as_text(block.octets)) + "\"");
  }
};

class IntakeTest : public ::testing::Test {
 protected:
  // Returns why the connection would be lost.
  std::optional<Reason> take(Octets octets, Time now = arrival) {
    if (const auto broken = intake.take_preface(octets)) return broken;
    while (true) {
      const Intake::Step step = intake.next(octets, sink);
      if (step.broken) return step.broken;
      if (!step.taken) break;
    }
    intake.note_partial_frame(now);
    return std::nullopt;
  }

  Intake intake{Intake::Stage::frames, frame_limit};
  Sink sink{intake};
  Frames frames;
};

// RFC 9113 3.4
TEST(Preface, is_taken_in_any_pieces) {
  for (std::size_t cut = 0; cut <= http::client_preface.size(); ++cut) {
    Intake intake(Intake::Stage::preface, frame_limit);
    Octets first = as_octets(http::client_preface.substr(0, cut));
    Octets second = as_octets(http::client_preface.substr(cut));
    EXPECT_FALSE(intake.take_preface(first));
    EXPECT_FALSE(intake.take_preface(second));
    EXPECT_TRUE(first.empty() && second.empty());
    EXPECT_TRUE(intake.awaits_settings());
  }
}

TEST(Preface, is_wrong_with_its_first_wrong_octet) {
  Intake intake(Intake::Stage::preface, frame_limit);
  Octets octets = as_octets("PRI * HTTP/1");
  EXPECT_EQ(intake.take_preface(octets), Reason::preface_not_valid);
}

TEST(Preface, is_followed_by_settings) {
  Intake intake(Intake::Stage::settings, frame_limit);
  Sink sink(intake);
  Frames early;
  early.window_update(0, 1);
  Octets octets = early.octets();
  EXPECT_EQ(intake.next(octets, sink).broken, Reason::settings_expected);

  Intake other(Intake::Stage::settings, frame_limit);
  Sink other_sink(other);
  Frames right;
  right.settings().window_update(0, 1);
  octets = right.octets();
  EXPECT_TRUE(other.next(octets, other_sink).taken);
  EXPECT_FALSE(other.awaits_settings());
  EXPECT_TRUE(other.next(octets, other_sink).taken);
}

TEST_F(IntakeTest, puts_a_block_together) {
  frames.headers_block(1, as_octets("one "), 0);
  frames.continuation(1, as_octets("two "), 0).continuation(1, as_octets("three"));
  EXPECT_EQ(take(frames.octets()), std::nullopt);
  EXPECT_THAT(sink.lines, ElementsAre("block \"one two three\""));
  EXPECT_EQ(sink.latest.stream, 1u);
  EXPECT_EQ(sink.latest.began, arrival);
  EXPECT_EQ(sink.latest.wire_octets, frames.octets().size());
  EXPECT_TRUE(intake.is_between_frames());
}

// RFC 9113 6.2
TEST_F(IntakeTest, lets_nothing_into_a_block) {
  frames.headers_block(1, as_octets("one"), 0).window_update(0, 1);
  EXPECT_EQ(take(frames.octets()), Reason::field_block_interrupted);
}

TEST_F(IntakeTest, lets_no_other_block_into_a_block) {
  frames.headers_block(1, as_octets("one"), 0).continuation(3, as_octets("two"));
  EXPECT_EQ(take(frames.octets()), Reason::field_block_interrupted);
}

// RFC 9113 6.10
TEST_F(IntakeTest, wants_a_block_before_its_continuation) {
  frames.continuation(1, as_octets("one"));
  EXPECT_EQ(take(frames.octets()), Reason::continuation_unexpected);
}

TEST_F(IntakeTest, gives_data_that_is_accepted) {
  frames.data(1, "four").data(1, "");
  EXPECT_EQ(take(frames.octets()), std::nullopt);
  EXPECT_THAT(sink.lines, ElementsAre("data of 4", "piece of 4", "data of 0", "piece of 0"));
  sink.accepts_data = false;
  sink.lines.clear();
  EXPECT_EQ(take(frames.octets()), std::nullopt);
  EXPECT_THAT(sink.lines, ElementsAre("data of 4", "data of 0"));
}

TEST_F(IntakeTest, counts_the_time_of_a_frame_that_does_not_come_whole) {
  const Timeouts timeouts;
  frames.window_update(0, 1);
  EXPECT_EQ(take(frames.octets().first(5)), std::nullopt);
  EXPECT_EQ(take(frames.octets().subspan(5, 1), arrival + seconds(1)), std::nullopt);
  EXPECT_EQ(intake.partial_since(), arrival);
  const Time due = intake.deadline(arrival, timeouts);
  EXPECT_EQ(due, arrival + timeouts.header_block);
  EXPECT_FALSE(intake.is_block_late(due - milliseconds(1), timeouts));
  EXPECT_TRUE(intake.is_block_late(due, timeouts));
  EXPECT_EQ(take(frames.octets().subspan(6), arrival + seconds(2)), std::nullopt);
  EXPECT_EQ(intake.deadline(arrival, timeouts), never);
}

TEST_F(IntakeTest, leaves_data_its_time) {
  frames.data(1, "four");
  EXPECT_EQ(take(frames.octets().first(11)), std::nullopt);
  EXPECT_TRUE(intake.in_data());
  EXPECT_EQ(intake.deadline(arrival, Timeouts()), never);
  EXPECT_FALSE(intake.is_between_frames());
}

TEST_F(IntakeTest, counts_the_time_of_a_block_from_its_first_octet) {
  const Timeouts timeouts;
  frames.headers_block(1, as_octets("one"), 0);
  EXPECT_EQ(take(frames.octets()), std::nullopt);
  EXPECT_EQ(intake.deadline(arrival, timeouts), arrival + timeouts.header_block);
  EXPECT_GE(intake.memory(), 3u);
  intake.drop_block();
  EXPECT_EQ(intake.deadline(arrival, timeouts), never);
}

TEST_F(IntakeTest, tells_faults_of_a_stream_from_those_of_the_connection) {
  frames.window_update(1, 0);
  EXPECT_EQ(take(frames.octets()), std::nullopt);
  EXPECT_THAT(sink.lines, ElementsAre("faulty"));
  Frames fatal;
  fatal.window_update(0, 0);
  EXPECT_NE(take(fatal.octets()), std::nullopt);
}

}  // namespace
}  // namespace weft::h2
