// A call by CONNECT carries another connection (RFC 9113 8.5).
#include <weft/session/client/rig_test.hpp>

namespace weft::session::client {
namespace tunnel_test {

using testing::ElementsAre;

// Octets that a test says later.
class LaterBody final : public Body {
 public:
  http::Pulled pull(MutableOctets room) override {
    const std::size_t size = std::min(room.size(), text.size());
    std::copy_n(text.begin(), size, room.begin());
    text.erase(0, size);
    return {size, is_last && text.empty() ? http::Pulled::State::end : http::Pulled::State::blocked};
  }

  std::string text;
  bool is_last = false;
};

class ClientTunnel : public testing::Test {
 protected:
  LaterBody& begin() {
    auto body = std::make_unique<LaterBody>();
    LaterBody& its_body = *body;
    rig.when_open = [this, &body](Connection& connection) {
      http::RequestHead head;
      head.method = http::Method::connect;
      head.method_text = "CONNECT";
      head.authority = "example.org:443";
      call.begin(connection, head, std::move(body));
    };
    rig.dial_peer(http2);
    rig.run_until([&] { return rig.frame_was_sent("HEADERS"); });
    return its_body;
  }
  ClientRig rig;
  TestCall call;
};

// RFC 9113 8.5: "A client is expected to send a DATA frame with the END_STREAM flag set after receiving a frame with
// the END_STREAM flag set."
TEST_F(ClientTunnel, goes_on_when_the_other_side_has_ended) {
  LaterBody& body = begin();
  rig.peer().frames.settings().settings_ack().headers(1, testkit::response(200));
  rig.peer().frames.data(1, "last words", testkit::end_stream);
  rig.peer().send();
  rig.run_until([&] { return call.has_body_end(); });
  EXPECT_THAT(call.notes, ElementsAre("200", "end"));
  body.text = "ours";
  body.is_last = true;
  call.call().body_ready();
  rig.run_until_ended(call);
  rig.run_until([&] { return rig.frame_was_sent("DATA stream=1 END_STREAM data=4"); });
  EXPECT_FALSE(rig.frame_was_sent("RST_STREAM"));
  EXPECT_THAT(call.notes, ElementsAre("200", "end", "ended complete"));
  EXPECT_EQ(call.body, "last words");
}

TEST_F(ClientTunnel, is_lost_with_its_stream) {
  begin();
  rig.peer()
      .frames.settings()
      .settings_ack()
      .headers(1, testkit::response(200))
      .rst_stream(1, h2::ErrorCode::connect_error);
  rig.peer().send();
  rig.run_until_ended(call);
  EXPECT_THAT(call.notes, ElementsAre("200", "lost", "ended peer_reset"));
}

}  // namespace tunnel_test
}  // namespace weft::session::client
