#include <weft/server/middleware.hpp>

#include <atomic>
#include <functional>
#include <map>
#include <stdexcept>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace middleware_test {

using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

// Stands in a coroutine's frame, and counts when the frame goes.
struct Counted {
  std::atomic<int>& count;
  ~Counted() { ++count; }
};

class Middle : public ServerTest {
 protected:
  Middle() {
    auto options = test_options();
    options.diagnostics = [this](std::string_view line) { diagnostics.emplace_back(line); };
    server.emplace(options);
  }
  // The threads of the server write what is below.
  ~Middle() override { server.reset(); }

  void note(std::string text) { notes.push_back(std::move(text)); }
  // All that the requests have left behind, once none is there any more.
  std::string all_notes() {
    server->stop();
    server->wait();
    return fmt::format("{}", fmt::join(notes, " "));
  }
  Middleware at_once(const std::string& name) {
    return [this, name](Context& c, Next next) {
      note(name);
      c.add("x-passed", name);
      next();
      note("/" + name);
    };
  }
  Middleware coroutine(const std::string& name) {
    return [this, name](Context& c, Next next) -> Task<> {
      note(name);
      c.add("x-passed", name);
      co_await next();
      note("/" + name);
    };
  }
  Middleware waiting(const std::string& name) {
    return [this, name](Context& c, Next next) -> Task<> {
      co_await c.sleep(1ms);
      note(name);
      co_await next();
      note("/" + name);
    };
  }
  Handler answering(const std::string& text) {
    return [this, text](Context& c) {
      note("handler");
      c.text(text);
    };
  }
  Handler answering_late(const std::string& text) {
    return [this, text](Context& c) -> Task<> {
      note("begun");
      co_await c.sleep(1ms);
      note("handler");
      c.text(text);
    };
  }

  std::vector<std::string> diagnostics;
  std::vector<std::string> notes;
  std::atomic<int> started = 0;
  std::atomic<int> ended = 0;
};

TEST_F(Middle, runs_around_a_handler_that_answers_at_once) {
  server->use(at_once("a"));
  server->use(coroutine("b"));
  server->get("/{name}", [this](Context& c) {
    note("handler");
    c.text(c.param("name"));
  });
  const auto response = request("GET /x");
  EXPECT_EQ(response.body, "x");
  EXPECT_THAT(response.head, HasSubstr("x-passed: a\r\nx-passed: b\r\n"));
  EXPECT_EQ(all_notes(), "a b handler /b /a");
}

TEST_F(Middle, as_a_coroutine_goes_on_when_the_rest_has_ended) {
  server->use(coroutine("a"));
  server->use(waiting("b"));
  server->get("/", answering_late("late"));
  EXPECT_EQ(request("GET /").body, "late");
  EXPECT_EQ(all_notes(), "a b begun handler /b /a");
}

TEST_F(Middle, at_once_goes_on_when_the_rest_waits) {
  server->use(at_once("a"));
  server->use(at_once("b"));
  server->get("/", answering_late("late"));
  EXPECT_EQ(request("GET /").body, "late");
  EXPECT_EQ(all_notes(), "a b begun /b /a handler");
}

TEST_F(Middle, as_a_coroutine_waits_for_a_rest_that_others_have_begun_at_once) {
  server->use(coroutine("a"));
  server->use(at_once("b"));
  server->use(at_once("c"));
  server->get("/", answering_late("late"));
  EXPECT_EQ(request("GET /").body, "late");
  EXPECT_EQ(all_notes(), "a b c begun /c /b handler /a");
}

TEST_F(Middle, of_every_kind_before_every_kind_lets_the_answer_through) {
  const std::map<std::string, std::function<Middleware(const std::string&)>> kinds{
      {"at_once", [this](const std::string& name) { return at_once(name); }},
      {"coroutine", [this](const std::string& name) { return coroutine(name); }},
      {"waiting", [this](const std::string& name) { return waiting(name); }}};
  std::vector<std::string> paths;
  for (const auto& [outer, make_outer] : kinds) {
    for (const auto& [inner, make_inner] : kinds) {
      for (const bool late : {false, true}) {
        paths.push_back(fmt::format("/{}/{}/{}", outer, inner, late));
        server->get(paths.back(), late ? answering_late(paths.back()) : answering(paths.back()))
            .use(make_outer("a"))
            .use(make_inner("b"));
      }
    }
  }
  for (const auto& path : paths) EXPECT_EQ(request("GET " + path).body, path);
  EXPECT_THAT(diagnostics, ElementsAre());
}

TEST_F(Middle, of_the_server_comes_before_that_of_a_route_whatever_was_said_first) {
  server->get("/", answering("/")).use(at_once("c")).use(coroutine("d"));
  server->get("/other", answering("/other"));
  server->use(at_once("a"));
  server->use(at_once("b"));
  EXPECT_EQ(request("GET /").body, "/");
  EXPECT_EQ(request("GET /other").body, "/other");
  EXPECT_EQ(all_notes(), "a b c d handler /d /c /b /a a b handler /b /a");
}

TEST_F(Middle, may_answer_in_the_place_of_the_handler) {
  server->get("/at_once", answering("never")).use([](Context& c, Next) { c.error(http::Status::forbidden); });
  server->get("/coroutine", answering("never")).use([](Context& c, Next) -> Task<> {
    co_await c.sleep(1ms);
    c.error(http::Status::forbidden);
  });
  EXPECT_EQ(request("GET /at_once").status(), 403);
  EXPECT_EQ(request("GET /coroutine").status(), 403);
  EXPECT_EQ(all_notes(), "");
}

TEST_F(Middle, gets_what_the_rest_throws) {
  const Middleware catching = [](Context& c, Next next) -> Task<> {
    std::string caught = "nothing";
    try {
      co_await next();
    } catch (const std::exception& error) {
      caught = error.what();
    }
    c.text("caught " + caught);
  };
  const Handler failing = [](Context&) { throw std::runtime_error("at once"); };
  const Handler failing_late = [](Context& c) -> Task<> {
    co_await c.sleep(1ms);
    throw std::runtime_error("late");
  };
  server->get("/at_once", failing).use([](Context& c, Next next) {
    try {
      next();
    } catch (const std::exception& error) {
      c.text(error.what());
    }
  });
  server->get("/coroutine", failing).use(catching);
  server->get("/late", failing_late).use(catching);
  server->get("/through", failing_late).use(catching).use(at_once("a"));
  EXPECT_EQ(request("GET /at_once").body, "at once");
  EXPECT_EQ(request("GET /coroutine").body, "caught at once");
  EXPECT_EQ(request("GET /late").body, "caught late");
  EXPECT_EQ(request("GET /through").body, "caught late");
  EXPECT_THAT(diagnostics, ElementsAre());
}

TEST_F(Middle, that_lets_exceptions_pass_is_answered_with_500) {
  server->use(coroutine("a"));
  server->use(at_once("b"));
  server->get("/", [](Context&) { throw std::runtime_error("at once"); });
  server->get("/late", [](Context& c) -> Task<> {
    co_await c.sleep(1ms);
    throw std::runtime_error("late");
  });
  EXPECT_EQ(request("GET /").status(), 500);
  EXPECT_EQ(request("GET /late").status(), 500);
  EXPECT_THAT(diagnostics, ElementsAre("GET /: the handler failed: at once", "GET /late: the handler failed: late"));
}

TEST_F(Middle, sees_the_answers_that_weft_gives_by_itself) {
  server->use([](Context& c, Next next) {
    c.set("x-status", std::to_string(code(c.response().status)));
    next();
  });
  server->use(coroutine("a"));
  server->get("/here", answering("here")).use(at_once("route"));
  const std::map<std::string, std::string> cases{
      {"GET /nowhere", "404"}, {"POST /here", "405"}, {"OPTIONS /here", "204"},    {"OPTIONS *", "204"},
      {"BREW /here", "501"},   {"GET /%00", "400"},   {"GET https://test/", "421"}};
  for (const auto& [line, status] : cases) {
    SCOPED_TRACE(line);
    const auto response = request(line);
    EXPECT_EQ(std::to_string(response.status()), status);
    EXPECT_EQ(response.field("x-status"), status);
    EXPECT_EQ(response.field("x-passed"), "a");
  }
  EXPECT_EQ(request("POST /here").field("allow"), "GET, HEAD, OPTIONS");
}

TEST_F(Middle, may_hide_what_is_not_there) {
  server->use([](Context& c, Next next) {
    if (!c.field("x-key")) return c.error(http::Status::unauthorized);
    next();
  });
  server->get("/here", answering("here"));
  EXPECT_EQ(request("GET /nowhere").status(), 401);
  EXPECT_EQ(request("GET /nowhere", "x-key: 1\r\n").status(), 404);
}

TEST_F(Middle, guards_files_as_well) {
  server->files("/", "/proc/self").use([](Context& c, Next) { c.error(http::Status::forbidden); });
  EXPECT_EQ(request("GET /status").status(), 403);
}

TEST_F(Middle, ends_with_the_handler_when_the_peer_goes) {
  const auto counting = [this](Context&, Next next) -> Task<> {
    const Counted counted{ended};
    ++started;
    co_await next();
  };
  server
      ->get("/",
            [this](Context& c) -> Task<> {
              const Counted counted{ended};
              ++started;
              co_await c.sleep(1h);
            })
      .use(counting)
      .use(counting)
      .use(at_once("a"))
      .use(counting);
  start();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  while (started < 4) std::this_thread::yield();
  client.vanish();
  while (ended < 4) std::this_thread::yield();
  EXPECT_EQ(request("GET /nowhere").status(), 404);
}

TEST_F(Middle, ends_with_the_handler_when_the_server_stops) {
  server->use(coroutine("a"));
  server->use(at_once("b"));
  server->get("/", [this](Context& c) -> Task<> {
    const Counted counted{ended};
    ++started;
    co_await c.sleep(1h);
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  while (started < 1) std::this_thread::yield();
  EXPECT_EQ(all_notes(), "a b /b");
  EXPECT_EQ(ended, 1);
}

TEST_F(Middle, is_a_mistake_when_it_comes_late_or_is_empty) {
  auto routed = server->get("/", answering("/"));
  EXPECT_THROW(server->use(std::function<void(Context&, Next)>()), std::invalid_argument);
  EXPECT_THROW(server->use(static_cast<void (*)(Context&, Next)>(nullptr)), std::invalid_argument);
  start();
  EXPECT_THROW(server->use(at_once("a")), std::logic_error);
  EXPECT_THROW(routed.use(at_once("a")), std::logic_error);
}

}  // namespace middleware_test
}  // namespace weft::server
