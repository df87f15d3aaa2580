#include <weft/h1/body_writer.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <weft/testkit/bodies.hpp>

namespace weft::h1 {
namespace {

using Body = Framing::Body;
using State = BodyWriter::State;
using Pulled = http::Pulled;

// A source that does what the test tells it, call by call.
class ScriptedBody final : public http::BodySource {
 public:
  struct Line {
    std::string text;
    Pulled::State state;
  };
  explicit ScriptedBody(std::vector<Line> lines) : lines_(std::move(lines)) {}

  Pulled pull(MutableOctets room) override {
    EXPECT_FALSE(room.empty());
    rooms.push_back(room.size());
    const Line& line = lines_.at(next_++);
    EXPECT_LE(line.text.size(), room.size());
    std::copy(line.text.begin(), line.text.end(), room.begin());
    return {line.text.size(), line.state};
  }

  std::vector<std::size_t> rooms;

 private:
  std::vector<Line> lines_;
  std::size_t next_ = 0;
};

std::string write(BodyWriter& writer, std::size_t budget = 4096) {
  Buffer out;
  writer.write(out, budget);
  return std::string(as_text(out.readable()));
}

TEST(BodyWriter, writes_a_body_of_a_known_length_as_it_is) {
  testkit::TextBody body("hello");
  BodyWriter writer;
  writer.begin(body, Body::length, 5);
  EXPECT_EQ(write(writer), "hello");
  EXPECT_EQ(writer.state(), State::ended);
}

TEST(BodyWriter, fills_the_size_of_a_chunk_in_front_of_it) {
  testkit::TextBody body("hello");
  BodyWriter writer;
  writer.begin(body, Body::chunked, 0);
  EXPECT_EQ(write(writer), "0005\r\nhello\r\n0\r\n\r\n");
  EXPECT_EQ(writer.state(), State::ended);
}

TEST(BodyWriter, writes_trailers_behind_the_last_chunk) {
  testkit::TextBody body("hello");
  body.trailers_to_send().add("x-sum", "1");
  BodyWriter writer;
  writer.begin(body, Body::chunked, 0);
  EXPECT_EQ(write(writer), "0005\r\nhello\r\n0\r\nx-sum: 1\r\n\r\n");
}

TEST(BodyWriter, drops_trailers_where_there_is_no_place_for_them) {
  testkit::TextBody body("hello");
  body.trailers_to_send().add("x-sum", "1");
  BodyWriter writer;
  writer.begin(body, Body::length, 5);
  EXPECT_EQ(write(writer), "hello");
  EXPECT_EQ(writer.state(), State::ended);
}

TEST(BodyWriter, never_ends_a_body_whose_trailers_cannot_be_written) {
  testkit::TextBody body("hello");
  body.trailers_to_send().add("x-sum", "1\r\n\r\n");
  BodyWriter writer;
  writer.begin(body, Body::chunked, 0);
  EXPECT_EQ(write(writer), "0005\r\nhello\r\n");
  EXPECT_EQ(writer.state(), State::failed);
  EXPECT_EQ(writer.fault(), Reason::trailers_not_valid);
}

TEST(BodyWriter, writes_no_empty_chunk_before_the_end) {
  ScriptedBody body({{"", Pulled::State::more}, {"a", Pulled::State::blocked}, {"", Pulled::State::end}});
  BodyWriter writer;
  writer.begin(body, Body::chunked, 0);
  EXPECT_EQ(write(writer), "");
  EXPECT_EQ(writer.state(), State::ready);
  EXPECT_EQ(write(writer), "0001\r\na\r\n");
  EXPECT_EQ(writer.state(), State::blocked);
  writer.ready();
  EXPECT_EQ(write(writer), "0\r\n\r\n");
}

TEST(BodyWriter, stays_within_about_the_budget) {
  for (const Body framing : {Body::length, Body::chunked, Body::until_close}) {
    testkit::LongBody body(1 << 20);
    BodyWriter writer;
    writer.begin(body, framing, 1 << 20);
    for (int i = 0; i < 4; ++i) {
      const std::string out = write(writer, 100'000);
      EXPECT_GE(out.size(), 99'000U);
      EXPECT_LE(out.size(), 100'300U);
    }
  }
}

TEST(BodyWriter, makes_progress_however_small_the_budget) {
  testkit::LongBody body;
  BodyWriter writer;
  writer.begin(body, Body::chunked, 0);
  EXPECT_GT(write(writer, 0).size(), 0U);
}

TEST(BodyWriter, fails_if_the_source_ends_before_its_length) {
  testkit::TextBody body("hell");
  BodyWriter writer;
  writer.begin(body, Body::length, 5);
  EXPECT_EQ(write(writer), "hell");
  EXPECT_EQ(writer.fault(), Reason::body_too_short);
}

TEST(BodyWriter, withholds_the_end_of_a_body_that_is_too_long) {
  testkit::TextBody body("hello!");
  BodyWriter writer;
  writer.begin(body, Body::length, 5);
  EXPECT_EQ(write(writer), "");
  EXPECT_EQ(writer.fault(), Reason::body_too_long);
}

TEST(BodyWriter, asks_for_the_end_after_the_last_octet) {
  ScriptedBody body({{"hello", Pulled::State::more}, {"", Pulled::State::end}});
  BodyWriter writer;
  writer.begin(body, Body::length, 5);
  EXPECT_EQ(write(writer), "hello");
  EXPECT_EQ(writer.state(), State::ended);
  EXPECT_EQ(body.rooms, (std::vector<std::size_t>{6, 1}));
}

TEST(BodyWriter, fails_with_its_source) {
  ScriptedBody body({{"a", Pulled::State::failed}});
  BodyWriter writer;
  writer.begin(body, Body::chunked, 0);
  EXPECT_EQ(write(writer), "0001\r\na\r\n");
  EXPECT_EQ(writer.state(), State::failed);
  EXPECT_EQ(writer.fault(), Reason::body_failed);
}

TEST(BodyWriter, forgets_a_source_that_is_abandoned) {
  testkit::TextBody body("hello");
  BodyWriter writer;
  writer.begin(body, Body::length, 5);
  writer.abandon();
  EXPECT_EQ(writer.state(), State::idle);
}

}  // namespace
}  // namespace weft::h1
