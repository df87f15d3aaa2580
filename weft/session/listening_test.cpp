#include <weft/session/listening.hpp>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/testkit/frames.hpp>

namespace weft::session {
namespace listening_test {
namespace {

using testing::ElementsAre;
using trace::Verb;

// Each call as "7 ns respond 1 [1,0,0] :status=200 text".
class Calls final : public trace::Reader {
 public:
  explicit Calls(std::vector<std::string>& its_told) : told(its_told) {}

  void on_event(const trace::Event&) override {}
  void on_call(const trace::Call& call) override {
    std::string line = fmt::format("{} ns {} {} [{}]", call.time.time_since_epoch().count(), to_string(call.verb),
                                   call.message, fmt::join(call.numbers, ","));
    for (const Field& field : call.fields) line += fmt::format(" {}={}", field.name, field.value);
    if (!call.text.empty()) line += fmt::format(" {}", call.text);
    told.push_back(line);
  }

 private:
  std::vector<std::string>& told;
};

Time at(int nanoseconds) {
  return Time(Duration(nanoseconds));
}

struct Heard {
  std::vector<std::string> told;
  Listening listening{http::Role::server, http::Version::http2, std::make_unique<Calls>(told)};
};

// Gives three octets, and then the end with a trailer.
class Three final : public http::BodySource {
 public:
  Three() { trailers_.add("x-sum", "3"); }
  http::Pulled pull(MutableOctets) override { return {3, http::Pulled::State::end_with_trailers}; }
  const http::Fields& trailers() const override { return trailers_; }

 private:
  http::Fields trailers_;
};

TEST(Listening, tells_calls_without_a_time_at_the_latest_one) {
  Heard heard;
  heard.listening.begin("streams=1", nullptr, at(1));
  heard.listening.tell(Verb::ready, 3, {}, at(2));
  heard.listening.tell(Verb::consume, 3, {70});
  heard.listening.sent({}, 4096, at(5));
  heard.listening.tell(Verb::close, 0, {}, "shutdown");
  EXPECT_THAT(heard.told, ElementsAre("1 ns begin 0 [1] streams=1", "2 ns ready 3 []", "2 ns consume 3 [70]",
                                      "5 ns produce 0 [4096,0]", "5 ns close 0 [] shutdown"));
}

TEST(Listening, tells_heads_with_all_that_the_engine_gets) {
  Heard heard;
  http::ResponseHead response;
  response.status = http::Status::not_found;
  response.content_length = 9;
  response.fields.add("x-a", "1");
  heard.listening.tell_response(Verb::respond, 1, response, true, at(7));
  http::RequestHead request;
  request.scheme = "https";
  request.authority = "example.org";
  request.path = "/a";
  heard.listening.tell_request(Verb::open, 3, request, false, h2::Dependency{.parent = 1, .weight = 9}, at(8));
  EXPECT_THAT(heard.told, ElementsAre("7 ns respond 1 [1,1,9] :status=404 x-a=1",
                                      "8 ns open 3 [0,0,0,1,1,9,0] :method=GET :scheme=https :authority=example.org "
                                      ":path=/a :protocol="));
}

TEST(Listening, tells_how_much_a_body_gave) {
  Heard heard;
  Three three;
  http::BodySource* body = heard.listening.watched(&three);
  heard.listening.belongs(5);
  std::array<std::uint8_t, 8> room{};
  EXPECT_EQ(body->pull(room).size, 3u);
  EXPECT_EQ(body->trailers().size(), 1u);
  EXPECT_THAT(heard.told, ElementsAre("0 ns pulled 5 [3,3]", "0 ns trailers 5 [] x-sum=3"));
  EXPECT_EQ(heard.listening.watched(nullptr), nullptr);
  heard.listening.belongs(7);
  heard.listening.forget(5);
  heard.listening.forget(7);
}

// Has heard enough when it has heard two things.
class Sated final : public trace::Reader {
 public:
  explicit Sated(int& its_told) : told(its_told) {}

  void on_event(const trace::Event&) override { ++told; }
  void on_call(const trace::Call&) override { ++told; }
  bool is_done() const override { return told >= 2; }

 private:
  int& told;
};

TEST(Listening, tells_nothing_more_to_one_that_has_heard_enough) {
  testkit::Frames frames;
  frames.preface().settings();
  int told = 0;
  Listening listening(http::Role::server, http::Version::http2, std::make_unique<Sated>(told));
  Three three;
  http::BodySource* body = listening.watched(&three);
  listening.belongs(5);
  EXPECT_TRUE(listening.is_told());
  listening.received(frames.octets(), at(1));
  EXPECT_FALSE(listening.is_told());
  // The engine has the source that was watched, and goes on with it.
  std::array<std::uint8_t, 8> room{};
  EXPECT_EQ(body->pull(room).size, 3u);
  listening.received(frames.octets(), at(2));
  listening.sent(frames.octets(), 4096, at(2));
  listening.tell(Verb::ready, 5, {}, at(2));
  listening.ended({}, at(3));
  EXPECT_EQ(told, 2);
  EXPECT_EQ(listening.watched(&three), &three);
}

TEST(Listening, keeps_frames_for_nobody) {
  testkit::Frames frames;
  frames.preface().settings().ping(7);
  Listening listening(http::Role::server, http::Version::http2, nullptr);
  EXPECT_FALSE(listening.frames(9));
  listening.keep_frames(http::Role::server, 4);
  listening.received(frames.octets(), at(1));
  listening.sent(frames.octets().subspan(24), 4096, at(1));
  EXPECT_FALSE(listening.is_told());
  const auto kept = listening.frames(9).value();
  ASSERT_EQ(kept.size(), 4u);
  EXPECT_EQ(kept[1].name(), "PING");
  EXPECT_FALSE(kept[1].is_sent);
  EXPECT_TRUE(kept[3].is_sent);
  EXPECT_EQ(listening.frames(1)->size(), 1u);
}

}  // namespace
}  // namespace listening_test
}  // namespace weft::session
