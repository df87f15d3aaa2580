#include <weft/server/push/push_ladder.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <stdexcept>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/config/config.hpp>
#include <weft/server/http2_client_test.hpp>
#include <weft/server/push/pushed_cookie.hpp>

namespace weft::server {
namespace push_ladder_test {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using namespace std::chrono_literals;

const std::string style_link = "</style.css>; rel=preload; as=style";

class Ladder : public Pushes {
 protected:
  Ladder() {
    server->get("/", [](Context& c) {
      const auto pushed = c.push("/style.css");
      c.text(fmt::format("{} {}", to_string(pushed.rung), to_string(pushed.outcome)));
    });
    server->get("/style.css", [](Context& c) { c.text("p{}"); });
  }

  // The words of "/" about its push.
  std::string pushed_at(testkit::StreamId stream) { return pushed_at(stream, testkit::request("GET")); }
  std::string pushed_at(testkit::StreamId stream, const testkit::FieldList& asked) {
    client().ask(stream, asked);
    lines = client().read_until(fmt::format("DATA stream={} END_STREAM", stream));
    return client().transcript.body(stream);
  }
  void forbid_pushes() { client().frames.settings({{testkit::SettingId::enable_push, 0}}); }

  // The octets of a response over HTTP/1, with all that comes before it.
  std::string octets_for(std::string_view request) {
    if (server->endpoints().empty()) start();
    TestClient client(server->endpoints().front());
    client.send(request);
    client.half_close();
    return client.read_to_end();
  }

  std::vector<std::string> lines;
};

TEST_F(Ladder, begins_with_a_promise) {
  EXPECT_EQ(pushed_at(1), "promised promised");
  EXPECT_THAT(lines, Contains(StartsWith("PUSH_PROMISE stream=1 promised=2")));
  EXPECT_THAT(lines, Not(Contains(HasSubstr("link="))));
}

// RFC 8297 2.
TEST_F(Ladder, goes_on_with_103_where_a_client_of_http2_takes_no_promise) {
  forbid_pushes();
  EXPECT_EQ(pushed_at(1), "early_hints disabled");
  EXPECT_THAT(lines, Contains("HEADERS stream=1 :status=103 link=" + style_link));
  EXPECT_THAT(lines, Contains(AllOf(StartsWith("HEADERS stream=1 :status=200"), HasSubstr("link=" + style_link))));
  EXPECT_THAT(lines, Not(Contains(StartsWith("PUSH_PROMISE"))));
}

TEST_F(Ladder, sends_the_hint_before_a_handler_that_waits_has_answered) {
  std::promise<void> hinted;
  auto is_hinted = hinted.get_future().share();
  server->get("/slow", [is_hinted](Context& c) -> Task<> {
    c.push("/style.css");
    while (is_hinted.wait_for(0s) != std::future_status::ready) co_await c.sleep(1ms);
    c.text("page");
  });
  forbid_pushes();
  client().get(1, "/slow");
  client().read_until("HEADERS stream=1 :status=103");
  hinted.set_value();
  client().read_until("DATA stream=1 END_STREAM");
}

// RFC 8297 3.
TEST_F(Ladder, has_a_103_over_http11_for_a_browser_that_opens_a_page) {
  const auto octets = octets_for("GET / HTTP/1.1\r\nhost: a\r\nsec-fetch-mode: navigate\r\n\r\n");
  EXPECT_THAT(octets, StartsWith("HTTP/1.1 103 Early Hints\r\nlink: " + style_link + "\r\n\r\nHTTP/1.1 200 "));
  EXPECT_THAT(octets, testing::EndsWith("early_hints http11"));
}

TEST_F(Ladder, has_a_link_alone_for_any_other_client_of_http11) {
  for (const auto* mode : {"", "sec-fetch-mode: cors\r\n"}) {
    const auto octets = octets_for(fmt::format("GET / HTTP/1.1\r\nhost: a\r\n{}\r\n", mode));
    EXPECT_THAT(octets, AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("\r\nlink: " + style_link + "\r\n")));
    EXPECT_THAT(octets, testing::EndsWith("link http11"));
  }
}

// RFC 9110 15.2.
TEST_F(Ladder, has_no_103_over_http10) {
  const auto octets = octets_for("GET / HTTP/1.0\r\nhost: a\r\nsec-fetch-mode: navigate\r\n\r\n");
  EXPECT_THAT(octets, AllOf(StartsWith("HTTP/1.1 200 "), testing::EndsWith("link http11")));
}

TEST_F(Ladder, ends_with_nothing_where_the_head_has_gone_or_no_hint_can_say_it) {
  std::string later;
  server->get("/late", [&](Context& c) {
    c.text("page");
    const auto pushed = c.push("/style.css");
    later = fmt::format("{} {}", to_string(pushed.rung), to_string(pushed.outcome));
  });
  server->get("/wrong", [](Context& c) {
    EXPECT_EQ(c.push("/a", {.method = http::Method::head}).rung, PushRung::nothing);
    EXPECT_EQ(c.push("https://elsewhere.test/a").outcome, PushOutcome::head_not_valid);
    EXPECT_EQ(c.push("/a\r\nb").outcome, PushOutcome::head_not_valid);
    EXPECT_THROW(c.push("/a", {.priority = http::Priority{.urgency = 8}}), std::invalid_argument);
    c.text("page");
  });
  EXPECT_THAT(octets_for("GET /wrong HTTP/1.1\r\nhost: a\r\n\r\n"), Not(HasSubstr("link:")));
  EXPECT_THAT(octets_for("GET /late HTTP/1.1\r\nhost: a\r\n\r\n"), Not(HasSubstr("link:")));
  server.reset();
  EXPECT_EQ(later, "nothing head_sent");
}

TEST_F(Ladder, names_a_path_once_in_a_response) {
  server->get("/twice", [](Context& c) {
    EXPECT_EQ(c.push("/style.css").rung, PushRung::link);
    const auto again = c.push("/style.css");
    EXPECT_EQ(again.rung, PushRung::nothing);
    EXPECT_EQ(again.outcome, PushOutcome::already_pushed);
    EXPECT_EQ(c.push("/data", {.as = "script"}).rung, PushRung::link);
    c.text("page");
  });
  const auto octets = octets_for("GET /twice HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_EQ(octets.find(style_link), octets.rfind(style_link));
  EXPECT_THAT(octets, HasSubstr("</data>; rel=preload; as=script\r\n"));
}

TEST_F(Ladder, promises_with_the_priority_that_it_is_told) {
  server->get("/page", [](Context& c) {
    c.push("/style.css", {.priority = http::Priority{.urgency = 5, .incremental = true}});
    c.text("page");
  });
  client().get(1, "/page");
  EXPECT_THAT(client().read_until("DATA stream=1 END_STREAM"),
              Contains(AllOf(StartsWith("PUSH_PROMISE stream=1"), HasSubstr("priority=u=5, i"))));
}

TEST_F(Ladder, promises_nothing_twice_on_a_connection) {
  EXPECT_EQ(pushed_at(1), "promised promised");
  client().read_until("DATA stream=2 END_STREAM");
  EXPECT_EQ(pushed_at(3), "nothing already_pushed");
  EXPECT_THAT(lines, Each(Not(AllOf(StartsWith("PUSH_PROMISE"), HasSubstr("promised=4")))));
  Http2Client another(server->endpoints().front());
  another.get(1);
  another.read_until("DATA stream=2 END_STREAM");
  EXPECT_EQ(another.transcript.body(1), "promised promised");
}

// RFC 9113 8.4.2.
TEST_F(Ladder, remembers_what_the_client_has_declined) {
  for (const auto code : {testkit::ErrorCode::cancel, testkit::ErrorCode::refused_stream}) {
    Http2Client careful(server->endpoints().empty() ? (start(), server->endpoints().front())
                                                    : server->endpoints().front());
    // The response cannot come before its reset.
    careful.frames.settings({{testkit::SettingId::initial_window_size, 0}});
    careful.get(1);
    careful.read_until("PUSH_PROMISE stream=1");
    careful.frames.rst_stream(2, code).window_update(1, 1000);
    careful.send();
    careful.read_until("DATA stream=1 END_STREAM");
    careful.get(3);
    careful.frames.window_update(3, 1000);
    careful.send();
    careful.read_until("DATA stream=3 END_STREAM");
    EXPECT_EQ(careful.transcript.body(3), "nothing declined_before");
  }
}

// RFC 9110 13.1.2 and 13.1.3.
TEST_F(Ladder, spares_a_client_that_has_the_page_in_its_cache) {
  EXPECT_EQ(pushed_at(1, testkit::request("GET").with("if-none-match", "\"1\"")), "nothing conditional_request");
  EXPECT_EQ(pushed_at(3, testkit::request("GET").with("if-modified-since", "Sun, 06 Nov 1994 08:49:37 GMT")),
            "nothing conditional_request");
  EXPECT_THAT(octets_for("GET / HTTP/1.1\r\nhost: a\r\nif-none-match: \"1\"\r\n\r\n"), Not(HasSubstr("link:")));
  EXPECT_EQ(pushed_at(5), "promised promised");
}

TEST_F(Ladder, can_be_climbed_by_middleware) {
  server->use([](Context& c, Next next) {
    if (c.path() == "/page") c.push("/style.css");
    next();
  });
  server->get("/page", [](Context& c) { c.text("page"); });
  client().get(1, "/page");
  EXPECT_THAT(client().read_until("DATA stream=2 END_STREAM"),
              Contains(StartsWith("PUSH_PROMISE stream=1 promised=2")));
}

// --- the rules of a site ---------------------------------------------------------------------------------------------

class Rules : public Ladder {
 protected:
  Rules() {
    server->get("/page", [](Context& c) { c.text("page"); });
    server->get("/late", [](Context& c) -> Task<> {
      co_await c.sleep(1ms);
      c.text("late");
    });
  }
};

TEST_F(Rules, push_what_belongs_to_a_page) {
  server->push_rules({.rules = {{"/page", {{.path = "/style.css", .priority = {{.urgency = 1}}}, {.path = "/a.js"}}},
                                {"/late", {{.path = "/style.css"}}}}});
  client().get(1, "/page");
  const auto all = client().read_until("DATA stream=1 END_STREAM");
  EXPECT_THAT(all, Contains(AllOf(StartsWith("PUSH_PROMISE stream=1 promised=2"), HasSubstr(":path=/style.css"),
                                  HasSubstr("priority=u=1"))));
  EXPECT_THAT(all, Contains(AllOf(StartsWith("PUSH_PROMISE stream=1 promised=4"), HasSubstr(":path=/a.js"))));
}

TEST_F(Rules, are_hinted_at_together_in_one_103) {
  server->push_rules({.rules = {{"/late", {{.path = "/style.css"}, {.path = "/a", .as = "script"}}}}});
  forbid_pushes();
  client().get(1, "/late");
  const auto all = client().read_until("DATA stream=1 END_STREAM");
  EXPECT_THAT(all, Contains("HEADERS stream=1 :status=103 link=" + style_link + " link=</a>; rel=preload; as=script"));
}

TEST_F(Rules, are_for_get_and_for_those_who_may_see_the_page) {
  server->push_rules({.rules = {{"/page", {{.path = "/style.css"}}}, {"/closed", {{.path = "/style.css"}}}}});
  server->get("/closed", [](Context& c) { c.text("page"); }).use([](Context& c, Next) {
    c.error(http::Status::forbidden);
  });
  for (const auto* asked : {"HEAD /page", "GET /closed", "GET /style.css"}) {
    EXPECT_THAT(octets_for(fmt::format("{} HTTP/1.1\r\nhost: a\r\n\r\n", asked)), Not(HasSubstr("link:"))) << asked;
  }
  EXPECT_THAT(octets_for("GET /page?a=1 HTTP/1.1\r\nhost: a\r\n\r\n"), HasSubstr("link:"));
}

TEST_F(Rules, that_are_wrong_are_refused) {
  EXPECT_THROW(server->push_rules({.rules = {{"page", {}}}}), std::invalid_argument);
  EXPECT_THROW(server->push_rules({.rules = {{"/", {{.path = "style.css"}}}}}), std::invalid_argument);
  start();
  EXPECT_THROW(server->push_rules({}), std::logic_error);
}

TEST_F(Rules, push_the_links_of_a_response_where_they_say_so) {
  server->get("/links", [](Context& c) {
    c.add("link", "</style.css>; rel=preload; as=style, </b.js>; rel=preload; nopush, </c>; rel=next");
    c.add("link",
          "<page?x>; rel=\"preload\", <https://elsewhere.test/d>; rel=preload, </e>; rel=preload; anchor=\"/f\"");
    c.add("link", "<http://example.org/g>; rel=preload");
    c.text("page");
  });
  server->get("/missing", [](Context& c) {
    c.set("link", "</style.css>; rel=preload");
    c.error(http::Status::not_found);
  });
  server->push_rules({.from_link = true});
  client().get(1, "/links");
  std::vector<std::string> promised;
  for (const auto& line : client().read_until("DATA stream=1 END_STREAM")) {
    if (line.starts_with("PUSH_PROMISE")) promised.push_back(line.substr(line.find(":path=") + 6));
  }
  EXPECT_THAT(promised, ElementsAre("/style.css", "/page?x", "/g"));
  Http2Client another(server->endpoints().front());
  another.get(1, "/missing");
  EXPECT_THAT(another.read_until("DATA stream=1 END_STREAM"), Not(Contains(StartsWith("PUSH_PROMISE"))));
}

TEST_F(Rules, leave_links_alone_where_they_do_not_say_so) {
  server->get("/links", [](Context& c) {
    c.set("link", "</style.css>; rel=preload");
    c.text("page");
  });
  server->push_rules({.rules = {{"/other", {{.path = "/style.css"}}}}});
  client().get(1, "/links");
  EXPECT_THAT(client().read_until("DATA stream=1 END_STREAM"), Not(Contains(StartsWith("PUSH_PROMISE"))));
}

TEST_F(Rules, tell_the_next_connection_by_a_cookie_where_they_say_so) {
  server->push_rules({.cookie = true});
  EXPECT_EQ(pushed_at(1), "promised promised");
  const std::string cookie = fmt::format("weft-pushed={:08x}", pushed_mark("/style.css"));
  EXPECT_THAT(lines, Contains(AllOf(StartsWith("HEADERS stream=1"), HasSubstr("set-cookie=" + cookie + "; Path=/"))));
  Http2Client next(server->endpoints().front());
  next.ask(1, testkit::request("GET").with("cookie", "a=b; " + cookie));
  EXPECT_THAT(next.read_until("DATA stream=1 END_STREAM"), Not(Contains(HasSubstr("set-cookie"))));
  EXPECT_EQ(next.transcript.body(1), "nothing already_pushed");
}

TEST_F(Rules, know_no_cookie_where_they_do_not_say_so) {
  const std::string cookie = fmt::format("weft-pushed={:08x}", pushed_mark("/style.css"));
  EXPECT_EQ(pushed_at(1, testkit::request("GET").with("cookie", cookie)), "promised promised");
  EXPECT_THAT(lines, Not(Contains(HasSubstr("set-cookie"))));
}

TEST_F(Rules, of_a_configuration_push_files) {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("weft-rules-{}", ::getpid());
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "index.html") << "<p>page";
  std::ofstream(folder / "site.css") << "b{}";
  server.emplace(test_options());
  auto config = Config::from_json(R"({ "Endpoints": { "a": { "Url": "http://127.0.0.1:0" } },
    "Sites": { "one": { "Root": ".", "Push": { "Rules": { "/": ["/site.css"] } } } } })",
                                  folder);
  config.options.threads = 1;
  server->configure(config);
  server->start();
  client().get(1);
  client().read_until("DATA stream=2 END_STREAM");
  EXPECT_EQ(client().transcript.body(1), "<p>page");
  EXPECT_EQ(client().transcript.body(2), "b{}");
  std::filesystem::remove_all(folder);
}

// --- the log ---------------------------------------------------------------------------------------------------------

TEST_F(Ladder, is_in_the_access_log) {
  const auto path = std::filesystem::temp_directory_path() / fmt::format("weft-rung-{}", ::getpid());
  server->access_log({.path = path, .fields = "cs-uri-stem x-stream-id x-pushed x-push-rung"});
  server->get("/best", [](Context& c) {
    c.push("/style.css");
    c.push("/no path");
    c.text("page");
  });
  client().get(1, "/best");
  client().read_until("DATA stream=2 END_STREAM");
  pushed_at(3);
  octets_for("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  server.reset();
  std::ifstream file(path);
  std::vector<std::string> logged;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("#")) logged.push_back(line);
  }
  EXPECT_THAT(logged,
              testing::UnorderedElementsAre("/best 1 0 promised", "/style.css 2 1 -", "/ 3 0 nothing", "/ 1 0 link"));
  std::filesystem::remove(path);
}

}  // namespace push_ladder_test
}  // namespace weft::server
