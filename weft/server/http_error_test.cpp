#include <weft/server/http_error.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace http_error_test {

using testing::ElementsAre;

class HttpErrors : public ServerTest {
 protected:
  TestResponse answer_to(http::Status status) {
    diagnostics.clear();
    auto options = test_options();
    options.diagnostics = [this](std::string_view line) { diagnostics.emplace_back(line); };
    server.emplace(options);
    server->get("/", [status](Context& c) {
      c.set("x-secret", "1");
      throw HttpError(status, "no such <order>");
    });
    return request("GET /");
  }

  std::vector<std::string> diagnostics;
};

TEST_F(HttpErrors, are_answered_with_their_status_and_sentence) {
  const auto response = answer_to(http::Status::conflict);
  EXPECT_EQ(response.status(), 409);
  EXPECT_EQ(response.body, "409 Conflict\nno such <order>\n");
  EXPECT_EQ(response.field("x-secret"), "");
}

TEST_F(HttpErrors, of_the_client_are_none_of_the_operator) {
  answer_to(http::Status::not_found);
  EXPECT_THAT(diagnostics, ElementsAre());
  EXPECT_EQ(answer_to(http::Status::service_unavailable).status(), 503);
  EXPECT_THAT(diagnostics, ElementsAre("GET /: the handler failed: no such <order>"));
}

TEST_F(HttpErrors, that_are_no_errors_are_500) {
  for (const int code : {0, 100, 200, 304, 600}) {
    const auto response = answer_to(static_cast<http::Status>(code));
    EXPECT_EQ(response.status(), 500) << code;
    EXPECT_EQ(response.body, "500 Internal Server Error\n");
  }
}

TEST_F(HttpErrors, behind_the_head_end_the_response) {
  server->get("/late", [](Context& c) -> Task<> {
    auto stream = c.stream("text/plain");
    co_await stream.write("some");
    throw HttpError(http::Status::conflict, "late");
  });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET /late HTTP/1.1\r\nhost: a\r\n\r\n");
  const auto all = client.read_to_end();
  EXPECT_TRUE(all.starts_with("HTTP/1.1 200 "));
  EXPECT_FALSE(all.ends_with("0\r\n\r\n"));
}

TEST_F(HttpErrors, are_answered_where_a_body_was_let_pass) {
  server->post("/", [](Context& c) {
    c.body().discard([](Context&, std::uint64_t) { throw HttpError(http::Status::conflict, "too late"); });
  });
  EXPECT_EQ(request("POST /", "content-length: 4\r\n", "some").body, "409 Conflict\ntoo late\n");
}

}  // namespace http_error_test
}  // namespace weft::server
