#include <weft/server/push.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>

#include <gmock/gmock.h>

#include <weft/server/config/config.hpp>
#include <weft/server/http2_client_test.hpp>

namespace weft::server {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testkit::end_stream;
using namespace std::chrono_literals;

TEST_F(Pushes, run_through_the_routes_like_the_clients_own_requests) {
  server->get("/", [](Context& c) {
    EXPECT_FALSE(c.pushed());
    EXPECT_TRUE(c.push("/style/red?v=2", {.fields = {{"accept", "text/css"}}}));
    c.text("page");
  });
  server->get("/style/{name}", [](Context& c) {
    EXPECT_TRUE(c.pushed());
    EXPECT_EQ(c.query(), "v=2");
    EXPECT_EQ(c.field(http::FieldName::accept), "text/css");
    c.text(c.param("name"));
  });
  client().get(1);
  const auto lines = client().read_until("DATA stream=2 END_STREAM");
  EXPECT_THAT(lines, Contains("PUSH_PROMISE stream=1 promised=2 :method=GET :scheme=http :authority=example.org "
                              ":path=/style/red?v=2 accept=text/css"));
  EXPECT_EQ(client().transcript.body(1), "page");
  EXPECT_EQ(client().transcript.body(2), "red");
}

// RFC 9110 5.1: "Field names are case-insensitive".
TEST_F(Pushes, may_have_fields_whose_names_are_written_in_any_case) {
  server->get("/", [](Context& c) {
    EXPECT_TRUE(c.push("/a", {.fields = {{"Accept", "text/css"}, {"X-Name", "1"}}}));
    EXPECT_EQ(c.push("/b", {.fields = {{"X Name", "1"}}}).outcome, PushOutcome::head_not_valid);
    EXPECT_EQ(c.push("/b", {.fields = {{"Connection", "close"}}}).outcome, PushOutcome::head_not_valid);
    c.text("page");
  });
  server->get("/a", [](Context& c) { c.text(c.field("Accept").value_or("none")); });
  client().get(1);
  EXPECT_THAT(client().read_until("DATA stream=2 END_STREAM"),
              Contains("PUSH_PROMISE stream=1 promised=2 :method=GET :scheme=http :authority=example.org :path=/a "
                       "accept=text/css x-name=1"));
  EXPECT_EQ(client().transcript.body(2), "text/css");
}

TEST_F(Pushes, may_be_of_files) {
  const auto folder = std::filesystem::temp_directory_path() / ("weft-push-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "index.html") << "<p>page";
  std::ofstream(folder / "style.css") << "p{}";
  server->get("/", [](Context& c) {
    c.push("/style.css");
    c.file("index.html");
  });
  server->files("/", folder);
  client().get(1);
  client().read_until("DATA stream=2 END_STREAM");
  EXPECT_EQ(client().transcript.body(1), "<p>page");
  EXPECT_EQ(client().transcript.body(2), "p{}");
  std::filesystem::remove_all(folder);
}

TEST_F(Pushes, may_come_from_a_coroutine_as_long_as_it_has_not_ended) {
  server->get("/", [](Context& c) -> Task<> {
    auto body = c.stream("text/plain");
    co_await body.write("first");
    co_await c.sleep(1ms);
    EXPECT_TRUE(c.push("/late"));
    co_await body.write("second");
  });
  server->get("/late", [](Context& c) -> Task<> {
    co_await c.sleep(1ms);
    c.text("late");
  });
  client().get(1);
  client().read_until("PUSH_PROMISE stream=1 promised=2");
  client().read_until("DATA stream=2 END_STREAM");
  EXPECT_EQ(client().transcript.body(2), "late");
  EXPECT_EQ(client().transcript.body(1), "firstsecond");
}

TEST_F(Pushes, that_the_client_declines_end_their_handlers) {
  std::promise<void> ended;
  server->get("/", [](Context& c) {
    c.push("/slow");
    c.text("page");
  });
  server->get("/slow", [&](Context& c) -> Task<> {
    try {
      co_await c.sleep(1h);
    } catch (const std::system_error&) {
      ended.set_value();
      throw;
    }
  });
  client().get(1);
  client().read_until("DATA stream=1 END_STREAM");
  client().frames.rst_stream(2);
  client().send();
  EXPECT_EQ(ended.get_future().wait_for(10s), std::future_status::ready);
  client().get(3, "/nowhere");
  client().read_until("DATA stream=3 END_STREAM");
}

TEST_F(Pushes, do_nothing_where_the_client_takes_none) {
  server->get("/", [](Context& c) {
    const auto pushed = c.push("/style.css");
    EXPECT_FALSE(pushed);
    c.text(to_string(pushed.outcome));
  });
  EXPECT_EQ(request("GET /").body, "http11");
  client().frames.settings({{testkit::SettingId::enable_push, 0}});
  client().get(1);
  client().read_until("DATA stream=1 END_STREAM");
  EXPECT_EQ(client().transcript.body(1), "disabled");
}

TEST_F(Pushes, are_in_the_access_log_under_an_even_number) {
  const auto path = std::filesystem::temp_directory_path() / ("weft-push-log-" + std::to_string(::getpid()));
  server->access_log({.path = path, .fields = "cs-uri-stem sc-status x-stream-id x-pushed x-reason"});
  server->get("/", [](Context& c) {
    c.push("/style.css");
    c.text("page");
  });
  server->get("/style.css", [](Context& c) { c.text("p{}"); });
  client().get(1);
  client().read_until("DATA stream=2 END_STREAM");
  server.reset();
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("#")) lines.push_back(line);
  }
  EXPECT_THAT(lines, ElementsAre("/ 200 1 0 complete", "/style.css 200 2 1 complete"));
  std::filesystem::remove(path);
}

TEST_F(Pushes, of_a_push_are_refused) {
  server->get("/{n}", [](Context& c) {
    EXPECT_EQ(c.push("/2").outcome, c.pushed() ? PushOutcome::parent_is_pushed : PushOutcome::promised);
    c.text(c.param("n"));
  });
  client().get(1, "/1");
  client().read_until("DATA stream=2 END_STREAM");
  EXPECT_EQ(client().transcript.body(2), "2");
}

class Priorities : public Pushes {};

TEST_F(Priorities, of_responses_are_what_their_handlers_say) {
  server->get("/{urgency}", [](Context& c) {
    c.prioritize({.urgency = static_cast<std::uint8_t>(std::stoi(c.param("urgency")))});
    c.text(std::string(20'000, 'x'));
  });
  client().frames.headers(1, testkit::request("GET", "/7"), end_stream);
  client().get(3, "/0");
  const auto lines = client().read_until("DATA stream=1 END_STREAM");
  EXPECT_THAT(lines, Contains(StartsWith("DATA stream=3 END_STREAM")));
}

TEST_F(Priorities, of_a_route_go_before_those_of_the_client) {
  const auto body = [](Context& c) { c.text(std::string(20'000, 'x')); };
  server->get("/late", body).priority("u=7");
  server->get("/soon", body).priority("u=0");
  client().frames.headers(1, testkit::request("GET", "/late"), end_stream);
  client().get(3, "/soon");
  const auto lines = client().read_until("DATA stream=1 END_STREAM");
  EXPECT_THAT(lines, Contains(StartsWith("DATA stream=3 END_STREAM")));
}

TEST_F(Priorities, of_a_route_are_checked) {
  EXPECT_THROW(server->get("/x", [](Context&) {}).priority("u=9"), std::invalid_argument);
}

TEST_F(Priorities, of_a_site_are_for_what_it_pushes_as_well) {
  Config config;
  config.sites = {{.name = "a", .priorities = {{"text/css", "u=0"}, {"/", "u=7"}}}};
  config.options.threads = 1;
  server->configure(config);
  server->get("/", [](Context& c) {
    c.push("/style");
    c.html(std::string(20'000, 'x'));
  });
  server->get("/style", [](Context& c) { c.bytes("text/css", std::string(20'000, 'x')); });
  client().get(1);
  const auto lines = client().read_until("DATA stream=1 END_STREAM");
  EXPECT_THAT(lines, Contains(StartsWith("DATA stream=2 END_STREAM")));
}

TEST_F(Priorities, that_are_none_fail_the_handler) {
  server->get("/", [](Context& c) { c.prioritize({.urgency = 8}); });
  EXPECT_EQ(request("GET /").status(), 500);
}

}  // namespace
}  // namespace weft::server
