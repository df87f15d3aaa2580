#include <weft/server/context.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>

namespace weft::server {
namespace {

using http::Status;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

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

// RFC 9110 5.1: "Field names are case-insensitive".
TEST_F(Answers, carry_names_in_lower_case_however_they_were_written) {
  const auto response = answer_of([](Context& c) {
    c.set("Content-Type", "image/x-test").add("X-One", "1").set("x-two", "2").set("X-Two", " 3 ");
    c.send();
  });
  EXPECT_EQ(response.field("content-type"), "image/x-test");
  EXPECT_EQ(response.field("x-one"), "1");
  EXPECT_EQ(response.field("x-two"), "3");
  EXPECT_EQ(response.field("X-Two"), "");
}

TEST_F(Answers, have_a_status_of_200_to_599) {
  for (const int code : {0, 42, 100, 101, 103, 600, 1000}) {
    const auto status = static_cast<Status>(code);
    EXPECT_EQ(answer_of([status](Context& c) { c.status(status); }).status(), 500) << code;
    EXPECT_EQ(answer_of([status](Context& c) { c.error(status); }).status(), 500) << code;
    EXPECT_EQ(answer_of([status](Context& c) { c.redirect("/a", status); }).status(), 500) << code;
    EXPECT_EQ(answer_of([status](Context& c) {
                c.response().status = status;
                c.text("a");
              }).status(),
              500)
        << code;
    EXPECT_EQ(answer_of([status](Context& c) { c.response().status = status; }).status(), 500) << code;
  }
  EXPECT_EQ(diagnostics.size(), 7U * 5U);
  EXPECT_THAT(diagnostics.front(), HasSubstr("the handler failed: 0 is no status of a response: expected 200 to 599"));
  EXPECT_EQ(answer_of([](Context& c) { c.status(static_cast<Status>(299)); }).status(), 299);
}

TEST_F(Answers, are_framed_by_weft_alone) {
  for (const auto* name : {"content-length", "Content-Length", "transfer-encoding", "connection", "keep-alive",
                           "proxy-connection", "upgrade", "te", "http2-settings"}) {
    EXPECT_EQ(answer_of([name](Context& c) { c.set(name, "3").text("abc"); }).status(), 500) << name;
    EXPECT_EQ(answer_of([name](Context& c) { c.add(name, "3").text("abc"); }).status(), 500) << name;
  }
  for (const auto* name : {"content-length", "transfer-encoding", "connection"}) {
    EXPECT_EQ(answer_of([name](Context& c) {
                c.response().fields.add(name, "3");
                c.text("abc");
              }).status(),
              500)
        << name;
  }
  EXPECT_EQ(diagnostics.size(), 21U);
}

TEST_F(Answers, may_catch_what_they_did_wrong) {
  const auto response = answer_of([](Context& c) {
    EXPECT_THROW(c.set("content-length", "999"), std::invalid_argument);
    EXPECT_THROW(c.status(static_cast<Status>(42)), std::invalid_argument);
    c.text("abc");
  });
  EXPECT_EQ(response.status(), 200);
  EXPECT_EQ(response.body, "abc");
  EXPECT_TRUE(diagnostics.empty());
}

TEST_F(Answers, have_the_length_that_they_say) {
  const auto of_octets = [this](std::uint64_t length) {
    return answer_of([length](Context& c) {
      c.response().content_length = length;
      c.send(as_octets("abc"), nullptr);
    });
  };
  EXPECT_EQ(of_octets(3).body, "abc");
  EXPECT_EQ(of_octets(2).status(), 500);
  EXPECT_EQ(of_octets(999).status(), 500);
  const auto unsaid = answer_of([](Context& c) { c.send(as_octets("abc"), nullptr); });
  EXPECT_EQ(unsaid.field("content-length"), "3");
  EXPECT_EQ(answer_of([](Context& c) { c.response().content_length = 3; }).status(), 500);
  EXPECT_EQ(answer_of([](Context& c) {
              c.response().content_length = 3;
              c.send();
            }).status(),
            500);
  // A text replaces the length that was set.
  EXPECT_EQ(answer_of([](Context& c) {
              c.response().content_length = 999;
              c.text("abc");
            }).body,
            "abc");
}

TEST_F(Answers, to_head_may_say_the_length_of_what_get_would_have) {
  Server one(options());
  one.route(http::Method::head, "/", [](Context& c) { c.response().content_length = 999; });
  one.listen("http://127.0.0.1:0");
  one.start();
  TestClient client(one.endpoints().front());
  client.send("HEAD / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  EXPECT_THAT(client.read_to_end(), HasSubstr("content-length: 999\r\n"));
}

// RFC 9110 8.6: a 304 has the length of a 200, or none.
TEST_F(Answers, of_304_have_no_length_that_was_not_said) {
  EXPECT_EQ(answer_of([](Context& c) { c.status(Status::not_modified); }, "GET /").field("content-length"), "");
}

// RFC 9110 15.3.6: "a server MUST NOT generate content in a 205 response."
TEST_F(Answers, of_205_have_no_content) {
  for (const bool is_owned : {false, true}) {
    const auto response = answer_of([is_owned](Context& c) {
      c.status(Status::reset_content);
      is_owned ? c.text(std::string("ignored")) : c.text("ignored");
    });
    EXPECT_EQ(response.status(), 205);
    EXPECT_EQ(response.field("content-length"), "0");
    EXPECT_THAT(response.head, Not(HasSubstr("transfer-encoding")));
  }
}

TEST_F(Answers, that_the_engine_refuses_are_told_to_the_operator) {
  EXPECT_EQ(answer_of([](Context& c) {
              c.response().fields.add("x name", "1");
              c.text("a");
            }).status(),
            0);
  EXPECT_THAT(diagnostics, ElementsAre("GET /: the response cannot be sent: head_not_valid"));
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

// RFC 9110 5.1: "Field names are case-insensitive".
TEST_F(Answers, find_fields_of_the_request_in_any_case) {
  server->get("/", [](Context& c) {
    c.text(fmt::format("{} {} {}", c.field("User-Agent").value_or("none"), c.field("X-NAME").value_or("none"),
                       c.request().fields.find("X-Name").value_or("none")));
  });
  EXPECT_EQ(request("GET /", "user-agent: a\r\nx-Name: b\r\n").body, "a b b");
}

TEST_F(Answers, know_the_peer) {
  server->get("/", [](Context& c) { c.text(c.peer().host); });
  EXPECT_EQ(request("GET /").body, "127.0.0.1");
}

class FileAnswers : public Answers {
 protected:
  FileAnswers() {
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "a.html") << "0123456789";
    server->files("/", folder);
  }
  ~FileAnswers() override { std::filesystem::remove_all(folder); }

  static std::size_t count(const TestResponse& response, std::string_view name) {
    std::size_t out = 0;
    const auto line = fmt::format("\r\n{}: ", name);
    for (auto at = response.head.find(line); at != std::string::npos; at = response.head.find(line, at + 1)) ++out;
    return out;
  }

  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("weft-file-answers-" + std::to_string(::getpid()));
};

TEST_F(FileAnswers, have_each_field_once_and_that_of_the_handler_first) {
  const std::vector<std::pair<std::string, std::string>> fields{{"content-type", "text/x-test"},
                                                                {"etag", "\"mine\""},
                                                                {"last-modified", "Sun, 06 Nov 1994 08:49:37 GMT"},
                                                                {"accept-ranges", "none"},
                                                                {"cache-control", "no-store"},
                                                                {"vary", "accept"},
                                                                {"server", "mine"},
                                                                {"date", "Sun, 06 Nov 1994 08:49:37 GMT"}};
  server->get("/set", [&](Context& c) {
    for (const auto& [name, value] : fields) c.set(name, value);
    c.file("a.html");
  });
  server->get("/bare", [](Context& c) { c.file("a.html"); });
  start();
  for (const auto* range : {"", "range: bytes=1-2\r\n"}) {
    const auto response = request("GET /set", range);
    for (const auto& [name, value] : fields) {
      EXPECT_EQ(count(response, name), 1U) << name << range;
      EXPECT_EQ(response.field(name), value) << name << range;
    }
    const auto bare = request("GET /bare", range);
    EXPECT_EQ(bare.field("content-type"), "text/html; charset=utf-8");
    for (const auto* name : {"content-type", "etag", "last-modified", "accept-ranges", "server", "date"}) {
      EXPECT_EQ(count(bare, name), 1U) << name << range;
    }
  }
}

TEST_F(FileAnswers, are_compared_with_the_validators_of_the_handler) {
  server->get("/tag", [](Context& c) { c.set("etag", "\"mine\"").file("a.html"); });
  server->get("/date", [](Context& c) { c.set("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT").file("a.html"); });
  start();
  TestClient client(server->endpoints().front());
  client.send("GET /tag HTTP/1.1\r\nhost: a\r\nif-none-match: \"mine\"\r\n\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("304 Not Modified"));
  client.send("GET /date HTTP/1.1\r\nhost: a\r\nif-modified-since: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n");
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("304 Not Modified"));
  EXPECT_EQ(request("GET /tag", "if-match: \"other\"\r\n").status(), 412);
}

TEST_F(FileAnswers, of_several_ranges_have_the_media_type_of_the_handler_in_each_part) {
  server->get("/a", [](Context& c) { c.set("content-type", "text/x-test").file("a.html"); });
  const auto response = request("GET /a", "range: bytes=0-1,4-5\r\n");
  EXPECT_EQ(count(response, "content-type"), 1U);
  EXPECT_THAT(response.field("content-type"), testing::StartsWith("multipart/byteranges"));
  EXPECT_THAT(response.body, HasSubstr("Content-Type: text/x-test\r\nContent-Range: bytes 4-5/10"));
}

// RFC 9110 13.2.1: conditions are for what would have been a success.
TEST_F(FileAnswers, with_a_status_of_the_handler_have_that_whatever_was_asked_for) {
  server->get("/missing", [](Context& c) { c.status(Status::not_found).file("a.html"); });
  for (const auto* fields : {"", "if-none-match: *\r\n", "range: bytes=0-1\r\n", "if-match: \"other\"\r\n"}) {
    const auto response = request("GET /missing", fields);
    EXPECT_EQ(response.status(), 404) << fields;
    EXPECT_EQ(response.body, "0123456789") << fields;
  }
}

TEST_F(FileAnswers, that_are_errors_have_the_media_type_of_the_error) {
  server->get("/none", [](Context& c) { c.set("content-type", "image/png").file("nothing.png"); });
  const auto response = request("GET /none");
  EXPECT_EQ(response.status(), 404);
  EXPECT_EQ(count(response, "content-type"), 1U);
  EXPECT_EQ(response.field("content-type"), "text/plain; charset=utf-8");
}

}  // namespace
}  // namespace weft::server
