#include <weft/session/server/rated_sink.hpp>

#include <weft/session/server/connection_rates.hpp>
#include <weft/session/server/rig_test.hpp>

namespace weft::session::server {
namespace rated_sink_test {

using testkit::request;

constexpr std::size_t size = 60'000;

struct Taker final : BodySink {
  std::size_t on_body(Octets piece) override {
    const std::size_t took = std::min(piece.size(), at_most);
    octets += took;
    return took;
  }
  void on_body_end(const http::Fields*) override { ended = true; }
  void on_body_lost() override { lost = true; }

  std::size_t at_most = static_cast<std::size_t>(-1);
  std::size_t octets = 0;
  bool ended = false;
  bool lost = false;
};

struct Uploads : testing::Test, testing::WithParamInterface<bool> {
  Uploads() {
    plan.receiving.shared[0] = std::make_shared<SharedRate>(rate);
    rig.service.handler = [this](Exchange& exchange) {
      exchange.limit(plan);
      exchange.receive_body(taker);
      uploading = &exchange;
    };
  }
  // All of it fits into the window of a stream.
  Peer& upload() {
    Peer& peer = GetParam() ? rig.connect_h2() : rig.connect();
    if (GetParam()) {
      peer.frames.headers(1, request("POST"));
      for (std::size_t sent = 0; sent < size; sent += 15'000) {
        peer.frames.data(1, std::string(15'000, 'x'), http::End{sent + 15'000 == size});
      }
      peer.send();
    } else {
      peer.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 60000\r\n\r\n" + std::string(size, 'x'));
    }
    return peer;
  }

  Rig rig;
  RatePlan plan;
  Taker taker;
  Exchange* uploading = nullptr;
  // An octet a second: next to nothing comes while a test runs.
  std::shared_ptr<RateSetting> rate = std::make_shared<RateSetting>(1);
};

INSTANTIATE_TEST_SUITE_P(over_both_versions, Uploads, testing::Bool(),
                         [](const auto& is_h2) { return is_h2.param ? "http2" : "http1"; });

TEST_P(Uploads, wait_until_their_rate_is_raised) {
  upload();
  rig.run_until([&] { return taker.octets != 0; });
  EXPECT_LT(taker.octets, 100u);
  EXPECT_FALSE(taker.ended);
  rate->change(0);
  rig.run_until([&] { return taker.ended; });
  EXPECT_EQ(taker.octets, size);
}

// Somebody who asks why it is slow is told.
TEST_P(Uploads, are_known_to_wait_for_their_rate) {
  using Held = http::StreamView::Held;
  const auto held = [&] { return rig.connections->details(1).at(0).engine.streams.at(0).held; };
  upload();
  rig.run_until([&] { return taker.octets != 0; });
  EXPECT_EQ(held(), Held::by_rate);
  rate->change(0);
  rig.run_until([&] { return taker.ended; });
  EXPECT_EQ(held(), Held::no);
}

TEST_P(Uploads, come_whole_at_a_rate) {
  rate->change(200'000);
  upload();
  rig.run_until([&] { return taker.ended; });
  EXPECT_EQ(taker.octets, size);
}

TEST_P(Uploads, to_a_sink_that_takes_less_wait_for_it) {
  rate->change(0);
  taker.at_most = 1'000;
  upload();
  rig.run_until([&] { return taker.octets != 0; });
  EXPECT_EQ(taker.octets, 1'000u);
  taker.at_most = static_cast<std::size_t>(-1);
  uploading->body_wanted();
  rig.run_until([&] { return taker.ended; });
  EXPECT_EQ(taker.octets, size);
}

TEST_P(Uploads, whose_client_goes_are_lost) {
  Peer& peer = upload();
  rig.run_until([&] { return taker.octets != 0; });
  peer.channel().reset();
  rig.run_until([&] { return taker.lost || taker.octets == size || peer.closed(); });
  uploading->finish();
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_LT(taker.octets, 100u);
}

TEST_P(Uploads, that_nobody_wants_any_more_end_nevertheless) {
  upload();
  rig.run_until([&] { return taker.octets != 0; });
  uploading->respond(head_of(http::Status::ok, 0));
  uploading->finish();
  rig.run_until([&] { return rig.service.done == 1; });
}

}  // namespace rated_sink_test
}  // namespace weft::session::server
