#include <weft/server/context.hpp>

#include <stdexcept>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace {

using http::Status;
using testing::ElementsAre;

class Answers : public ServerTest {
 protected:
  // The answer of one handler.
  TestResponse answer_of(Handler handler, std::string_view line = "GET /") {
    Server one(options());
    one.get("/", std::move(handler));
    one.listen("http://127.0.0.1:0");
    one.start();
    return TestClient(one.endpoints().front()).request(line);
  }
  ServerOptions options() {
    auto out = test_options();
    out.diagnostics = [this](std::string_view line) { diagnostics.emplace_back(line); };
    return out;
  }

  std::vector<std::string> diagnostics;
};

TEST_F(Answers, may_be_text_html_json_or_any_octets) {
  const auto text = answer_of([](Context& c) { c.text("a text"); });
  EXPECT_EQ(text.status(), 200);
  EXPECT_EQ(text.field("content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(text.body, "a text");
  EXPECT_EQ(answer_of([](Context& c) { c.html("<p>"); }).field("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(answer_of([](Context& c) { c.json("{}"); }).field("content-type"), "application/json");
  const auto octets = answer_of([](Context& c) {
    const std::uint8_t some[] = {0, 1, 255};
    c.bytes("image/x-test", Octets(some));
  });
  EXPECT_EQ(octets.field("content-type"), "image/x-test");
  EXPECT_EQ(octets.body, std::string("\0\1\xff", 3));
}

TEST_F(Answers, have_the_media_type_that_was_said_last) {
  std::size_t types = 0;
  const auto answer = answer_of([&](Context& c) {
    c.set(http::FieldName::content_type, "image/x-test");
    c.html("<p>");
    types = c.response().fields.count(http::FieldName::content_type);
  });
  EXPECT_EQ(answer.field("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(types, 1u);
}

TEST_F(Answers, may_be_borrowed_copied_or_moved) {
  const std::string long_text(100'000, 'x');
  EXPECT_EQ(answer_of([&](Context& c) { c.text(long_text); }).body, long_text);
  EXPECT_EQ(answer_of([&](Context& c) { c.text(std::string(long_text)); }).body, long_text);
  EXPECT_EQ(answer_of([&](Context& c) { c.text(std::string_view(long_text)); }).body, long_text);
  EXPECT_EQ(answer_of([&](Context& c) {
              auto owner = std::make_shared<const std::string>(long_text);
              c.response().content_length = owner->size();
              c.send(as_octets(*owner), owner);
            }).body,
            long_text);
}

TEST_F(Answers, carry_the_status_and_fields_that_were_set) {
  const auto response = answer_of([](Context& c) {
    c.status(Status::created).set("x-one", "1").add("x-two", "2").set(http::FieldName::cache_control, "no-store");
    c.text("made");
  });
  EXPECT_EQ(response.status(), 201);
  EXPECT_EQ(response.field("x-one"), "1");
  EXPECT_EQ(response.field("x-two"), "2");
  EXPECT_EQ(response.field("cache-control"), "no-store");
}

TEST_F(Answers, that_are_not_given_have_the_status_and_no_body) {
  const auto nothing = answer_of([](Context&) {});
  EXPECT_EQ(nothing.status(), 200);
  EXPECT_EQ(nothing.field("content-length"), "0");
  const auto no_content = answer_of([](Context& c) { c.status(Status::no_content); });
  EXPECT_EQ(no_content.status(), 204);
  EXPECT_EQ(no_content.field("content-length"), "");
}

TEST_F(Answers, with_a_status_that_forbids_content_have_none) {
  const auto response = answer_of([](Context& c) {
    c.status(Status::no_content);
    c.text("ignored");
  });
  EXPECT_EQ(response.status(), 204);
  EXPECT_EQ(response.field("content-length"), "");
}

TEST_F(Answers, are_given_once_and_the_first_counts) {
  const auto response = answer_of([](Context& c) {
    c.text("first");
    c.text("second, and longer than the first");
    c.error(Status::not_found);
  });
  EXPECT_EQ(response.status(), 200);
  EXPECT_EQ(response.body, "first");
}

TEST_F(Answers, may_be_elsewhere) {
  const auto response = answer_of([](Context& c) { c.redirect("/there"); });
  EXPECT_EQ(response.status(), 302);
  EXPECT_EQ(response.field("location"), "/there");
  EXPECT_EQ(answer_of([](Context& c) { c.redirect("/there", Status::permanent_redirect); }).status(), 308);
}

TEST_F(Answers, of_errors_say_which_it_is) {
  const auto response = answer_of([](Context& c) { c.error(Status::gone); });
  EXPECT_EQ(response.status(), 410);
  EXPECT_EQ(response.body, "410 Gone\n");
}

TEST_F(Answers, keep_the_date_and_the_name_that_a_handler_gave) {
  const auto response = answer_of([](Context& c) {
    c.set("server", "other").set("date", "Sun, 06 Nov 1994 08:49:37 GMT");
    c.text("a");
  });
  EXPECT_EQ(response.field("server"), "other");
  EXPECT_EQ(response.field("date"), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST_F(Answers, of_handlers_that_throw_are_500_and_the_operator_is_told) {
  const auto response = answer_of([](Context& c) {
    c.set("x-secret", "1");
    throw std::runtime_error("no database");
  });
  EXPECT_EQ(response.status(), 500);
  EXPECT_EQ(response.field("x-secret"), "");
  EXPECT_EQ(response.body, "500 Internal Server Error\n");
  EXPECT_THAT(diagnostics, ElementsAre("GET /: the handler failed: no database"));
}

TEST_F(Answers, of_handlers_that_throw_anything_are_500) {
  EXPECT_EQ(answer_of([](Context&) { throw 42; }).status(), 500);
  EXPECT_EQ(diagnostics.size(), 1U);
}

TEST_F(Answers, never_carry_a_field_that_would_split_them) {
  const auto response = answer_of([](Context& c) { c.redirect("/a\r\nset-cookie: b"); });
  EXPECT_EQ(response.status(), 500);
  EXPECT_EQ(response.field("set-cookie"), "");
}

TEST_F(Answers, do_not_end_the_server_when_they_fail) {
  server->get("/bad", [](Context&) { throw std::runtime_error("bad"); });
  server->get("/good", [](Context& c) { c.text("good"); });
  start();
  TestClient client(server->endpoints().front());
  EXPECT_EQ(client.request("GET /bad").status(), 500);
  EXPECT_EQ(client.request("GET /good").body, "good");
}

TEST_F(Answers, can_tell_what_was_asked) {
  server->get("/{one}/{two}", [](Context& c) {
    c.json(fmt::format("{} {} {} {} {} {}", c.path(), c.query(), c.parameters().find("two"),
                       c.field("x-field").value_or("none"), c.field(http::FieldName::host).value_or("none"),
                       http::to_string(c.version())));
  });
  EXPECT_EQ(request("GET /a%20b/c?d=%20&e", "x-field: f\r\n").body, "/a b/c d=%20&e c f none HTTP/1.1");
}

TEST_F(Answers, know_the_peer) {
  server->get("/", [](Context& c) { c.text(c.peer().host); });
  EXPECT_EQ(request("GET /").body, "127.0.0.1");
}

}  // namespace
}  // namespace weft::server
