// RFC 9113 7, ENHANCE_YOUR_CALM: "The endpoint detected that its peer is exhibiting a behavior that might be generating
// excessive load." Nothing is sent to the origin for a while, which doubles each time; a request is sent twice at most.
#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace calm_test {

using namespace std::chrono_literals;

class Calm : public RulesTest {
 protected:
  Calm() { options.calm_pause = 150ms; }
  // Answers each request with the reaction, and notes when it came.
  Reaction timed(Reaction reaction) {
    return [this, reaction](Peer& peer, StreamId stream) {
      times.push_back(std::chrono::steady_clock::now());
      reaction(peer, stream);
    };
  }
  void expect_named(const Result<Response, ClientError>& result, unsigned attempts) {
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().reason(), "enhance_your_calm");
    EXPECT_EQ(result.error().close.code, 0xbu);
    EXPECT_EQ(result.error().attempts, attempts);
  }

  std::vector<Time> times;
};

TEST(CalmPause, is_a_second_by_default) {
  EXPECT_EQ(ClientOptions().calm_pause, 1s);
}

TEST_F(Calm, of_each_stream_is_an_error_after_the_second_attempt) {
  server.scripts.push_back({.on_head = timed(resets(ErrorCode::enhance_your_calm))});
  expect_named(result_of(get()), 2);
  ASSERT_EQ(times.size(), 2u);
  EXPECT_GE(times[1] - times[0], options.calm_pause);
}

TEST_F(Calm, of_each_connection_is_an_error_after_the_second_attempt) {
  for (const StreamId last : {0u, 1u}) {
    times.clear();
    pool.reset();
    server.scripts.clear();
    server.scripts.push_back({.on_head = timed(both(goes_away(last, ErrorCode::enhance_your_calm), closes()))});
    const auto result = result_of(get());
    expect_named(result, 2);
    EXPECT_EQ(result.error().safe_to_retry, last == 0);
    ASSERT_EQ(times.size(), 2u);
    EXPECT_GE(times[1] - times[0], options.calm_pause);
  }
}

TEST_F(Calm, is_kept_by_all_requests_to_the_origin) {
  server.scripts.push_back({.on_head = timed(in_turn({resets(ErrorCode::enhance_your_calm), answers()}))});
  Transfer& first = get();
  run_until([&] { return times.size() == 1; });
  run_for(50ms);
  get_many(10);
  run_all();
  EXPECT_TRUE(first.take_result().has_value());
  EXPECT_GE(times[1] - times[0], options.calm_pause);
}

TEST_F(Calm, lasts_twice_as_long_the_second_time) {
  server.scripts.push_back({.on_head = timed(in_turn({resets(ErrorCode::enhance_your_calm),
                                                      resets(ErrorCode::enhance_your_calm), answers()}))});
  expect_named(result_of(get()), 2);
  EXPECT_TRUE(result_of(get()).has_value());
  ASSERT_EQ(times.size(), 3u);
  EXPECT_GE(times[2] - times[1], 2 * options.calm_pause);
}

// It may have been processed.
TEST_F(Calm, does_not_repeat_a_post) {
  server.scripts.push_back({.on_head = timed(resets(ErrorCode::enhance_your_calm))});
  const auto result = result_of(post("content"));
  expect_named(result, 1);
  EXPECT_FALSE(result.error().safe_to_retry);
}

TEST_F(Calm, repeats_a_post_that_the_server_has_not_taken) {
  server.scripts.push_back({.on_head = timed(both(goes_away(0, ErrorCode::enhance_your_calm), closes()))});
  server.scripts.push_back({.on_head = timed(answers())});
  EXPECT_TRUE(result_of(post("content")).has_value());
  EXPECT_GE(times[1] - times[0], options.calm_pause);
}

}  // namespace calm_test
}  // namespace weft::client
