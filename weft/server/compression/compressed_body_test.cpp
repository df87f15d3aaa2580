#include <weft/server/compression/compressed_body.hpp>

#include <algorithm>
#include <deque>
#include <new>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/server/compression/decoded_test.hpp>

namespace weft::server {
namespace compressed_body_test {

using State = http::Pulled::State;

// Gives what a test has written so far.
class Written final : public session::Body {
 public:
  struct Script {
    std::string unread;
    State behind = State::blocked;
    std::size_t pulled = 0;
    http::Fields trailers;
  };
  explicit Written(std::shared_ptr<Script> script) : script_(std::move(script)) {}

  http::Pulled pull(MutableOctets room) override {
    const std::size_t size = std::min(room.size(), script_->unread.size());
    std::copy_n(script_->unread.begin(), size, room.begin());
    script_->unread.erase(0, size);
    script_->pulled += size;
    return {size, script_->unread.empty() ? script_->behind : State::more};
  }
  const http::Fields& trailers() const override { return script_->trailers; }

 private:
  std::shared_ptr<Script> script_;
};

class CompressedBodies : public testing::TestWithParam<FileCoding> {
 protected:
  // Until there is nothing more for now.
  State pull_all(std::size_t room_size = 4096) {
    std::string room(room_size, '\0');
    for (;;) {
      const auto pulled = body.pull(MutableOctets(reinterpret_cast<std::uint8_t*>(room.data()), room.size()));
      coded.append(room, 0, pulled.size);
      ++pulls;
      if (pulled.state != State::more) return pulled.state;
    }
  }
  std::string text() const { return decoded(coded, GetParam()); }

  std::shared_ptr<Written::Script> script = std::make_shared<Written::Script>();
  CompressedBody body{std::make_unique<Written>(script), Compressor::make(GetParam())};
  std::string coded;
  std::size_t pulls = 0;
};

TEST_P(CompressedBodies, are_what_was_written) {
  const std::string written = test_text(300'000);
  script->unread = written;
  script->behind = State::end;
  EXPECT_EQ(pull_all(), State::end);
  EXPECT_EQ(text(), written);
  EXPECT_LT(coded.size(), written.size() / 2);
}

TEST_P(CompressedBodies, can_be_read_up_to_each_pause) {
  std::string written;
  for (const auto* event : {"data: 1\n\n", "data: 2\n\n", "data: 3\n\n"}) {
    script->unread = event;
    written += event;
    EXPECT_EQ(pull_all(), State::blocked);
    EXPECT_EQ(text(), written);
  }
  script->behind = State::end;
  EXPECT_EQ(pull_all(), State::end);
  EXPECT_EQ(text(), written);
}

TEST_P(CompressedBodies, send_nothing_for_a_pause_in_which_nothing_came) {
  script->unread = "data: 1\n\n";
  pull_all();
  const std::size_t before = coded.size();
  EXPECT_EQ(pull_all(), State::blocked);
  EXPECT_EQ(coded.size(), before);
}

TEST_P(CompressedBodies, end_in_the_smallest_room) {
  const std::string written = test_text(2000);
  script->unread = written;
  EXPECT_EQ(pull_all(1), State::blocked);
  EXPECT_EQ(text(), written);
  EXPECT_LE(pulls, written.size());
  script->behind = State::end;
  EXPECT_EQ(pull_all(1), State::end);
  EXPECT_EQ(text(), written);
}

TEST_P(CompressedBodies, take_little_at_a_time_of_what_compresses_well) {
  script->unread.assign(8'000'000, 'x');
  script->behind = State::end;
  std::string room(16 * 1024, '\0');
  std::size_t before = 0;
  for (State state = State::more; state == State::more;) {
    const auto pulled = body.pull(MutableOctets(reinterpret_cast<std::uint8_t*>(room.data()), room.size()));
    coded.append(room, 0, pulled.size);
    state = pulled.state;
    EXPECT_TRUE(state == State::end || pulled.size > 0);
    EXPECT_LE(script->pulled - before, CompressedBody::most_taken + 16 * 1024);
    before = script->pulled;
  }
  EXPECT_EQ(text(), std::string(8'000'000, 'x'));
}

TEST_P(CompressedBodies, that_are_empty_are_whole) {
  script->behind = State::end;
  EXPECT_EQ(pull_all(), State::end);
  EXPECT_EQ(text(), "");
  EXPECT_GT(coded.size(), 0u);
}

TEST_P(CompressedBodies, fail_as_what_they_compress_does) {
  script->unread = test_text(5000);
  script->behind = State::failed;
  EXPECT_EQ(pull_all(), State::failed);
}

TEST_P(CompressedBodies, keep_their_trailers) {
  script->trailers.add("x-sum", "1");
  script->behind = State::end_with_trailers;
  EXPECT_EQ(pull_all(), State::end_with_trailers);
  EXPECT_EQ(body.trailers().find("x-sum"), "1");
}

TEST_P(CompressedBodies, at_once_are_the_same_text) {
  for (const std::size_t size : {1u, 1000u, 65536u}) {
    const std::string written = test_text(size);
    const auto octets = compressed(as_octets(written), GetParam());
    EXPECT_EQ(decoded(as_text(octets), GetParam()), written);
  }
}

std::string name_of_coding(const testing::TestParamInfo<FileCoding>& info) {
  return std::string(to_string(info.param));
}

INSTANTIATE_TEST_SUITE_P(OfEachCoding, CompressedBodies,
                         testing::Values(FileCoding::gzip, FileCoding::br, FileCoding::zstd), name_of_coding);

TEST(Compressors, are_few_at_a_time) {
  std::vector<std::unique_ptr<Compressor>> all;
  for (unsigned i = 0; i < Compressor::most_at_a_time; ++i) all.push_back(Compressor::make(FileCoding::gzip));
  EXPECT_NE(all.back(), nullptr);
  EXPECT_EQ(Compressor::make(FileCoding::gzip), nullptr);
  EXPECT_TRUE(compressed(as_octets("text"), FileCoding::br).empty());
  all.pop_back();
  EXPECT_NE(Compressor::make(FileCoding::br), nullptr);
}

}  // namespace compressed_body_test
}  // namespace weft::server
