#include <weft/server/require_http11.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <weft/server/client_test.hpp>
#include <weft/server/config/config.hpp>
#include <weft/testkit/frames.hpp>
#include <weft/testkit/transcript.hpp>

namespace weft::server {
namespace require_http11_test {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Http11Routes : public ServerTest {
 protected:
  ~Http11Routes() override {
    server.reset();
    std::filesystem::remove(log);
  }

  // What comes over HTTP/2 up to the end of stream 1.
  std::vector<std::string> over_http2(std::string_view path) {
    if (server->endpoints().empty()) start();
    TestClient client(server->endpoints().front());
    testkit::Frames frames;
    frames.preface().settings().settings_ack();
    frames.headers(1, testkit::request("GET", path).replacing(":scheme", "http"), testkit::end_stream);
    client.send(as_text(frames.octets()));
    testkit::Transcript transcript(http::Role::server);
    std::vector<std::string> lines;
    const auto is_end = [](const std::string& line) {
      return line.starts_with("RST_STREAM") || line.find("END_STREAM") != line.npos;
    };
    while (std::none_of(lines.begin(), lines.end(), is_end)) {
      const auto octets = client.read_some();
      if (octets.empty()) break;
      transcript.read(as_octets(octets));
      for (auto& line : transcript.take()) lines.push_back(std::move(line.text));
    }
    return lines;
  }
  std::string log_text() {
    server->stop();
    server->wait();
    std::ifstream file(log);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const std::string log = testing::TempDir() + fmt::format("weft_http11_{}", ::getpid());
};

TEST_F(Http11Routes, end_the_stream_over_http2_and_run_over_http11) {
  int runs = 0;
  server->access_log({.path = log, .fields = "cs-uri-stem sc-status cs-version x-reason x-fallback"});
  server->get("/here", [&runs](Context& c) { c.text(fmt::format("run {}", ++runs)); }).use(require_http11());
  server->get("/free", [](Context& c) { c.text("free"); });
  EXPECT_THAT(over_http2("/here"),
              AllOf(Contains("RST_STREAM stream=1 HTTP_1_1_REQUIRED"), Not(Contains(StartsWith("HEADERS stream=1")))));
  EXPECT_THAT(over_http2("/free"), Contains(StartsWith("HEADERS stream=1")));
  EXPECT_EQ(request("GET /here").body, "run 1");
  EXPECT_EQ(request("GET /free").body, "free");
  EXPECT_THAT(log_text(),
              AllOf(HasSubstr("\n/here - HTTP/2 http11_required -\n"), HasSubstr("\n/free 200 HTTP/2 complete -\n"),
                    HasSubstr("\n/here 200 HTTP/1.1 complete http11_required\n"),
                    HasSubstr("\n/free 200 HTTP/1.1 complete cleartext\n")));
}

TEST_F(Http11Routes, may_be_coroutines) {
  server
      ->get("/here",
            [](Context& c) -> Task<> {
              co_await c.sleep(std::chrono::milliseconds(1));
              c.text("late");
            })
      .use(require_http11());
  EXPECT_THAT(over_http2("/here"), Contains("RST_STREAM stream=1 HTTP_1_1_REQUIRED"));
  EXPECT_EQ(request("GET /here").body, "late");
}

TEST_F(Http11Routes, that_have_answered_already_are_broken_off) {
  server->get("/here", [](Context& c) {
    c.text("an answer");
    EXPECT_EQ(c.require_http11(), c.version() != http::Version::http2);
    c.text("no second one");
  });
  EXPECT_THAT(over_http2("/here"), Contains("RST_STREAM stream=1 HTTP_1_1_REQUIRED"));
  EXPECT_EQ(request("GET /here").body, "an answer");
}

TEST_F(Http11Routes, are_all_of_a_site_that_says_so) {
  auto config = Config::from_json(R"({"Endpoints": {"a": {"Url": "http://127.0.0.1:0"}},
                                      "Sites": {"one": {"RequireHttp11": true}, "two": {"Hosts": ["two.test"]}}})");
  config.options.threads = 1;
  server->get("/here", [](Context& c) { c.text("here"); });
  server->configure(config);
  server->start();
  EXPECT_THAT(over_http2("/here"), Contains("RST_STREAM stream=1 HTTP_1_1_REQUIRED"));
  EXPECT_THAT(over_http2("/nowhere"), Contains("RST_STREAM stream=1 HTTP_1_1_REQUIRED"));
  EXPECT_EQ(request("GET /here").body, "here");
  EXPECT_EQ(request("GET /nowhere").status(), 404);
}

}  // namespace require_http11_test
}  // namespace weft::server
