// A client from which nothing comes while its requests are under way is asked by a PING.
#include <algorithm>

#include <weft/session/server/rig_test.hpp>

namespace weft::session::server {
namespace connection_ping_test {

using namespace std::chrono_literals;
using testing::Contains;
using testing::Not;
using testing::StartsWith;
using testkit::end_stream;

// 'weft you', as testkit writes octets.
constexpr std::uint64_t question = 0x7765667420796f75;

class Asking : public testing::Test {
 protected:
  // Never answers: the request is under way until the client goes.
  Peer& connect_with_request(Duration delay, Duration answer) {
    rig.options.ping_delay = delay;
    rig.options.ping_answer = answer;
    rig.service.handler = [this](Exchange& exchange) { held = &exchange; };
    Peer& peer = rig.connect_h2();
    peer.frames.headers(1, testkit::request("GET"), end_stream);
    peer.send();
    rig.run_until([&] { return held != nullptr; });
    return peer;
  }

  Rig rig;
  Exchange* held = nullptr;
};

TEST_F(Asking, goes_on_as_long_as_the_client_answers) {
  Peer& peer = connect_with_request(1ms, 10s);
  for (std::size_t asked = 1; asked <= 3; ++asked) {
    rig.run_until([&] {
      const auto frames = peer.frames_received();
      return std::count_if(frames.begin(), frames.end(), [](const auto& line) { return line.starts_with("PING "); }) ==
             static_cast<std::ptrdiff_t>(asked);
    });
    peer.frames.ping_ack(question);
    peer.send();
  }
  EXPECT_THAT(rig.service.notes, Not(Contains(StartsWith("closed"))));
  held->respond(head_of(http::Status::ok, 0));
  held->finish();
  rig.run_until([&] { return rig.service.done == 1; });
}

TEST_F(Asking, ends_the_connection_of_a_client_that_is_gone) {
  Peer& peer = connect_with_request(1ms, 1ms);
  rig.run_until([&] { return held->cancelled(); });
  EXPECT_THAT(rig.service.notes, Contains("closed ping_timeout"));
  // The end and the PING may come in one turn.
  rig.run_until([&] { return peer.received_frame("PING "); });
  held->finish();
  rig.run_until([&] { return rig.service.done == 1; });
}

TEST_F(Asking, leaves_a_connection_without_requests_to_be_parked) {
  rig.options.ping_delay = 1ms;
  rig.options.ping_answer = 1ms;
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, testkit::request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  rig.wait_until_parked();
  EXPECT_FALSE(peer.received_frame("PING "));
  EXPECT_FALSE(peer.closed());
}

}  // namespace connection_ping_test
}  // namespace weft::session::server
