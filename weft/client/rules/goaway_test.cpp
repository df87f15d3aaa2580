// RFC 9113 6.8: a server may end a connection at any time. What it has not taken is sent on the next one, and what it
// may have taken is not sent twice.
#include <algorithm>
#include <chrono>
#include <cstdlib>

#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace goaway_test {

using namespace std::chrono_literals;
using testing::Each;
using testing::SizeIs;

// The server takes so many requests of each connection: the others are above the last stream of GOAWAY.
Script takes(std::size_t count, std::size_t& processed) {
  const auto last = static_cast<StreamId>(2 * count - 1);
  Script script;
  script.on_head = [last](Peer& peer, StreamId stream) {
    if (stream == last) peer.frames.goaway(last);
  };
  script.on_whole = [last, &processed](Peer& peer, StreamId stream) {
    if (stream > last) return;
    ++processed;
    answers()(peer, stream);
  };
  return script;
}

// A body of 1 MiB that needs no memory: thousands wait for their turn here.
class Mebibyte final : public Content {
 public:
  static constexpr std::size_t size = 1 << 20;

  Result<OpenedContent, Fault> open(io::Loop&, std::function<void()>) override {
    return OpenedContent{.body = std::make_unique<Octet>(), .length = size};
  }

 private:
  struct Octet final : ContentBody {
    http::Pulled pull(MutableOctets room) override {
      const std::size_t some = std::min(room.size(), left);
      std::fill_n(room.begin(), some, std::uint8_t{'x'});
      left -= some;
      return {some, left == 0 ? http::Pulled::State::end : http::Pulled::State::more};
    }
    std::size_t left = size;
  };
};

// WEFT_BODIES: how many there are. Ten thousand take 10 to 26 s a case without optimisation.
std::size_t number_of_bodies() {
  const char* const given = std::getenv("WEFT_BODIES");
  return given == nullptr ? 1'000 : std::strtoul(given, nullptr, 10);
}

class Goaway : public RulesTest, public testing::WithParamInterface<std::size_t> {
 protected:
  std::size_t processed = 0;
};

INSTANTIATE_TEST_SUITE_P(AfterRequests, Goaway, testing::Values(1, 2, 3, 4, 5));

TEST_P(Goaway, loses_none_of_ten_thousand_requests_and_repeats_none) {
  server.scripts.push_back(takes(GetParam(), processed));
  get_many(10'000);
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_EQ(processed, 10'000u);
}

TEST_P(Goaway, loses_no_body_and_repeats_none) {
  server.scripts.push_back(takes(GetParam(), processed));
  const std::size_t count = number_of_bodies();
  for (std::size_t i = 0; i < count; ++i) {
    Request post = request(http::Method::post);
    post.content = std::make_unique<Mebibyte>();
    post.queue_limit = 1h;
    add(std::move(post));
  }
  run_all(1h);
  EXPECT_EQ(failures(), 0u);
  EXPECT_EQ(processed, count);
  std::size_t octets = 0;
  for (const auto& peer : server.peers) octets += peer->data_octets();
  EXPECT_GE(octets, count * Mebibyte::size);
}

// How many requests a connection takes is learned from the last one: few are sent in vain.
TEST_P(Goaway, is_expected_of_the_next_connection) {
  server.scripts.push_back(takes(GetParam(), processed));
  get_many(500);
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_LE(server.requests(), 500u + 100u);
}

// An ordinary end is no bad sign: the next connection takes as many as it can.
TEST_F(Goaway, of_an_idle_connection_teaches_nothing) {
  server.scripts.push_back({.on_head = both(answers(), goes_away(1))});
  server.scripts.push_back({.on_head = answers()});
  EXPECT_TRUE(result_of(get()).has_value());
  get_many(50);
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_THAT(server.peers, SizeIs(2));
}

TEST_F(Goaway, that_came_early_once_is_forgotten_when_a_connection_lasts) {
  server.scripts.push_back(takes(2, processed));
  server.scripts.push_back(takes(8, processed));
  server.scripts.push_back({.on_head = is_silent()});
  get_many(10);
  run_all();
  EXPECT_EQ(failures(), 0u);
  run_until([&] { return server.peers[1]->closed(); });
  get_many(50);
  run_until([&] { return server.peers.size() == 3 && server.peers[2]->requests().size() == 50; });
}

TEST_F(Goaway, that_is_announced_first_loses_nothing) {
  server.scripts.push_back({.on_head = [](Peer& peer, StreamId stream) {
    if (stream == 3) peer.frames.goaway(frame::max_stream_id);
    if (stream == 5) peer.frames.goaway(5);
    if (stream <= 5) answers()(peer, stream);
  }});
  server.scripts.push_back({.on_head = answers()});
  get_many(20);
  run_all();
  EXPECT_EQ(failures(), 0u);
  EXPECT_EQ(server.peers[1]->requests().size(), 17u);
}

// A server that takes nothing at all is not asked for ever.
TEST_F(Goaway, of_each_connection_at_once_is_an_error) {
  server.scripts.push_back({.on_head = goes_away(0)});
  get_many(10);
  run_all();
  for (const auto& transfer : transfers) {
    const auto result = transfer->take_result();
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().reason(), "beyond_goaway");
    EXPECT_EQ(result.error().attempts, 2u);
    EXPECT_TRUE(result.error().safe_to_retry);
  }
}

// A POST may have been processed where its stream is not above the last one: it is not repeated. A GET may be
// (RFC 9110 9.2.2).
TEST_F(Goaway, proves_nothing_of_a_post_at_or_below_its_last_stream) {
  server.scripts.push_back({.on_head = in_turn({answers(), both(goes_away(3), closes())})});
  EXPECT_TRUE(result_of(get()).has_value());
  const auto result = result_of(post("content"));
  ASSERT_FALSE(result.has_value());
  EXPECT_FALSE(result.error().safe_to_retry);
  EXPECT_EQ(result.error().attempts, 1u);
  EXPECT_EQ(server.requests(), 2u);
}

TEST_F(Goaway, and_a_get_that_was_lost_with_a_connection_that_had_served) {
  server.scripts.push_back({.on_head = in_turn({answers(), both(goes_away(3), closes())})});
  server.scripts.push_back({.on_head = answers()});
  EXPECT_TRUE(result_of(get()).has_value());
  EXPECT_TRUE(result_of(get()).has_value());
  EXPECT_EQ(server.requests(), 3u);
}

}  // namespace goaway_test
}  // namespace weft::client
