#include <weft/server/events/broadcast.hpp>

#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include <weft/io/virtual_time.hpp>
#include <weft/server/client_test.hpp>
#include <weft/server/http2_client_test.hpp>

namespace weft::server {
namespace broadcast_test {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

constexpr std::string_view get = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

class Broadcasts : public ServerTest {
 protected:
  // The stream is there once its head is.
  void follow(TestClient& client, std::string_view request = get) {
    client.send(request);
    EXPECT_THAT(client.read_until("\r\n\r\n"), AllOf(HasSubstr(" 200 "), HasSubstr("content-type: text/event-stream"),
                                                     HasSubstr("cache-control: no-store")));
  }
  static std::string with_last_id(std::string_view id) {
    return "GET / HTTP/1.1\r\nhost: a\r\nlast-event-id: " + std::string(id) + "\r\n\r\n";
  }
  void start_with(Broadcast& broadcast) {
    server->get("/", broadcast.handler());
    start();
  }
};

TEST_F(Broadcasts, reach_each_follower) {
  Broadcast news;
  start_with(news);
  TestClient first(server->endpoints().front());
  TestClient second(server->endpoints().front());
  follow(first);
  follow(second);
  news.publish({"tea", "drink", "1"});
  news.publish({"two\nlines", "", "2"});
  for (TestClient* client : {&first, &second}) {
    EXPECT_THAT(client->read_until("id: 1\nevent: drink\ndata: tea\n\n"), HasSubstr("data: tea"));
    EXPECT_THAT(client->read_until("lines\n\n"), HasSubstr("id: 2\ndata: two\ndata: lines\n\n"));
  }
  EXPECT_EQ(news.followers(), 2u);
}

TEST_F(Broadcasts, reach_followers_over_http2) {
  Broadcast news;
  start_with(news);
  Http2Client client(server->endpoints().front());
  client.get(1);
  client.read_until("HEADERS stream=1");
  client.get(3);
  client.read_until("HEADERS stream=3");
  news.publish({"tea", "", "1"});
  client.read_until("DATA stream=1");
  client.get(5);
  client.read_until("HEADERS stream=5");
  news.close();
  client.read_until("DATA stream=5 END_STREAM");
}

TEST_F(Broadcasts, give_ids_of_their_own) {
  Broadcast news;
  start_with(news);
  TestClient client(server->endpoints().front());
  follow(client);
  news.publish("a");
  news.publish("b");
  EXPECT_THAT(client.read_until("data: a\n\n"), HasSubstr("-0\n"));
  EXPECT_THAT(client.read_until("data: b\n\n"), HasSubstr("-1\n"));
}

TEST_F(Broadcasts, tell_a_client_that_comes_back_what_it_has_missed) {
  Broadcast news({.keep = 3});
  for (const char* id : {"1", "2", "3", "4"}) news.publish({id, "", id});
  start_with(news);
  TestClient known(server->endpoints().front());
  follow(known, with_last_id("3"));
  EXPECT_THAT(known.read_until("data: 4\n\n"), Not(HasSubstr("data: 3\n")));
  TestClient old(server->endpoints().front());
  follow(old, with_last_id("1"));
  EXPECT_THAT(old.read_until("data: 4\n\n"), AllOf(HasSubstr("data: 2\n"), HasSubstr("data: 3\n")));
  TestClient latest(server->endpoints().front());
  follow(latest, with_last_id("4"));
  TestClient fresh(server->endpoints().front());
  follow(fresh);
  news.publish({"5", "", "5"});
  for (TestClient* client : {&latest, &fresh}) {
    EXPECT_THAT(client->read_until("data: 5\n\n"), Not(HasSubstr("data: 4\n")));
  }
}

TEST_F(Broadcasts, are_not_for_head) {
  Broadcast news;
  server->route(http::Method::head, "/", news.handler());
  EXPECT_EQ(request("HEAD /").field("content-type"), "text/event-stream");
  EXPECT_EQ(news.followers(), 0u);
}

TEST_F(Broadcasts, can_be_answered_behind_a_look_at_who_asks) {
  Broadcast news;
  server->get("/", [&](Context& c) {
    if (c.field("x-token") != "42") return c.error(http::Status::forbidden);
    c.set("cache-control", "no-cache");
    news.answer(c);
  });
  EXPECT_EQ(request("GET /").status(), 403);
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\nx-token: 42\r\n\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("cache-control: no-cache"));
}

TEST_F(Broadcasts, forget_followers_that_have_gone) {
  Broadcast news;
  start_with(news);
  {
    TestClient client(server->endpoints().front());
    follow(client);
    EXPECT_EQ(news.followers(), 1u);
    client.vanish();
  }
  while (news.followers() != 0) std::this_thread::yield();
  news.publish("for nobody");
}

TEST_F(Broadcasts, say_something_where_nothing_was_sent_for_long) {
  Broadcast news({.heartbeat = 15s});
  start_with(news);
  io::VirtualTime time;
  time.take([this](const io::VirtualTime::Work& work) { server->post_to_loops(work); });
  TestClient client(server->endpoints().front());
  follow(client);
  for (int i = 0; i < 2; ++i) {
    time.advance(30s);
    EXPECT_THAT(client.read_until(":\n\n"), EndsWith(":\n\n"));
  }
}

TEST_F(Broadcasts, that_wait_lose_nothing_for_a_client_that_reads_late) {
  Broadcast news({.keep = 2, .when_slow = WhenSlow::wait});
  start_with(news);
  TestClient client(server->endpoints().front());
  follow(client);
  constexpr int most = 40;
  std::thread publisher([&news] {
    for (int i = 0; i < most; ++i) news.publish({std::string(50'000, 'x'), "", std::to_string(i)});
    news.close();
  });
  const auto all = client.read_until("0\r\n\r\n");
  publisher.join();
  for (int i = 0; i < most; ++i) EXPECT_THAT(all, HasSubstr("id: " + std::to_string(i) + "\n"));
}

TEST_F(Broadcasts, that_wait_go_on_when_the_client_vanishes) {
  Broadcast news({.keep = 2, .when_slow = WhenSlow::wait});
  start_with(news);
  TestClient client(server->endpoints().front(), 4096);
  follow(client);
  std::thread publisher([&news] {
    for (int i = 0; i < 40; ++i) news.publish(std::string(50'000, 'x'));
  });
  client.vanish();
  publisher.join();
}

TEST_F(Broadcasts, that_wait_are_awaited_in_handlers) {
  Broadcast news({.keep = 2, .when_slow = WhenSlow::wait});
  server->get("/blocks", [&news](Context&) { news.publish("x"); });
  server->get("/awaits", [&news](Context& c) -> Task<> {
    for (int i = 0; i < 40; ++i) co_await news.publish_when_room(c, {std::string(50'000, 'x'), "", std::to_string(i)});
    news.close();
    c.text("published");
  });
  start_with(news);
  EXPECT_EQ(TestClient(server->endpoints().front()).request("GET /blocks").status(), 500);
  TestClient follower(server->endpoints().front());
  follow(follower);
  TestClient publisher(server->endpoints().front());
  publisher.send("GET /awaits HTTP/1.1\r\nhost: a\r\n\r\n");
  const auto all = follower.read_until("0\r\n\r\n");
  EXPECT_EQ(publisher.read_response().body, "published");
  for (int i = 0; i < 40; ++i) EXPECT_THAT(all, HasSubstr("id: " + std::to_string(i) + "\n"));
}

TEST_F(Broadcasts, end_when_they_are_closed_and_when_they_go) {
  std::optional<Broadcast> news(std::in_place);
  start_with(*news);
  TestClient first(server->endpoints().front());
  follow(first);
  news->publish("last");
  news.reset();
  EXPECT_THAT(first.read_until("0\r\n\r\n"), AllOf(HasSubstr("data: last\n\n"), EndsWith("0\r\n\r\n")));
  TestClient late(server->endpoints().front());
  follow(late);
  EXPECT_THAT(late.read_until("0\r\n\r\n"), EndsWith("0\r\n\r\n"));
}

TEST_F(Broadcasts, end_cleanly_when_the_server_drains) {
  Broadcast news;
  start_with(news);
  TestClient first(server->endpoints().front());
  follow(first);
  Http2Client second(server->endpoints().front());
  second.get(1);
  second.read_until("HEADERS stream=1");
  server->drain();
  EXPECT_THAT(first.read_to_end(), EndsWith("0\r\n\r\n"));
  second.read_until("DATA stream=1 END_STREAM");
  server->wait();
}

TEST_F(Broadcasts, may_outlive_the_server) {
  Broadcast news;
  start_with(news);
  TestClient client(server->endpoints().front());
  follow(client);
  server.reset();
  news.publish("for nobody");
  EXPECT_EQ(news.followers(), 0u);
}

TEST_F(Broadcasts, refuse_options_and_events_that_make_no_sense) {
  EXPECT_THROW(Broadcast({.keep = 0}), std::invalid_argument);
  EXPECT_THROW(Broadcast({.heartbeat = -1s}), std::invalid_argument);
  Broadcast news;
  EXPECT_THROW(news.publish({"tea", "two\nlines"}), std::invalid_argument);
}

TEST_F(Broadcasts, come_from_any_thread_to_all_loops_in_one_order) {
  auto options = test_options();
  options.threads = 3;
  server.emplace(options);
  Broadcast news({.keep = 10'000});
  start_with(news);
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 12; ++i) {
    clients.push_back(std::make_unique<TestClient>(server->endpoints().front()));
    follow(*clients.back());
  }
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&news] {
      for (int i = 0; i < 100; ++i) news.publish("x");
    });
  }
  for (auto& thread : threads) thread.join();
  news.publish({"the end", "end"});
  for (const auto& client : clients) {
    const auto all = client->read_until("data: the end\n\n");
    std::size_t place = 0;
    for (int i = 0; i < 400 && place != std::string::npos; ++i) place = all.find("-" + std::to_string(i) + "\n", place);
    EXPECT_NE(place, std::string::npos);
  }
}

// --- event by event
// ----------------------------------------------------------------------------------------------------

TEST_F(Broadcasts, are_followed_event_by_event) {
  Broadcast news;
  server->get("/", [&](Context& c) -> Task<> {
    auto events = news.follow(c);
    auto body = c.stream("text/plain");
    co_await body.write("ready;");
    while (const auto event = co_await events.next()) co_await body.write(event->name + "=" + event->data + ";");
    co_await body.write("closed;");
  });
  start();
  TestClient client(server->endpoints().front());
  client.send(get);
  client.read_until("ready;");
  news.publish({"tea", "drink"});
  client.read_until("drink=tea;");
  news.close();
  EXPECT_THAT(client.read_until("0\r\n\r\n"), HasSubstr("closed;"));
}

TEST_F(Broadcasts, that_are_followed_end_with_the_drain_and_with_the_peer) {
  Broadcast news;
  std::promise<void> unwound;
  server->get("/", [&](Context& c) -> Task<> {
    auto events = news.follow(c);
    auto body = c.stream("text/plain");
    co_await body.write("ready;");
    try {
      while (co_await events.next()) {
      }
      co_await body.write(c.draining() ? "draining" : "closed");
    } catch (const std::system_error& error) {
      EXPECT_EQ(error.code(), std::errc::operation_canceled);
      unwound.set_value();
    }
  });
  start();
  TestClient goes(server->endpoints().front());
  goes.send(get);
  goes.read_until("ready;");
  goes.vanish();
  EXPECT_EQ(unwound.get_future().wait_for(10s), std::future_status::ready);
  TestClient client(server->endpoints().front());
  client.send(get);
  client.read_until("ready;");
  server->drain();
  EXPECT_THAT(client.read_to_end(), HasSubstr("draining"));
}

}  // namespace broadcast_test
}  // namespace weft::server
