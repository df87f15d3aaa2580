#include <atomic>
#include <future>
#include <stdexcept>

#include <gmock/gmock.h>

#include <weft/io/signal.hpp>
#include <weft/server/client_test.hpp>
#include <weft/testkit/frames.hpp>

// clang-format off: the slash is none of division.
#include WEFT_ASIO_HEADER(experimental/awaitable_operators.hpp)
// clang-format on

namespace weft::server {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

// Tells the test that a coroutine has been unwound.
class Unwinding {
 public:
  explicit Unwinding(std::promise<void>& done) : done_(done) {}
  Unwinding(const Unwinding&) = delete;
  Unwinding& operator=(const Unwinding&) = delete;
  ~Unwinding() { done_.set_value(); }

 private:
  std::promise<void>& done_;
};

class Coroutines : public ServerTest {
 protected:
  // The peer sends a request and goes as soon as the handler is at work; the handler must end.
  void go_away_during(std::string_view request_text) {
    start();
    TestClient client(server->endpoints().front());
    client.send(request_text);
    started.get_future().wait();
    client.vanish();
    EXPECT_EQ(ended.get_future().wait_for(10s), std::future_status::ready);
  }

  std::promise<void> started;
  std::promise<void> ended;
};

constexpr std::string_view get = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

TEST_F(Coroutines, answer_when_they_have_waited) {
  server->get("/", [](Context& c) -> Task<> {
    co_await c.sleep(1ms);
    c.text("later");
  });
  EXPECT_EQ(request("GET /").body, "later");
}

TEST_F(Coroutines, may_answer_without_waiting) {
  server->get("/", [](Context& c) -> Task<> {
    c.text("at once");
    co_return;
  });
  EXPECT_EQ(request("GET /").body, "at once");
}

TEST_F(Coroutines, that_do_not_answer_have_answered_with_their_status) {
  server->get("/", [](Context& c) -> Task<> {
    co_await c.sleep(1ms);
    c.status(http::Status::accepted);
  });
  EXPECT_EQ(request("GET /").status(), 202);
}

TEST_F(Coroutines, that_throw_are_500) {
  server->get("/before", [](Context&) -> Task<> {
    throw std::runtime_error("before");
    co_return;
  });
  server->get("/after", [](Context& c) -> Task<> {
    co_await c.sleep(1ms);
    throw std::runtime_error("after");
  });
  EXPECT_EQ(request("GET /before").status(), 500);
  EXPECT_EQ(request("GET /after").status(), 500);
}

TEST_F(Coroutines, that_throw_in_the_middle_of_a_stream_never_look_complete) {
  server->get("/", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("begin");
    co_await c.sleep(1ms);
    throw std::runtime_error("middle");
  });
  start();
  TestClient client(server->endpoints().front());
  client.send(get);
  const auto all = client.read_to_end();
  EXPECT_THAT(all, HasSubstr("200 OK"));
  EXPECT_THAT(all, Not(EndsWith("0\r\n\r\n")));
}

TEST_F(Coroutines, other_requests_are_served_meanwhile) {
  std::promise<void> release;
  auto released = release.get_future().share();
  server->get("/slow", [&](Context& c) -> Task<> {
    started.set_value();
    while (released.wait_for(0s) != std::future_status::ready) co_await c.sleep(1ms);
    c.text("slow");
  });
  server->get("/quick", [](Context& c) { c.text("quick"); });
  start();
  TestClient slow(server->endpoints().front());
  slow.send("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n");
  started.get_future().wait();
  EXPECT_EQ(request("GET /quick").body, "quick");
  release.set_value();
  EXPECT_EQ(slow.read_response().body, "slow");
}

TEST_F(Coroutines, that_sleep_end_when_the_peer_goes) {
  server->get("/", [this](Context& c) -> Task<> {
    const Unwinding unwinding(ended);
    started.set_value();
    co_await c.sleep(1h);
  });
  go_away_during(get);
}

TEST_F(Coroutines, that_read_end_when_the_peer_goes) {
  server->post("/", [this](Context& c) -> Task<> {
    const Unwinding unwinding(ended);
    started.set_value();
    co_await c.body().read();
  });
  go_away_during("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n");
}

TEST_F(Coroutines, that_write_end_when_the_peer_goes) {
  server->get("/", [this](Context& c) -> Task<> {
    const Unwinding unwinding(ended);
    started.set_value();
    auto body = c.stream("text/plain");
    for (;;) co_await body.write(std::string(10'000, 'x'));
  });
  go_away_during(get);
}

TEST_F(Coroutines, that_wait_for_a_signal_end_when_the_peer_goes) {
  server->get("/", [this](Context& c) -> Task<> {
    const Unwinding unwinding(ended);
    io::Signal never_notified(c.loop());
    started.set_value();
    co_await never_notified.wait();
  });
  go_away_during(get);
}

TEST_F(Coroutines, that_race_end_when_the_peer_goes) {
  server->get("/", [this](Context& c) -> Task<> {
    using namespace asio::experimental::awaitable_operators;
    const Unwinding unwinding(ended);
    io::Signal never_notified(c.loop());
    started.set_value();
    co_await (within(1h, never_notified.wait()) || c.sleep(1h));
  });
  go_away_during(get);
}

// --- a client that has closed its side -----------------------------------------------------------------------------

const std::string h2_get(as_text(testkit::Frames()
                                     .preface()
                                     .settings()
                                     .settings_ack()
                                     .headers(1, testkit::request("GET"), testkit::end_stream)
                                     .octets()));

// Handlers that wait; each version has its patience.
class HalfClosed : public Coroutines {
 protected:
  static ServerOptions impatient() {
    auto options = test_options();
    options.connection.h1.timeouts.half_closed = 1ms;
    options.connection.h2.timeouts.half_closed = 1ms;
    return options;
  }
  void half_close_during(std::string_view request_text) {
    start();
    TestClient client(server->endpoints().front());
    client.send(request_text);
    started.get_future().wait();
    client.half_close();
    EXPECT_EQ(ended.get_future().wait_for(10s), std::future_status::ready);
    client.read_to_end();
  }
};

TEST_F(HalfClosed, ends_handlers_that_wait) {
  for (const std::string_view request_text : {get, std::string_view(h2_get)}) {
    server.emplace(impatient());
    started = {};
    ended = {};
    server->get("/", [this](Context& c) -> Task<> {
      const Unwinding unwinding(ended);
      EXPECT_FALSE(c.peer_closed());
      started.set_value();
      try {
        co_await c.sleep(1h);
      } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), std::errc::operation_canceled);
        EXPECT_TRUE(c.cancelled());
        EXPECT_TRUE(c.peer_closed());
      }
    });
    half_close_during(request_text);
  }
}

TEST_F(HalfClosed, ends_handlers_whose_streams_wait) {
  for (const std::string_view request_text : {get, std::string_view(h2_get)}) {
    server.emplace(impatient());
    started = {};
    ended = {};
    server->get("/", [this](Context& c) -> Task<> {
      const Unwinding unwinding(ended);
      auto body = c.stream("text/event-stream");
      co_await body.write("data: 1\n\n");
      started.set_value();
      co_await c.sleep(1h);
    });
    half_close_during(request_text);
  }
}

TEST_F(HalfClosed, lets_a_handler_answer_that_is_quick_enough) {
  auto patient = test_options();
  patient.connection.h1.timeouts.half_closed = 1h;
  patient.connection.h2.timeouts.half_closed = 1h;
  for (const std::string_view request_text : {get, std::string_view(h2_get)}) {
    server.emplace(patient);
    server->get("/", [](Context& c) -> Task<> {
      while (!c.peer_closed()) co_await c.sleep(1ms);
      EXPECT_FALSE(c.cancelled());
      c.text("still heard");
    });
    start();
    TestClient client(server->endpoints().front());
    client.send(request_text);
    client.half_close();
    EXPECT_THAT(client.read_to_end(), HasSubstr("still heard"));
  }
}

TEST_F(HalfClosed, lets_a_response_on_its_way_come_to_its_end) {
  server->get("/", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    for (int i = 0; i < 200; ++i) co_await body.write(std::string(100'000, 'x'));
    co_await body.write("the end");
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  client.half_close();
  EXPECT_THAT(client.read_to_end(), EndsWith("the end\r\n0\r\n\r\n"));
}

TEST_F(Coroutines, that_swallow_the_end_of_their_peer_may_still_answer_nobody) {
  server->get("/", [this](Context& c) -> Task<> {
    const Unwinding unwinding(ended);
    started.set_value();
    try {
      co_await c.sleep(1h);
    } catch (const std::exception&) {
      EXPECT_TRUE(c.cancelled());
    }
    c.text("nobody hears this");
  });
  go_away_during(get);
  EXPECT_EQ(request("GET /nowhere").status(), 404);
}

}  // namespace
}  // namespace weft::server
