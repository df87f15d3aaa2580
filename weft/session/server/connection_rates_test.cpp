#include <weft/session/server/connection_rates.hpp>

#include <weft/session/memory_recordings_test.hpp>
#include <weft/session/server/rig_test.hpp>

namespace weft::session::server {
namespace connection_rates_test {

using testkit::request;

constexpr std::size_t size = 100'000;
// A rate of an octet a second lets next to nothing go while a test runs.
constexpr std::uint64_t crawling = 1;

struct Limited : testing::Test, testing::WithParamInterface<bool> {
  Limited() {
    plan.sending.shared[0] = std::make_shared<SharedRate>(sending);
    plan.receiving.shared[0] = std::make_shared<SharedRate>(receiving);
    rig.service.handler = [this](Exchange& exchange) {
      exchange.limit(plan);
      exchange.respond(head_of(http::Status::ok, size), std::string(size, 'x'));
      exchange.finish();
    };
  }
  bool is_h2() const { return GetParam(); }
  Peer& connect() {
    if (!is_h2()) return rig.connect();
    Peer& peer = rig.connect();
    peer.frames.preface().settings({{frame::SettingId::initial_window_size, 0x7fff'ffff}}).settings_ack();
    peer.frames.window_update(0, 0x7fff'0000);
    return peer;
  }
  void get(Peer& peer) {
    if (!is_h2()) return peer.send(http1_request);
    peer.frames.headers(stream, request("GET"), http::End::yes);
    stream += 2;
    peer.send();
  }
  std::size_t received(const Peer& peer) const {
    return static_cast<std::size_t>(std::count(peer.received().begin(), peer.received().end(), 'x'));
  }

  // Outlives the connections.
  MemoryRecordings recordings{http::Role::server};
  Rig rig;
  RatePlan plan;
  frame::StreamId stream = 1;
  std::shared_ptr<RateSetting> sending = std::make_shared<RateSetting>();
  std::shared_ptr<RateSetting> receiving = std::make_shared<RateSetting>();
};

INSTANTIATE_TEST_SUITE_P(over_both_versions, Limited, testing::Bool(),
                         [](const auto& is_h2) { return is_h2.param ? "http2" : "http1"; });

TEST_P(Limited, responses_go_as_fast_as_all_rates_allow) {
  Peer& peer = connect();
  get(peer);
  rig.run_until([&] { return received(peer) >= size; });
}

TEST_P(Limited, responses_wait_until_a_shared_rate_is_raised) {
  sending->change(crawling);
  Peer& peer = connect();
  Peer& other = connect();
  get(peer);
  rig.run_until([&] { return received(peer) > 0; });
  stream = 1;
  get(other);
  // The second one stands behind the first: a head without a body.
  rig.run_until([&] { return other.reads() > 0 && rig.service.notes.size() >= 4; });
  EXPECT_LT(received(peer) + received(other), 100u);
  sending->change(0);
  rig.run_until([&] { return received(peer) >= size && received(other) >= size; });
}

TEST_P(Limited, responses_obey_the_rates_of_their_connection_and_of_their_own) {
  for (auto* setting : {&plan.sending.connection, &plan.sending.message}) {
    const auto slow = std::make_shared<RateSetting>(crawling);
    plan.sending.connection = plan.sending.message = nullptr;
    *setting = slow;
    stream = 1;
    Peer& peer = connect();
    get(peer);
    rig.run_until([&] { return received(peer) > 0; });
    EXPECT_LT(received(peer), 100u);
    slow->change(0);
    rig.run_until([&] { return received(peer) >= size; });
  }
}

TEST_P(Limited, a_client_that_goes_holds_up_nobody) {
  sending->change(crawling);
  Peer& peer = connect();
  get(peer);
  rig.run_until([&] { return received(peer) > 0; });
  peer.channel().close();
  rig.run_until([&] { return rig.service.done == 1; });
  sending->change(0);
  stream = 1;
  Peer& other = connect();
  get(other);
  rig.run_until([&] { return received(other) >= size; });
}

// Rates that connections share are there as well, and let all through. The rate changes on the way.
TEST_P(Limited, a_recording_of_rates_of_a_connection_and_of_a_message_can_be_replayed) {
  rig.options.trace = &recordings;
  const auto of_connection = std::make_shared<RateSetting>(600'000);
  plan.sending.connection = of_connection;
  plan.sending.message = std::make_shared<RateSetting>(400'000);
  Peer& peer = connect();
  get(peer);
  if (is_h2()) get(peer);
  const std::size_t all = is_h2() ? 2 * size : size;
  rig.run_until([&] { return received(peer) > size / 2; });
  of_connection->change(500'000);
  rig.run_until([&] { return received(peer) >= all; });
  ASSERT_EQ(recordings.texts.size(), 1u);
  EXPECT_GE(expect_same(recordings.texts.front()).octets_sent, all);
}

TEST_P(Limited, a_recording_of_rates_that_connections_share_cannot_be_replayed) {
  rig.options.trace = &recordings;
  Peer& peer = connect();
  get(peer);
  rig.run_until([&] { return received(peer) >= size; });
  expect_same(recordings.texts.front());
  sending->change(1'000'000);
  get(peer);
  rig.run_until([&] { return received(peer) >= 2 * size; });
  const trace::Recording recording = recording_of(recordings.texts.front());
  const auto done = replay(recording);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error(), "rates that connections share were in force, and a recording is of one connection");
}

TEST_P(Limited, a_request_without_a_limit_may_follow_on_the_same_connection) {
  Peer& peer = connect();
  get(peer);
  rig.run_until([&] { return received(peer) >= size; });
  rig.service.handler = TestService::hello;
  get(peer);
  rig.run_until([&] { return rig.service.done == 2; });
}

}  // namespace connection_rates_test
}  // namespace weft::session::server
