// Pushes of a weft::Server, over TLS and through a server of this process.
#include <weft/client/support_test.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <weft/client/client_factory.hpp>
#include <weft/client/transport/record.hpp>

namespace weft {
namespace push_test {

using testing::ElementsAre;

enum class Way : std::uint8_t { tls, through };

class PushTest : public testing::TestWithParam<Way> {
 protected:
  PushTest() : server({.threads = 1, .signals = Signals::ignore}) {
    server.get("/", [](Context& c) {
      // A server pushes nothing twice on a connection: another query is another push.
      const auto query = c.query().empty() ? std::string() : fmt::format("?{}", c.query());
      const auto pushed = c.push("/style.css" + query);
      c.text(to_string(pushed.outcome));
    });
    server.get("/style.css", [this](Context& c) {
      ++styles;
      c.set("cache-control", "max-age=60").set("set-cookie", "style=1").text("p{}");
    });
  }
  ~PushTest() override { server.stop(); }

  ClientOptions options(PushDecision decision = PushDecision::accept) {
    ClientOptions options;
    options.insecure = true;
    options.push = [decision](const PushedRequest&) { return decision; };
    if (GetParam() == Way::through) options.transport = through(server);
    return options;
  }
  std::string url(std::string_view path) {
    if (GetParam() == Way::through) return "https://pages.test" + std::string(path);
    if (server.endpoints().empty()) {
      server.listen("https://127.0.0.1:0", Certificate::self_signed("localhost"));
      server.start();
    }
    return server.endpoints().front().url + std::string(path);
  }
  static std::string body_of(const ClientResult& result) {
    return result ? result->body : "error: " + result.error().text();
  }

  Server server;
  std::atomic<int> styles = 0;
};

TEST_P(PushTest, a_page_brings_its_style_with_it) {
  const Client client(options());
  const auto page = client.get(url("/")).wait();
  EXPECT_EQ(body_of(page), "promised");
  EXPECT_FALSE(page->pushed);
  for (int i = 0; i < 3; ++i) {
    const auto style = client.get(url("/style.css")).wait();
    ASSERT_EQ(body_of(style), "p{}");
    EXPECT_TRUE(style->pushed);
    EXPECT_EQ(style->version, http::Version::http2);
    EXPECT_EQ(style->why, page->why);
    EXPECT_EQ(style->connection->id, page->connection->id);
    EXPECT_EQ(style->url, url("/style.css"));
    EXPECT_EQ(style->wire_octets, 3u);
  }
  EXPECT_EQ(styles, 1);
}

TEST_P(PushTest, a_client_that_does_not_ask_for_pushes_gets_none) {
  ClientOptions without = options();
  without.push = {};
  const Client client(without);
  EXPECT_EQ(body_of(client.get(url("/")).wait()), "disabled");
  EXPECT_THROW(client.push_limits({}), std::logic_error);
}

TEST_P(PushTest, a_pushed_response_may_be_taken_in_every_way) {
  const Client client(options());
  EXPECT_EQ(body_of(client.get(url("/")).wait()), "promised");
  auto stream = client.get(url("/style.css")).open_wait();
  ASSERT_TRUE(stream.has_value());
  EXPECT_TRUE(stream->pushed());
  EXPECT_EQ(read_all(*stream).value(), "p{}");
  const auto path = std::filesystem::temp_directory_path() / fmt::format("weft-pushed-{}", ::getpid());
  const auto written = client.get(url("/style.css")).to_file(path).wait();
  ASSERT_TRUE(written.has_value()) << written.error().text();
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "p{}");
  std::filesystem::remove(path);
  EXPECT_EQ(styles, 1);
}

TEST(RecordedPush, is_in_the_recording_like_any_response) {
  const std::string file = fmt::format("{}{}weft_pushed.json", testing::TempDir(), ::getpid());
  Server server({.threads = 1, .signals = Signals::ignore});
  server.get("/", [](Context& c) {
    c.push("/style.css");
    c.text("page");
  });
  server.get("/style.css", [](Context& c) { c.text("p{}"); });
  server.listen("https://127.0.0.1:0", Certificate::self_signed("localhost"));
  server.start();
  const std::string site = server.endpoints().front().url;
  {
    ClientOptions options;
    options.insecure = true;
    options.push = [](const PushedRequest&) { return PushDecision::accept; };
    options.transport = record(file);
    const Client client(options);
    ASSERT_TRUE(client.get(site + "/").wait().has_value());
    ASSERT_TRUE(client.get(site + "/style.css").wait()->pushed);
  }
  server.stop();
  ClientOptions options;
  options.transport = replay(file);
  const auto style = Client(options).get(site + "/style.css").wait();
  ASSERT_TRUE(style.has_value()) << style.error().text();
  EXPECT_EQ(style->body, "p{}");
  std::filesystem::remove(file);
}

TEST_P(PushTest, a_request_that_wants_http11_is_sent) {
  const Client client(options());
  EXPECT_EQ(body_of(client.get(url("/")).wait()), "promised");
  const auto style = client.get(url("/style.css")).version(http::Version::http11, VersionPolicy::exact).wait();
  EXPECT_EQ(body_of(style), "p{}");
  EXPECT_FALSE(style->pushed);
}

TEST_P(PushTest, limits_are_changed_while_the_client_lives) {
  const Client client(options());
  EXPECT_EQ(body_of(client.get(url("/")).wait()), "promised");
  client.push_limits({.streams = 0});
  EXPECT_EQ(body_of(client.get(url("/?2")).wait()), "disabled");
  client.push_limits({.streams = 1});
  EXPECT_EQ(body_of(client.get(url("/?3")).wait()), "promised");
}

TEST_P(PushTest, limits_that_http2_does_not_know_are_misuse) {
  const Client client(options());
  EXPECT_THROW(client.push_limits({.window = 0x8000'0000u}), std::invalid_argument);
  ClientOptions wrong = options();
  wrong.push_limits.window = 0x8000'0000u;
  EXPECT_THROW(Client{wrong}, std::invalid_argument);
}

TEST_P(PushTest, a_response_larger_than_its_window_comes_when_it_is_wanted) {
  const std::string film(1'500'000, 'x');
  server.get("/page", [](Context& c) {
    c.push("/film");
    c.text("page");
  });
  server.get("/film", [&](Context& c) { c.text(film); });
  ClientOptions small = options();
  small.push_limits.window = 0;
  const Client client(small);
  EXPECT_EQ(body_of(client.get(url("/page")).wait()), "page");
  const auto pushed = client.get(url("/film")).wait();
  EXPECT_TRUE(body_of(pushed) == film);
  EXPECT_TRUE(pushed->pushed);
  // Windows of requests are as large as ever.
  EXPECT_TRUE(body_of(client.get(url("/film")).wait()) == film);
}

TEST_P(PushTest, what_is_pushed_to_one_user_is_for_no_other) {
  CookieJar of_ada;
  ClientFactory clients(options());
  clients.add("ada", {.cookies = of_ada});
  clients.add("ben", {.cookies = CookieJar()});
  EXPECT_EQ(body_of(clients.get("ada").get(url("/")).wait()), "promised");
  const auto of_ben = clients.get("ben").get(url("/style.css")).wait();
  EXPECT_EQ(body_of(of_ben), "p{}");
  EXPECT_FALSE(of_ben->pushed);
  EXPECT_EQ(of_ada.size(), 0u);
  EXPECT_TRUE(clients.get("ada").get(url("/style.css")).wait()->pushed);
  EXPECT_EQ(of_ada.size(), 1u);
}

std::string name_of_way(const testing::TestParamInfo<Way>& info) {
  return info.param == Way::tls ? "tls" : "through";
}

INSTANTIATE_TEST_SUITE_P(, PushTest, testing::Values(Way::tls, Way::through), name_of_way);

}  // namespace push_test
}  // namespace weft
