// RFC 9113 6.9: what a client's windows hold, and that they are whole again.
#include <random>

#include <weft/session/client/rig_test.hpp>

namespace weft::session::client {
namespace windows_test {

using server::Exchange;
using server::head_of;

constexpr std::size_t stream_window = 64 * 1024;

class ClientWindows : public testing::Test {
 protected:
  // Each request is answered with so many octets.
  Connection& dial(std::size_t octets) {
    body.resize(octets);
    std::minstd_rand random(1);
    for (char& c : body) c = static_cast<char>(random());
    rig.service.handler = [this](Exchange& exchange) {
      exchange.respond(head_of(http::Status::ok), body);
      exchange.finish();
    };
    // The server would take so many resets for an attack.
    rig.options.h2.limits.resets = 100'000;
    Connection& connection = rig.dial(http2);
    rig.run_until([&] { return connection.room() > 0; });
    return connection;
  }
  static const h2::Connection& engine_of(const Connection& connection) { return *connection.engine().h2(); }

  h2::WindowBudget budget{300'000};
  ClientRig rig;
  std::string body;
};

// Ten thousand.
TEST_F(ClientWindows, are_whole_after_responses_that_were_dropped_behind_their_heads) {
  Connection& connection = dial(500 * 1024);
  for (int round = 0; round < 200; ++round) {
    std::vector<TestCall> calls(50);
    std::size_t dropped = 0;
    for (TestCall& call : calls) {
      call.on_head = [&] {
        call.finish();
        ++dropped;
      };
      call.begin(connection, get("/"));
    }
    rig.run_until([&] { return dropped == calls.size(); });
  }
  // More than the connection's window.
  for (int i = 0; i < 20; ++i) {
    TestCall whole;
    whole.begin(connection, get("/"));
    rig.run_until_ended(whole);
    EXPECT_TRUE(whole.body == body);
  }
  EXPECT_EQ(engine_of(connection).unread(), 0u);
}

TEST_F(ClientWindows, of_ninety_nine_paused_bodies_leave_room_for_the_hundredth) {
  Connection& connection = dial(200 * 1024);
  std::vector<TestCall> paused(99);
  for (TestCall& call : paused) {
    call.keep();
    call.begin(connection, get("/")).pause();
  }
  rig.run_until([&] { return engine_of(connection).unread() == paused.size() * stream_window; });
  for (int i = 0; i < 50; ++i) {
    TestCall hundredth;
    hundredth.begin(connection, get("/"));
    rig.run_until_ended(hundredth);
    EXPECT_TRUE(hundredth.body == body);
  }
  EXPECT_EQ(engine_of(connection).unread(), paused.size() * stream_window);
  for (TestCall& call : paused) call.finish();
}

TEST_F(ClientWindows, of_paused_bodies_on_many_connections_stay_within_their_budget) {
  constexpr std::uint32_t own_window = 100'000;
  rig.client_options.h2.connection_window = own_window;
  rig.client_options.h2.window_budget = &budget;
  std::vector<Connection*> connections;
  std::vector<TestCall> paused(8 * 4);
  for (TestCall& call : paused) {
    if (connections.size() * 4 == static_cast<std::size_t>(&call - paused.data())) {
      connections.push_back(&dial(200 * 1024));
    }
    call.keep();
    call.begin(*connections.back(), get("/")).pause();
  }
  const auto held = [&] {
    std::size_t sum = 0;
    for (const Connection* connection : connections) sum += engine_of(*connection).unread();
    return sum;
  };
  rig.run_until([&] { return budget.left() == 0 && held() >= connections.size() * own_window; });
  EXPECT_LE(held(), connections.size() * own_window + 300'000);
  for (TestCall& call : paused) call.finish();
  rig.run_until([&] { return budget.left() == 300'000; });
}

// Bodies that nobody reads, though nobody has paused them.
TEST_F(ClientWindows, of_ninety_nine_unread_bodies_leave_room_for_the_hundredth) {
  Connection& connection = dial(200 * 1024);
  std::vector<TestCall> unread(99);
  for (TestCall& call : unread) {
    call.keep();
    call.at_most = 0;
    call.begin(connection, get("/"));
  }
  rig.run_until([&] { return engine_of(connection).unread() == unread.size() * stream_window; });
  for (int i = 0; i < 50; ++i) {
    TestCall hundredth;
    hundredth.begin(connection, get("/"));
    rig.run_until_ended(hundredth);
    EXPECT_TRUE(hundredth.body == body);
  }
  for (TestCall& call : unread) call.finish();
}

TEST_F(ClientWindows, hold_no_more_than_their_size_while_a_reader_pauses_at_random) {
  Connection& connection = dial(3 * 1024 * 1024);
  std::minstd_rand random(2);
  TestCall call;
  Call& read = call.begin(connection, get("/"));
  std::size_t pauses = 0;
  std::size_t most_held = 0;
  rig.run_until([&] {
    if (call.ended() && call.has_body_end()) return true;
    call.at_most = random() % 3000;
    most_held = std::max(most_held, engine_of(connection).unread());
    if (random() % 2 == 0) {
      read.pause();
      ++pauses;
    } else {
      read.resume();
      read.body_wanted();
    }
    return call.ended() && call.has_body_end();
  });
  EXPECT_TRUE(call.body == body);
  EXPECT_GE(pauses, 500u);
  EXPECT_LE(most_held, 2 * stream_window);
}

}  // namespace windows_test
}  // namespace weft::session::client
