// RFC 9113 8.4: responses to requests that were not made.
#include <weft/session/client/rig_test.hpp>

namespace weft::session::client {
namespace push_test {

using server::TestService;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using testkit::end_stream;
using testkit::request;
using testkit::response;

// A call that accepts promises, each for the next of its takers.
class Parent final : public CallUser {
 public:
  std::vector<TestCall*> takers;
  std::vector<std::string> promised;
  Connection* connection = nullptr;
  Call* call = nullptr;
  bool rejects = false;

  void begin(Connection& its_connection) {
    connection = &its_connection;
    call = *connection->begin(get("/"), nullptr, *this);
  }
  void on_promise(const Promise& promise) override {
    promised.emplace_back(promise.request->path);
    if (promised.size() <= takers.size()) {
      takers[promised.size() - 1]->take(connection->accept(promise, *takers[promised.size() - 1]));
    } else if (rejects) {
      connection->reject(promise);
    }
  }
  void on_response(const http::ResponseHead&) override {}
  void on_ended(const http::Close&) override { std::exchange(call, nullptr)->finish(); }
};

class ClientPush : public testing::Test {
 protected:
  ClientPush() {
    rig.client_options.h2.pushes = 10;
    rig.when_open = [&](Connection& connection) { parent.begin(connection); };
  }
  // With a request on stream 1.
  Connection& dial_peer() {
    Connection& connection = rig.dial_peer(http2);
    rig.peer().frames.settings().settings_ack();
    rig.peer().send();
    rig.run_until([&] { return rig.frame_was_sent("HEADERS stream=1") && rig.frame_was_sent("SETTINGS ACK"); });
    return connection;
  }

  ClientRig rig;
  Parent parent;
  TestCall taken;
};

TEST_F(ClientPush, that_is_accepted_is_a_call_like_any_other) {
  parent.takers = {&taken};
  rig.service.handler = [](server::Exchange& exchange) {
    if (exchange.id() == 1) exchange.push(http::Method::get, "/style.css", {});
    TestService::hello(exchange);
  };
  const Connection& connection = rig.dial(http2);
  rig.run_until([&] { return taken.ended() && parent.call == nullptr; });
  EXPECT_THAT(parent.promised, ElementsAre("/style.css"));
  EXPECT_THAT(taken.notes, ElementsAre("200", "end", "ended complete"));
  EXPECT_EQ(taken.body, "hello");
  rig.run_until([&] { return connection.calls() == 0; });
}

TEST_F(ClientPush, that_nobody_accepts_is_cancelled) {
  dial_peer();
  rig.peer().frames.push_promise(1, 2, request("GET", "/style.css"));
  rig.peer().send();
  rig.run_until([&] { return rig.frame_was_sent("RST_STREAM stream=2 CANCEL"); });
}

// RFC 9113 8.4: "as a stream error (Section 5.4.2) of type PROTOCOL_ERROR"
TEST_F(ClientPush, that_the_server_is_not_authoritative_for_is_a_stream_error) {
  parent.rejects = true;
  dial_peer();
  rig.peer().frames.push_promise(1, 2, request("GET", "/style.css"));
  rig.peer().send();
  rig.run_until([&] { return rig.frame_was_sent("RST_STREAM stream=2 PROTOCOL_ERROR"); });
}

TEST_F(ClientPush, of_a_call_that_was_dropped_is_cancelled) {
  parent.takers = {&taken};
  dial_peer();
  std::exchange(parent.call, nullptr)->finish();
  rig.peer().frames.push_promise(1, 2, request("GET", "/style.css"));
  rig.peer().send();
  rig.run_until([&] { return rig.frame_was_sent("RST_STREAM stream=2 CANCEL"); });
  EXPECT_TRUE(parent.promised.empty());
}

TEST_F(ClientPush, outlives_the_call_that_it_was_promised_with) {
  parent.takers = {&taken};
  dial_peer();
  rig.peer().frames.push_promise(1, 2, request("GET", "/style.css")).headers(1, response(200), end_stream);
  rig.peer().send();
  rig.run_until([&] { return parent.call == nullptr; });
  rig.peer().frames.headers(2, response(200)).data(2, "p{}", end_stream);
  rig.peer().send();
  rig.run_until_ended(taken);
  EXPECT_EQ(taken.body, "p{}");
}

TEST_F(ClientPush, ends_with_the_connection) {
  parent.takers = {&taken};
  dial_peer();
  rig.peer().frames.push_promise(1, 2, request("GET", "/style.css")).headers(1, response(200), end_stream);
  rig.peer().send();
  rig.run_until([&] { return parent.call == nullptr; });
  rig.peer().channel().close();
  rig.run_until_ended(taken);
  EXPECT_THAT(taken.notes, ElementsAre("lost", StartsWith("ended ")));
}

TEST_F(ClientPush, does_not_use_up_the_room_for_calls) {
  parent.takers = {&taken};
  Connection& connection = rig.dial_peer(http2);
  rig.peer().frames.settings({{frame::SettingId::max_concurrent_streams, 2}}).settings_ack();
  rig.peer().send();
  rig.run_until([&] { return rig.frame_was_sent("SETTINGS ACK"); });
  rig.peer().frames.push_promise(1, 2, request("GET", "/style.css"));
  rig.peer().send();
  rig.run_until([&] { return !parent.promised.empty(); });
  EXPECT_EQ(connection.calls(), 2u);
  EXPECT_EQ(connection.room(), 1u);
}

TEST_F(ClientPush, is_allowed_and_forbidden_while_a_connection_lives) {
  rig.client_options.h2.pushes = 0;
  Connection& connection = dial_peer();
  EXPECT_THAT(rig.frames_sent(), Contains(HasSubstr("ENABLE_PUSH=0")));
  rig.clients->allow_pushes(3, 1000);
  rig.run_until(
      [&] { return rig.frame_was_sent("SETTINGS ENABLE_PUSH=1 MAX_CONCURRENT_STREAMS=3 INITIAL_WINDOW_SIZE=1000"); });
  // These are more changes than may be on their way: the last one is said when the peer has acknowledged some.
  rig.clients->allow_pushes(4, 1000);
  rig.clients->allow_pushes(5, 1000);
  rig.clients->allow_pushes(0, 1000);
  rig.peer().frames.settings_ack().settings_ack();
  rig.peer().send();
  rig.run_until([&] { return rig.frame_was_sent("SETTINGS ENABLE_PUSH=0 INITIAL_WINDOW_SIZE=1000"); });
  EXPECT_FALSE(rig.frame_was_sent("SETTINGS ENABLE_PUSH=1 MAX_CONCURRENT_STREAMS=5"));
  // Windows of requests stay as they are.
  EXPECT_FALSE(connection.draining());
  EXPECT_TRUE(rig.frame_was_sent("WINDOW_UPDATE stream=1 increment=49152"));
}

TEST_F(ClientPush, is_allowed_on_a_new_connection_as_was_said_last) {
  rig.dial_peer(http2);
  rig.clients->allow_pushes(7, 2000);
  rig.dial_peer(http2);
  rig.run_until([&] { return !rig.frames_sent().empty(); });
  EXPECT_THAT(rig.frames_sent()[0], HasSubstr("MAX_CONCURRENT_STREAMS=7"));
  EXPECT_THAT(rig.frames_sent()[0], HasSubstr("INITIAL_WINDOW_SIZE=2000"));
  EXPECT_THAT(rig.frames_sent(), Not(Contains(StartsWith("SETTINGS ENABLE_PUSH=1 MAX_CONCURRENT_STREAMS=7 "))));
}

}  // namespace push_test
}  // namespace weft::session::client
