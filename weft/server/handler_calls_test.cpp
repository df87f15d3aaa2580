// Handlers that call other handlers, as middleware does.
#include <atomic>
#include <future>
#include <map>
#include <stdexcept>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace handler_calls_test {

using testing::Each;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

// Stands in a coroutine's frame, and counts when the frame goes.
struct Counted {
  std::atomic<int>& count;
  ~Counted() { ++count; }
};

class Calls : public ServerTest {
 protected:
  Calls() { server.emplace(options()); }
  // The threads of the server write what is below.
  ~Calls() override { server.reset(); }

  ServerOptions options() {
    auto out = test_options();
    out.diagnostics = [this](std::string_view line) { diagnostics.emplace_back(line); };
    return out;
  }
  TestResponse post(std::string_view path, std::string_view body) {
    return request("POST " + std::string(path), "content-length: " + std::to_string(body.size()) + "\r\n", body);
  }
  // The peer sends so much, waits until `started` handlers are at work, and goes.
  void go_away_after(std::string_view octets, int handlers) {
    start();
    TestClient client(server->endpoints().front());
    client.send(octets);
    while (started < handlers) std::this_thread::yield();
    client.vanish();
    while (server->connections() != 0) std::this_thread::yield();
  }
  Handler sleeper() {
    return [this](Context& c) -> Task<> {
      const Counted counted{ended};
      ++started;
      co_await c.sleep(1h);
    };
  }

  std::vector<std::string> diagnostics;
  std::atomic<int> started = 0;
  std::atomic<int> ended = 0;
};

// A handler that answers at the end of the body.
Handler discarding(RequestBody::AfterDiscard then) {
  return [then = std::move(then)](Context& c) { c.body().discard(then); };
}

std::map<std::string, Handler> inner_handlers() {
  return {
      {"at_once", [](Context& c) { c.text("at once"); }},
      {"discarding", discarding([](Context& c, std::uint64_t octets) { c.text(std::to_string(octets)); })},
      {"coroutine",
       [](Context& c) -> Task<> {
         c.text("coroutine");
         co_return;
       }},
      {"waiting",
       [](Context& c) -> Task<> {
         co_await c.sleep(1ms);
         c.text("waited");
       }},
      {"streaming",
       [](Context& c) -> Task<> {
         c.response().content_length = 10;
         auto body = c.stream("text/plain");
         co_await body.write("first");
         co_await c.sleep(1ms);
         co_await body.write("later");
       }},
      {"silent", [](Context&) {}},
  };
}

std::map<std::string, Handler> wrappers_of(const Handler& inner) {
  return {
      {"at_once", [inner](Context& c) { inner(c); }},
      {"discarding", discarding([inner](Context& c, std::uint64_t) { inner(c); })},
      {"coroutine",
       [inner](Context& c) -> Task<> {
         inner(c);
         co_return;
       }},
      {"waiting_before",
       [inner](Context& c) -> Task<> {
         co_await c.sleep(1ms);
         inner(c);
       }},
      {"waiting_behind",
       [inner](Context& c) -> Task<> {
         inner(c);
         co_await c.sleep(3ms);
       }},
      {"twofold", [inner = Handler([inner](Context& c) { inner(c); })](Context& c) { inner(c); }},
      {"dropped",
       [inner](Context& c) {
         // The inner handler may wait longer than this one is there.
         const auto local = std::make_unique<const Handler>(inner);
         (*local)(c);
       }},
      {"std_function", std::function<void(Context&)>(inner)},
  };
}

TEST_F(Calls, reach_a_handler_of_any_kind_from_one_of_any_kind) {
  const std::map<std::string, std::string> expected{{"at_once", "at once"},      {"discarding", "7"},
                                                    {"coroutine", "coroutine"},  {"waiting", "waited"},
                                                    {"streaming", "firstlater"}, {"silent", ""}};
  std::vector<std::string> paths;
  for (const auto& [inner_name, inner] : inner_handlers()) {
    for (const auto& [name, wrapper] : wrappers_of(inner)) {
      paths.push_back("/" + name + "/" + inner_name);
      server->post(paths.back(), wrapper);
    }
  }
  for (const auto& path : paths) {
    SCOPED_TRACE(path);
    const auto response = post(path, "7 octet");
    EXPECT_EQ(response.status(), 200);
    EXPECT_EQ(response.body, expected.at(path.substr(path.rfind('/') + 1)));
  }
  EXPECT_THAT(diagnostics, ElementsAre());
}

TEST_F(Calls, need_no_inner_handler_that_stays) {
  server->get("/coroutine", [](Context& c) {
    const Handler inner = [text = std::string("a text that no small string has room for")](Context& context) -> Task<> {
      co_await context.sleep(1ms);
      context.text(text);
    };
    inner(c);
  });
  server->post("/discarding", [](Context& c) {
    const Handler inner = discarding([text = std::string("a text that no small string has room for")](
                                         Context& context, std::uint64_t) { context.text(text); });
    inner(c);
  });
  EXPECT_EQ(request("GET /coroutine").body, "a text that no small string has room for");
  EXPECT_EQ(post("/discarding", "octets").body, "a text that no small string has room for");
}

TEST_F(Calls, leave_the_context_to_the_one_who_called) {
  server->get("/{name}", [inner = Handler([](Context& c) { c.set("x-inner", "1").text("inner"); })](Context& c) {
    c.set("x-before", c.path());
    inner(c);
    EXPECT_TRUE(c.responded());
    EXPECT_EQ(c.param("name"), "a");
    c.text("comes too late");
  });
  const auto response = request("GET /a");
  EXPECT_EQ(response.body, "inner");
  EXPECT_EQ(response.field("x-before"), "/a");
  EXPECT_EQ(response.field("x-inner"), "1");
}

TEST_F(Calls, may_be_answered_by_the_one_who_called) {
  server->get("/silent", [inner = Handler([](Context&) {})](Context& c) {
    inner(c);
    if (!c.responded()) c.error(http::Status::not_found);
  });
  server->get("/shut", [inner = Handler([](Context& c) { c.text("never"); })](Context& c) {
    c.error(http::Status::forbidden);
    if (!c.responded()) inner(c);
  });
  server->get("/impatient", [inner = sleeper()](Context& c) -> Task<> {
    inner(c);
    co_await c.sleep(1ms);
    c.text("nobody waits for ever");
  });
  EXPECT_EQ(request("GET /silent").status(), 404);
  EXPECT_EQ(request("GET /shut").status(), 403);
  EXPECT_EQ(request("GET /impatient").body, "nobody waits for ever");
  server->stop();
  server->wait();
  EXPECT_EQ(ended, 1);
}

TEST_F(Calls, of_several_handlers_are_over_when_all_are) {
  const auto late = [this](Duration duration, std::string_view text) -> Handler {
    return [this, duration, text](Context& c) -> Task<> {
      co_await c.sleep(duration);
      c.text(text);
      ++ended;
    };
  };
  server->get("/", [first = late(1ms, "first"), second = late(5ms, "second"), count = &ended](Context& c) {
    first(c);
    second(c);
    EXPECT_EQ(*count, 0);
  });
  server->post("/", [inner = discarding([](Context& c, std::uint64_t octets) {
                       c.add("x-octets", std::to_string(octets));
                     })](Context& c) {
    inner(c);
    inner(c);
  });
  start();
  TestClient client(server->endpoints().front());
  EXPECT_EQ(client.request("GET /").body, "first");
  while (ended < 2) std::this_thread::yield();
  const auto twice = post("/", "octets");
  EXPECT_EQ(twice.status(), 200);
  EXPECT_EQ(twice.field("x-octets"), "6");
}

TEST_F(Calls, pass_on_what_a_handler_throws_that_answers_at_once) {
  const Handler inner = [](Context& c) {
    c.set("x-inner", "1");
    throw std::runtime_error("inner");
  };
  server->get("/caught", [inner](Context& c) {
    try {
      inner(c);
    } catch (const std::exception& error) {
      c.text(error.what());
    }
  });
  server->get("/uncaught", [inner](Context& c) { inner(c); });
  EXPECT_EQ(request("GET /caught").body, "inner");
  EXPECT_THAT(diagnostics, ElementsAre());
  EXPECT_EQ(request("GET /uncaught").status(), 500);
  EXPECT_THAT(diagnostics, ElementsAre("GET /uncaught: the handler failed: inner"));
}

TEST_F(Calls, of_other_kinds_that_throw_are_500) {
  const auto called = [](Handler inner) -> Handler { return [inner](Context& c) { inner(c); }; };
  server->get("/at_once", called([](Context&) -> Task<> {
                throw std::runtime_error("one");
                co_return;
              }));
  server->get("/later", called([](Context& c) -> Task<> {
                co_await c.sleep(1ms);
                throw std::runtime_error("two");
              }));
  server->get("/discarding", called(discarding([](Context&, std::uint64_t) { throw std::runtime_error("three"); })));
  for (const auto* path : {"/at_once", "/later", "/discarding"}) {
    EXPECT_EQ(request("GET " + std::string(path)).status(), 500) << path;
  }
  EXPECT_EQ(diagnostics.size(), 3U);
}

TEST_F(Calls, of_a_coroutine_survive_the_failure_of_the_one_who_called) {
  server->get("/", [inner = Handler([this](Context& c) -> Task<> {
                      co_await c.sleep(2ms);
                      c.text("too late");
                      ++ended;
                    })](Context& c) {
    inner(c);
    throw std::runtime_error("outer");
  });
  start();
  TestClient client(server->endpoints().front());
  EXPECT_EQ(client.request("GET /").status(), 500);
  while (ended < 1) std::this_thread::yield();
  EXPECT_EQ(diagnostics.size(), 1U);
}

TEST_F(Calls, of_a_stream_never_look_complete_when_the_one_who_called_fails) {
  server->get("/", [inner = Handler([](Context& c) -> Task<> {
                      auto body = c.stream("text/plain");
                      co_await body.write("begin");
                      co_await c.sleep(1h);
                    })](Context& c) {
    inner(c);
    throw std::runtime_error("outer");
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_THAT(client.read_to_end(), Not(EndsWith("0\r\n\r\n")));
}

TEST_F(Calls, may_follow_the_reading_of_the_body) {
  server->post("/", [inner = discarding([](Context& c, std::uint64_t octets) {
                       c.text(std::to_string(octets) + " left");
                     })](Context& c) -> Task<> {
    const auto text = co_await c.body().text(1000);
    c.set("x-read", *text);
    inner(c);
  });
  const auto response = post("/", "all");
  EXPECT_EQ(response.field("x-read"), "all");
  EXPECT_EQ(response.body, "0 left");
}

TEST_F(Calls, that_want_a_body_which_another_handler_waits_for_are_a_mistake) {
  const Handler passing = discarding([](Context&, std::uint64_t) {});
  const Handler reading = [](Context& c) -> Task<> { co_await c.body().text(1000); };
  server->post("/read", [passing, reading](Context& c) {
    passing(c);
    reading(c);
  });
  server->post("/discarded", [passing, reading](Context& c) {
    reading(c);
    passing(c);
  });
  start();
  for (const auto* path : {"/read", "/discarded"}) {
    TestClient client(server->endpoints().front());
    client.send(fmt::format("POST {} HTTP/1.1\r\nhost: a\r\ncontent-length: 6\r\n\r\noct", path));
    EXPECT_THAT(client.read_until("\r\n"), HasSubstr("500")) << path;
    client.send("ets");
  }
  EXPECT_THAT(diagnostics, Each(HasSubstr("at the same time")));
  EXPECT_EQ(diagnostics.size(), 2U);
}

constexpr std::string_view get = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
constexpr std::string_view half_a_post = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhalf";

TEST_F(Calls, that_wait_all_end_when_the_peer_goes) {
  server->get("/", [this, inner = sleeper()](Context& c) -> Task<> {
    const Counted counted{ended};
    inner(c);
    inner(c);
    ++started;
    co_await c.sleep(1h);
  });
  go_away_after(get, 3);
  while (ended < 3) std::this_thread::yield();
  EXPECT_EQ(request("GET /nowhere").status(), 404);
}

TEST_F(Calls, that_come_when_the_peer_has_gone_end_as_well) {
  server->get("/", [this, inner = sleeper()](Context& c) -> Task<> {
    try {
      ++started;
      co_await c.sleep(1h);
    } catch (const std::exception&) {
      inner(c);
    }
  });
  go_away_after(get, 1);
  while (ended < 1) std::this_thread::yield();
  EXPECT_EQ(request("GET /nowhere").status(), 404);
}

TEST_F(Calls, that_wait_for_the_body_are_forgotten_when_the_peer_goes) {
  const Handler passing = discarding([](Context& c, std::uint64_t) { c.text("never"); });
  server->post("/", [passing, inner = sleeper()](Context& c) {
    passing(c);
    passing(c);
    inner(c);
  });
  go_away_after(half_a_post, 1);
  while (ended < 1) std::this_thread::yield();
  EXPECT_EQ(request("GET /nowhere").status(), 404);
}

TEST_F(Calls, that_wait_for_a_body_which_is_lost_already_are_forgotten_as_well) {
  server->post("/", [this](Context& c) -> Task<> {
    const Counted counted{ended};
    try {
      ++started;
      co_await c.body().text(1000);
    } catch (const std::exception&) {
      discarding([](Context& context, std::uint64_t) { context.text("never"); })(c);
    }
  });
  go_away_after(half_a_post, 1);
  while (ended < 1) std::this_thread::yield();
  EXPECT_EQ(request("GET /nowhere").status(), 404);
}

TEST_F(Calls, end_when_the_server_stops) {
  server->get("/", [inner = sleeper()](Context& c) {
    inner(c);
    inner(c);
  });
  start();
  TestClient client(server->endpoints().front());
  client.send(get);
  while (started < 2) std::this_thread::yield();
  server->stop();
  server->wait();
  EXPECT_EQ(ended, 2);
}

TEST_F(Calls, of_a_handler_that_has_been_moved_away_are_refused) {
  Handler gone = [](Context&) {};
  const Handler taken = std::move(gone);
  server->get("/", [gone](Context& c) { gone(c); });
  EXPECT_EQ(request("GET /").status(), 500);
  EXPECT_THAT(diagnostics, ElementsAre("GET /: the handler failed: a handler was called that has been moved away"));
}

}  // namespace handler_calls_test
}  // namespace weft::server
