// Tests the use of a request's objects after the handler has returned.
#include <weft/server/used_late.hpp>

#include <functional>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace {

using testing::HasSubstr;

std::string complaint(const std::function<void()>& use) {
  try {
    use();
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "none";
}

class UsedLate : public ServerTest {
 protected:
  // The handler answers with a body that is copied, which keeps its Context for longer, or with nothing.
  enum class Answer : bool { nothing, text };

  std::string complaint_of(const std::function<void(Context&)>& use, Answer answer) {
    std::promise<std::string> said;
    server.emplace(test_options());
    server->get("/", [&](Context& c) {
      c.loop().post([&c, &use, &said] { said.set_value(complaint([&] { use(c); })); });
      if (answer == Answer::text) c.text("answered");
    });
    EXPECT_EQ(request("GET /").body, answer == Answer::text ? "answered" : "");
    return said.get_future().get();
  }
};

TEST_F(UsedLate, a_context_names_the_mistake) {
  const std::vector<std::function<void(Context&)>> uses = {
      [](Context& c) { c.text("late"); },
      [](Context& c) { c.bytes("a/b", "late"); },
      [](Context& c) { c.send(); },
      [](Context& c) { c.error(http::Status::not_found); },
      [](Context& c) { c.redirect("/"); },
      [](Context& c) { c.file("a"); },
      [](Context& c) { c.stream("a/b"); },
      [](Context& c) { c.abort("late"); },
      [](Context& c) { c.push("/"); },
      [](Context& c) { c.prioritize({}); },
      [](Context& c) { c.status(http::Status::not_found); },
      [](Context& c) { c.set("x", "y"); },
      [](Context& c) { c.set(http::FieldName::server, "y"); },
      [](Context& c) { c.add("x", "y"); },
      [](Context& c) { c.response().content_length = 5; },
      [](Context& c) { c.request(); },
      [](Context& c) { (void)c.path(); },
      [](Context& c) { c.param("x"); },
      [](Context& c) { (void)c.field("x"); },
      [](Context& c) { (void)c.version(); },
      [](Context& c) { c.body(); },
      [](Context& c) { (void)c.cancelled(); },
      [](Context& c) { (void)c.peer_closed(); },
      [](Context& c) { c.loop(); },
      [](Context& c) { (void)c.sleep(std::chrono::seconds(1)); },
  };
  for (std::size_t i = 0; i < uses.size(); ++i) {
    const Answer answer{i % 2 == 0};
    EXPECT_THAT(complaint_of(uses[i], answer), HasSubstr("weft::Context was used after its handler had returned")) << i;
  }
}

TEST_F(UsedLate, a_stream_names_the_mistake) {
  std::optional<ResponseStream> kept;
  server->get("/", [&](Context& c) -> Task<> {
    kept = c.stream("text/plain");
    co_await kept->write("in time");
  });
  server->get("/next", [&](Context& c) {
    EXPECT_THAT(complaint([&] { (void)kept->write("another's"); }),
                HasSubstr("weft::ResponseStream was used after its handler had returned"));
    EXPECT_THAT(complaint([&] { kept->end(); }), HasSubstr("weft::ResponseStream"));
    EXPECT_THAT(complaint([&] { kept->trailer("a", "b"); }), HasSubstr("weft::ResponseStream"));
    c.text("whole");
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_THAT(client.read_until("\r\n0\r\n\r\n"), HasSubstr("in time"));
  EXPECT_EQ(request("GET /next").body, "whole");
}

TEST_F(UsedLate, a_body_names_the_mistake) {
  std::promise<std::string> said;
  server->post("/", [&](Context& c) {
    constexpr auto read_late = [](RequestBody& body) -> Task<> { co_await body.read(); };
    c.loop().post([&said, &loop = c.loop(), &body = c.body(), read_late] {
      io::spawn(loop, read_late(body), [&said](const std::exception_ptr& error) {
        said.set_value(complaint([&] { std::rethrow_exception(error); }));
      });
    });
  });
  request("POST /", "content-length: 4\r\n", "text");
  EXPECT_THAT(said.get_future().get(), HasSubstr("weft::RequestBody was used after its handler had returned"));
}

// The Context that is used late does not answer for another one.
TEST_F(UsedLate, a_context_is_nobody_elses_meanwhile) {
  std::promise<std::string> said;
  std::promise<void> release;
  auto released = release.get_future().share();
  Context* late = nullptr;
  server->get("/", [&](Context& c) {
    c.loop();
    late = &c;
  });
  server->get("/waits", [&, released](Context& c) -> Task<> {
    said.set_value(complaint([&] { late->text("somebody else's"); }));
    while (released.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      co_await c.sleep(std::chrono::milliseconds(1));
    }
    c.text("its own");
  });
  EXPECT_EQ(request("GET /").status(), 200);
  TestClient client(server->endpoints().front());
  client.send("GET /waits HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_THAT(said.get_future().get(), HasSubstr("weft::Context was used after its handler had returned"));
  release.set_value();
  EXPECT_EQ(client.read_response().body, "its own");
}

// A read that a handler has started and not waited for is told that the handler has returned.
TEST_F(UsedLate, a_body_that_is_still_being_read_is_read_no_more) {
  std::promise<std::error_code> why;
  server->post("/", [&](Context& c) {
    constexpr auto read = [](RequestBody& body) -> Task<> { co_await body.read(); };
    io::spawn(c.loop(), read(c.body()), [&why](const std::exception_ptr& error) {
      try {
        std::rethrow_exception(error);
      } catch (const std::system_error& failure) {
        why.set_value(failure.code());
      } catch (...) {
        why.set_value({});
      }
    });
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\n");
  EXPECT_EQ(why.get_future().get(), std::errc::operation_canceled);
}

TEST_F(UsedLate, a_context_costs_no_other_request_its_answer) {
  std::promise<std::string> reported;
  auto options = test_options();
  options.diagnostics = [&](std::string_view line) { reported.set_value(std::string(line)); };
  server.emplace(options);
  server->get("/", [](Context& c) { c.loop().post([&c] { c.text("late"); }); });
  server->get("/next", [](Context& c) { c.text("answered"); });
  EXPECT_EQ(request("GET /").status(), 200);
  EXPECT_THAT(reported.get_future().get(), HasSubstr("weft::Context was used after its handler had returned"));
  EXPECT_EQ(request("GET /next").body, "answered");
}

}  // namespace
}  // namespace weft::server
