#include <weft/client/transport/answers.hpp>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include <weft/client/client.hpp>
#include <weft/client/support_test.hpp>

namespace weft::client {
namespace answers_test {

using http::Status;
using testing::ElementsAre;

Response text(std::string body, Status status = Status::ok) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  return response;
}

Client client_of(std::function<Response(const RequestView&)> function) {
  ClientOptions options;
  options.transport = answer(std::move(function));
  return Client(options);
}

TEST(Answers, a_function_answers_without_a_connection) {
  const auto response = client_of([](const RequestView&) {
                          Response made = text("nothing there", Status::not_found);
                          made.fields.add("x-made", "here");
                          return made;
                        })
                            .get("https://example.test/")
                            .wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->status, Status::not_found);
  EXPECT_EQ(response->body, "nothing there");
  EXPECT_EQ(response->fields.find("x-made"), "here");
  EXPECT_EQ(response->url, "https://example.test/");
  EXPECT_EQ(response->why, VersionReason::answered);
  EXPECT_EQ(response->connection, nullptr);
}

TEST(Answers, the_function_sees_the_request) {
  std::string seen;
  const Client client = client_of([&](const RequestView& request) {
    seen = fmt::format("{} {} {} {} {}", request.method_text, request.url.text(), *request.fields.find("content-type"),
                       request.body, *request.trailers.find("x-sum"));
    return text("");
  });
  const auto response = client.put("http://a.test:81/b?c").body("content", "text/plain").trailer("x-sum", "12").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(seen, "PUT http://a.test:81/b?c text/plain content 12");
}

TEST(Answers, a_body_is_collected_before_the_function_is_asked) {
  const Client client = client_of([](const RequestView& request) { return text(std::string(request.body)); });
  auto next = [left = 100]() mutable { return left-- == 0 ? std::string() : std::string(1000, 'x'); };
  const auto response = client.post("https://a.test/").stream(next).wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, std::string(100'000, 'x'));
}

TEST(Answers, a_body_that_fails_is_told) {
  const Client client = client_of([](const RequestView&) { return text("never asked"); });
  const auto response =
      client.post("https://a.test/").stream([]() -> std::string { throw std::runtime_error("no more"); }).wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().reason(), "source_failed");
  EXPECT_EQ(response.error().detail, "no more");
}

// RFC 9110 10.1.1.
TEST(Answers, a_body_that_waits_is_wanted) {
  const Client client = client_of([](const RequestView& request) { return text(std::string(request.body)); });
  std::atomic<unsigned> interim = 0;
  const auto response = client.post("https://a.test/")
                            .body("content")
                            .expect_continue()
                            .on_interim([&](const http::ResponseHead&) { ++interim; })
                            .wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "content");
  EXPECT_EQ(interim, 1u);
}

TEST(Answers, redirects_and_cookies_are_those_of_any_response) {
  std::vector<std::string> asked;
  ClientOptions options;
  options.cookies = CookieJar();
  options.redirects = 3;
  options.transport = answer([&](const RequestView& request) {
    asked.push_back(request.url.target + " " + std::string(request.fields.find("cookie").value_or("")));
    if (request.url.target != "/login") return text("hello");
    Response response = text("", Status::see_other);
    response.fields.add("location", "/account");
    response.fields.add("set-cookie", "user=ada");
    return response;
  });
  const auto response = Client(options).post("https://a.test/login").body("ada").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "hello");
  EXPECT_THAT(asked, ElementsAre("/login ", "/account user=ada"));
}

TEST(Answers, a_response_is_streamed_and_has_trailers) {
  const Client client = client_of([](const RequestView&) {
    Response response = text(std::string(1'000'000, 'f'));
    response.trailers.add("x-sum", "12");
    return response;
  });
  auto film = client.get("https://a.test/").open_wait();
  ASSERT_TRUE(film.has_value()) << film.error().text();
  EXPECT_EQ(read_all(*film), std::string(1'000'000, 'f'));
  EXPECT_EQ(film->trailers().find("x-sum"), "12");
}

TEST(Answers, a_stream_may_be_dropped) {
  const Client client = client_of([](const RequestView&) { return text(std::string(1'000'000, 'f')); });
  ASSERT_TRUE(client.get("https://a.test/").open_wait().has_value());
  EXPECT_TRUE(client.get("https://a.test/").wait().has_value());
}

TEST(Answers, to_head_there_is_no_body) {
  const auto response = client_of([](const RequestView&) { return text("hello"); }).head("https://a.test/").wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "");
}

// RFC 9110 15.5.20.
TEST(Answers, a_misdirected_request_is_asked_once_more) {
  unsigned asked = 0;
  const auto response = client_of([&](const RequestView&) {
                          return ++asked == 1 ? text("", Status::misdirected_request) : text("hello");
                        })
                            .get("https://a.test/")
                            .wait();
  ASSERT_TRUE(response.has_value()) << response.error().text();
  EXPECT_EQ(response->body, "hello");
}

TEST(Answers, an_exception_of_the_function_is_an_error) {
  const auto response =
      client_of([](const RequestView&) -> Response { throw std::runtime_error("the table is empty"); })
          .get("https://a.test/")
          .wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().reason(), "answer_failed");
  EXPECT_EQ(response.error().detail, "the table is empty");
}

TEST(Answers, an_answer_has_a_final_status) {
  const auto response = client_of([](const RequestView&) { return Response(); }).get("https://a.test/").wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().reason(), "answer_failed");
  EXPECT_EQ(response.error().detail, "expected a final status, 200 to 599");
}

}  // namespace answers_test
}  // namespace weft::client
