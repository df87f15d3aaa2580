#include <weft/server/blocking/offload.hpp>

#include <unistd.h>

#include <atomic>
#include <fstream>
#include <future>
#include <iterator>
#include <latch>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>
#include <weft/server/http2_client_test.hpp>

namespace weft::server {
namespace offload_test {

using testing::AllOf;
using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

class Offload : public ServerTest {
 protected:
  static ServerOptions with(const Blocking& blocking) {
    auto options = test_options();
    options.blocking = blocking;
    return options;
  }
};

TEST_F(Offload, gives_the_result_back_on_the_loop) {
  server->get("/", [](Context& c) -> Task<> {
    const auto loop_thread = std::this_thread::get_id();
    const std::string word = "away";
    const auto text = co_await c.offload([&] {
      EXPECT_NE(std::this_thread::get_id(), loop_thread);
      return "far " + word;
    });
    EXPECT_EQ(std::this_thread::get_id(), loop_thread);
    c.text(text);
  });
  EXPECT_EQ(request("GET /").body, "far away");
}

TEST_F(Offload, is_the_same_over_http2) {
  server->get("/", [](Context& c) -> Task<> { c.text(co_await c.offload([] { return std::string("away"); })); });
  server->get("/bad", [](Context& c) -> Task<> { co_await c.offload([] { throw std::runtime_error("bad"); }); });
  start();
  Http2Client client(server->endpoints().front());
  client.get(1);
  EXPECT_THAT(client.read_until("DATA stream=1"), Contains(HasSubstr(":status=200")));
  client.get(3, "/bad");
  EXPECT_THAT(client.read_until("DATA stream=3"), Contains(HasSubstr(":status=500")));
}

TEST_F(Offload, carries_what_can_only_be_moved_and_what_is_captured) {
  server->get("/", [](Context& c) -> Task<> {
    std::string a_long_text(100, 'x');
    auto work = [text = a_long_text, owned = std::make_unique<int>(2)]() mutable {
      *owned += static_cast<int>(text.size());
      return std::move(owned);
    };
    auto number = co_await c.offload(std::move(work));
    co_await c.offload([&] { ++*number; });
    c.text(std::to_string(*number));
  });
  EXPECT_EQ(request("GET /").body, "103");
}

TEST_F(Offload, throws_what_the_work_throws) {
  server->get("/caught", [](Context& c) -> Task<> {
    try {
      co_await c.offload([]() -> int { throw std::invalid_argument("no such table"); });
    } catch (const std::invalid_argument& error) {
      c.text(error.what());
    }
  });
  server->get("/", [](Context& c) -> Task<> { co_await c.offload([] { throw std::runtime_error("bad"); }); });
  EXPECT_EQ(request("GET /caught").body, "no such table");
  EXPECT_EQ(request("GET /").status(), 500);
}

TEST_F(Offload, does_not_hold_others_up) {
  std::latch release(1);
  server->get("/slow", [&](Context& c) -> Task<> {
    co_await c.offload([&] { release.wait(); });
    c.text("slow");
  });
  server->get("/quick", [](Context& c) { c.text("quick"); });
  start();
  TestClient slow(server->endpoints().front());
  slow.send("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_EQ(request("GET /quick").body, "quick");
  release.count_down();
  EXPECT_EQ(slow.read_response().body, "slow");
}

// --- a queue that is full --------------------------------------------------------------------------------------------

class FullQueue : public Offload {
 protected:
  // One piece of work is under way, and there is no room for another.
  void fill() {
    server.emplace(with({.threads = 1, .queue = 0}));
    server->get("/slow", [this](Context& c) -> Task<> {
      co_await c.offload([this] {
        started.set_value();
        release.wait();
      });
      c.text("slow");
    });
    server->get("/", [](Context& c) -> Task<> {
      co_await c.offload([] {});
      c.text("done");
    });
    server->get("/begun", [](Context& c) -> Task<> {
      auto body = c.stream("text/plain");
      co_await body.write("begun");
      co_await c.offload([] {});
    });
    server->get("/caught", [](Context& c) -> Task<> {
      try {
        co_await c.offload([] {});
      } catch (const BlockingQueueFull&) {
        c.text("later, please");
      }
    });
    server->access_log({.path = log, .fields = "cs-uri-stem sc-status x-reason"});
    start();
    slow.emplace(server->endpoints().front());
    slow->send("GET /slow HTTP/1.1\r\nhost: a\r\n\r\n");
    started.get_future().wait();
  }
  void end() {
    release.count_down();
    EXPECT_EQ(slow->read_response().body, "slow");
    server->stop();
    server->wait();
  }
  std::string log_text() const {
    std::ifstream file(log);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const std::string log = testing::TempDir() + fmt::format("weft_full_queue_{}.log", ::getpid());
  std::promise<void> started;
  std::latch release{1};
  std::optional<TestClient> slow;
};

TEST_F(FullQueue, is_a_503_whose_reason_is_in_the_log) {
  fill();
  EXPECT_EQ(request("GET /").status(), 503);
  EXPECT_EQ(request("GET /caught").body, "later, please");
  Http2Client client(server->endpoints().front());
  client.get(1);
  EXPECT_THAT(client.read_until("DATA stream=1"), Contains(HasSubstr(":status=503")));
  TestClient begun(server->endpoints().front());
  begun.send("GET /begun HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_THAT(begun.read_to_end(), Not(EndsWith("0\r\n\r\n")));
  end();
  EXPECT_THAT(log_text(), AllOf(HasSubstr("\n/ 503 blocking_queue_full\n"), HasSubstr("\n/caught 200 complete\n"),
                                HasSubstr("\n/begun 200 blocking_queue_full\n")));
}

// --- a peer that goes ------------------------------------------------------------------------------------------------

// A frame whose destructor tells that it has gone.
class Frame {
 public:
  explicit Frame(std::promise<void>& gone) : gone_(gone) {}
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;
  ~Frame() { gone_.set_value(); }

  std::atomic<int> written = 0;

 private:
  std::promise<void>& gone_;
};

TEST_F(Offload, asks_work_to_stop_when_the_peer_goes_and_keeps_the_frame_until_it_has) {
  std::promise<void> started, gone;
  auto has_gone = gone.get_future();
  server->get("/", [&](Context& c) -> Task<> {
    Frame frame(gone);
    try {
      co_await c.offload([&](std::stop_token stop) {
        started.set_value();
        while (!stop.stop_requested()) std::this_thread::yield();
        EXPECT_NE(has_gone.wait_for(10ms), std::future_status::ready);
        frame.written = 1;
      });
      ADD_FAILURE() << "the result of a request whose peer has gone is none";
    } catch (const std::system_error& error) {
      EXPECT_EQ(error.code(), std::errc::operation_canceled);
      EXPECT_TRUE(c.cancelled());
      EXPECT_EQ(frame.written, 1);
    }
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  started.get_future().wait();
  client.vanish();
  EXPECT_EQ(has_gone.wait_for(10s), std::future_status::ready);
  server.reset();
}

TEST_F(Offload, keeps_the_frame_for_work_that_goes_on_all_the_same) {
  std::promise<void> started, asked, gone;
  std::latch release(1);
  auto has_gone = gone.get_future();
  server->get("/", [&](Context& c) -> Task<> {
    Frame frame(gone);
    co_await c.offload([&](std::stop_token stop) {
      const std::stop_callback hears(stop, [&] { asked.set_value(); });
      started.set_value();
      release.wait();
      frame.written = 1;
    });
    ADD_FAILURE() << "the result of a request whose peer has gone is none";
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  started.get_future().wait();
  client.vanish();
  EXPECT_EQ(asked.get_future().wait_for(10s), std::future_status::ready);
  EXPECT_NE(has_gone.wait_for(10ms), std::future_status::ready);
  release.count_down();
  EXPECT_EQ(has_gone.wait_for(10s), std::future_status::ready);
}

TEST_F(Offload, of_a_stream_that_is_reset_stops_and_the_connection_goes_on) {
  std::promise<void> started, stopped;
  server->get("/", [&](Context& c) -> Task<> {
    co_await c.offload([&](std::stop_token stop) {
      started.set_value();
      while (!stop.stop_requested()) std::this_thread::yield();
      stopped.set_value();
    });
  });
  server->get("/next", [](Context& c) { c.text("next"); });
  start();
  Http2Client client(server->endpoints().front());
  client.get(1);
  started.get_future().wait();
  client.frames.rst_stream(1, frame::ErrorCode::cancel);
  client.send();
  EXPECT_EQ(stopped.get_future().wait_for(10s), std::future_status::ready);
  client.get(3, "/next");
  EXPECT_THAT(client.read_until("DATA stream=3"), Contains(HasSubstr(":status=200")));
}

// --- the end of the server -------------------------------------------------------------------------------------------

TEST_F(Offload, is_served_to_its_end_when_the_server_drains) {
  std::promise<void> started;
  std::latch release(1);
  server->get("/", [&](Context& c) -> Task<> {
    co_await c.offload([&] {
      started.set_value();
      release.wait();
    });
    c.text("drained");
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  started.get_future().wait();
  server->drain();
  release.count_down();
  EXPECT_EQ(client.read_response().body, "drained");
  server->wait();
}

TEST_F(Offload, that_hears_no_stop_is_waited_for_by_the_servers_end) {
  std::promise<void> started, gone;
  std::atomic<bool> has_ended = false;
  std::latch release(1);
  server->get("/", [&](Context& c) -> Task<> {
    Frame frame(gone);
    co_await c.offload([&] {
      started.set_value();
      release.wait();
      frame.written = 1;
      has_ended = true;
    });
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  started.get_future().wait();
  server->stop();
  // Longer than coroutines have to end: the loop does not wait for the work, and the server does.
  std::thread releases([&] {
    std::this_thread::sleep_for(1500ms);
    release.count_down();
  });
  server->wait();
  EXPECT_TRUE(has_ended);
  releases.join();
  server.reset();
  EXPECT_EQ(gone.get_future().wait_for(0s), std::future_status::ready);
}

}  // namespace offload_test
}  // namespace weft::server
