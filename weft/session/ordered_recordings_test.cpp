#include <weft/session/ordered_recordings.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/trace/recording/recording.hpp>

namespace weft::session {
namespace ordered_recordings_test {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

const io::Address here{"127.0.0.1", 8443};
const io::Address there{"127.0.0.1", 5123};

Facts facts(std::uint64_t id) {
  Facts facts;
  facts.id = id;
  facts.version = http::Version::http2;
  facts.local = &here;
  facts.peer = &there;
  return facts;
}

trace::Event preface(Time now) {
  return {now, trace::Direction::received, trace::PrefaceSeen{}};
}

class Ordered : public testing::Test {
 protected:
  Ordered() { std::filesystem::create_directories(path); }
  ~Ordered() override { std::filesystem::remove_all(path); }

  trace::Recording read(std::size_t number) {
    std::ifstream file(path / recordings.status(now).files.at(number), std::ios::binary);
    auto recording = trace::read_recording(std::string{std::istreambuf_iterator<char>(file), {}});
    EXPECT_TRUE(recording);
    return std::move(*recording);
  }
  // Why the recording has stopped; empty where it does not say.
  static std::string_view stop_of(const trace::Recording& recording) {
    const auto* event = std::get_if<trace::Event>(&recording.entries.back());
    const auto* stopped = event != nullptr ? std::get_if<trace::Stopped>(&event->what) : nullptr;
    return stopped != nullptr ? stopped->why : std::string_view();
  }

  const Time now = std::chrono::steady_clock::now();
  const std::filesystem::path path =
      std::filesystem::path(testing::TempDir()) / ("ordered_recordings_" + std::to_string(::getpid()));
  std::vector<std::string> told;
  OrderedRecordings recordings{http::Role::server, path.string(),
                               [this](const std::string& why) { told.push_back(why); }};
};

TEST_F(Ordered, listen_to_nobody_without_an_order) {
  EXPECT_EQ(recordings.on_connection(facts(1)), nullptr);
  EXPECT_FALSE(recordings.status(now).is_recording);
  EXPECT_TRUE(std::filesystem::is_empty(path));
}

TEST_F(Ordered, record_connections_until_the_time_is_over) {
  ASSERT_TRUE(recordings.begin({.time = hours(1)}, now));
  EXPECT_FALSE(recordings.begin({}, now));
  const auto reader = recordings.on_connection(facts(17));
  ASSERT_NE(reader, nullptr);
  reader->on_event(preface(now));
  EXPECT_FALSE(reader->is_done());
  const auto status = recordings.status(now + milliseconds(1));
  EXPECT_TRUE(status.is_recording);
  EXPECT_EQ(status.left, hours(1) - milliseconds(1));
  EXPECT_EQ(status.octets, std::filesystem::file_size(path / status.files.at(0)));
  EXPECT_THAT(status.files.at(0), testing::EndsWith("-17.sqlog"));

  reader->on_event(preface(now + hours(1)));
  EXPECT_TRUE(reader->is_done());
  reader->on_event(preface(now + hours(1)));
  EXPECT_FALSE(recordings.status(now + hours(1)).is_recording);
  const auto recording = read(0);
  EXPECT_FALSE(recording.has_values);
  EXPECT_EQ(recording.entries.size(), 2u);
  EXPECT_EQ(stop_of(recording), "time");
  EXPECT_TRUE(recordings.begin({}, now + hours(1)));
}

// All files together, and the rest of what is told at once.
TEST_F(Ordered, record_no_more_than_so_many_octets) {
  ASSERT_TRUE(recordings.begin({.time = hours(1), .octets = 4096}, now));
  const auto first = recordings.on_connection(facts(1));
  const auto second = recordings.on_connection(facts(2));
  for (int i = 0; i < 100; ++i) first->on_event(preface(now));
  second->on_event(preface(now));
  EXPECT_TRUE(first->is_done());
  EXPECT_TRUE(second->is_done());
  EXPECT_EQ(stop_of(read(0)), "size");
  EXPECT_EQ(stop_of(read(1)), "size");
  EXPECT_FALSE(recordings.status(now).is_recording);
  EXPECT_LT(recordings.status(now).octets, 4096u + 2048u);
  EXPECT_EQ(recordings.on_connection(facts(3)), nullptr);
  EXPECT_THAT(told, testing::ElementsAre(path.string() + ": no more is recorded: 4,096 B of recordings are the most"));
}

// The recording has ended before anybody could tell that the next octets are too many.
TEST_F(Ordered, tell_that_there_are_enough_octets_when_the_next_connection_comes) {
  ASSERT_TRUE(recordings.begin({.time = hours(1), .octets = 1}, now));
  recordings.on_connection(facts(1))->on_event(preface(now));
  EXPECT_TRUE(told.empty());
  EXPECT_EQ(recordings.on_connection(facts(2)), nullptr);
  EXPECT_EQ(told.size(), 1u);
}

TEST_F(Ordered, may_have_values_and_no_end) {
  ASSERT_TRUE(recordings.begin({.time = Duration::max(), .values = true}, now));
  const auto reader = recordings.on_connection(facts(1));
  reader->on_octets(trace::Direction::sent, as_octets("octets"), now + hours(24 * 365));
  EXPECT_FALSE(reader->is_done());
  EXPECT_TRUE(read(0).has_values);
  EXPECT_TRUE(recordings.status(now + hours(24 * 365)).is_recording);
}

TEST_F(Ordered, record_no_more_than_so_many_connections) {
  ASSERT_TRUE(recordings.begin({.time = hours(1), .connections = 2}, now));
  EXPECT_NE(recordings.on_connection(facts(1)), nullptr);
  EXPECT_NE(recordings.on_connection(facts(2)), nullptr);
  EXPECT_TRUE(told.empty());
  EXPECT_EQ(recordings.on_connection(facts(3)), nullptr);
  EXPECT_EQ(recordings.on_connection(facts(4)), nullptr);
  EXPECT_EQ(recordings.status(now).files.size(), 2u);
  EXPECT_THAT(told, testing::ElementsAre(path.string() + ": no more is recorded: 2 connections are the most"));
}

TEST_F(Ordered, say_nothing_of_the_order_where_the_connection_ends_first) {
  ASSERT_TRUE(recordings.begin({.time = hours(1)}, now));
  const auto reader = recordings.on_connection(facts(1));
  reader->on_event({now, trace::Direction::received, trace::Ended{}});
  EXPECT_EQ(stop_of(read(0)), "");
}

}  // namespace
}  // namespace ordered_recordings_test
}  // namespace weft::session
