// What a server does beside requests: every(), on_drain(), post_to_loops().
#include <atomic>
#include <future>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>

#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace server_tasks_test {

using testing::Contains;
using testing::HasSubstr;
using namespace std::chrono_literals;

class ServerTasks : public ServerTest {
 protected:
  ServerTasks() {
    auto options = test_options();
    options.threads = 3;
    options.diagnostics = [this](std::string_view line) {
      const std::lock_guard lock(mutex);
      lines.emplace_back(line);
    };
    server.emplace(options);
  }
  void end() {
    server->stop();
    server->wait();
  }

  std::mutex mutex;
  std::vector<std::string> lines;
};

TEST_F(ServerTasks, come_again_and_again_whatever_they_throw) {
  std::atomic<int> calls = 0;
  std::promise<void> third;
  server->every(1ms, [&] {
    if (++calls == 3) third.set_value();
    throw std::runtime_error("no tea");
  });
  start();
  EXPECT_EQ(third.get_future().wait_for(10s), std::future_status::ready);
  end();
  EXPECT_THAT(lines, Contains(HasSubstr("no tea")));
}

TEST_F(ServerTasks, are_told_of_the_drain_once_and_not_of_the_stop) {
  std::atomic<int> calls = 0;
  std::promise<void> told;
  server->on_drain([&] {
    ++calls;
    told.set_value();
  });
  server->get("/", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("ready;");
    while (!c.draining()) co_await c.sleep(1ms);
    co_await body.write("draining");
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  client.read_until("ready;");
  server->drain();
  server->drain();
  EXPECT_EQ(told.get_future().wait_for(10s), std::future_status::ready);
  EXPECT_THAT(client.read_to_end(), HasSubstr("draining"));
  server->wait();
  EXPECT_EQ(calls, 1);
}

TEST_F(ServerTasks, run_on_each_loop) {
  EXPECT_THROW(server->post_to_loops([](io::Loop&) {}), std::logic_error);
  start();
  std::set<std::thread::id> threads;
  std::set<io::Loop*> loops;
  std::promise<void> all;
  server->post_to_loops([&](io::Loop& loop) {
    const std::lock_guard lock(mutex);
    threads.insert(std::this_thread::get_id());
    if (loops.insert(&loop).second && loops.size() == 3) all.set_value();
    throw std::runtime_error("no tea");
  });
  EXPECT_EQ(all.get_future().wait_for(10s), std::future_status::ready);
  end();
  EXPECT_EQ(threads.size(), 3u);
}

TEST_F(ServerTasks, that_make_no_sense_are_refused) {
  EXPECT_THROW(server->every(0s, [] {}), std::invalid_argument);
  EXPECT_THROW(server->every(1s, nullptr), std::invalid_argument);
  EXPECT_THROW(server->on_drain(nullptr), std::invalid_argument);
  EXPECT_THROW(server->post_to_loops(nullptr), std::invalid_argument);
  start();
  EXPECT_THROW(server->every(1s, [] {}), std::logic_error);
}

}  // namespace server_tasks_test
}  // namespace weft::server
