#include <future>
#include <stdexcept>

#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

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
