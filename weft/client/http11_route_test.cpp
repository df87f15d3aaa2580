// RFC 9113 7, HTTP_1_1_REQUIRED, between our client and our server.
#include <atomic>

#include <weft/client/support_test.hpp>
#include <weft/server/require_http11.hpp>

namespace weft::client {
namespace http11_route_test {

using http::Version;

class Http11Route : public ClientTest {
 protected:
  void SetUp() override {
    ClientTest::SetUp();
    const auto answer = [this](Context& c) -> Task<> {
      ++runs;
      const auto text = co_await c.body().text(1000);
      c.text("got " + *text);
    };
    server->post("/private", answer).use(server::require_http11());
  }

  std::atomic<int> runs = 0;
};

TEST_F(Http11Route, is_asked_again_and_runs_once) {
  const std::string url = listen("https://127.0.0.1:0");
  const Client client(trusting());
  const auto before = client.get(url).wait();
  ASSERT_TRUE(before.has_value()) << before.error().text();
  EXPECT_EQ(before->version, Version::http2);
  for (int round = 1; round <= 2; ++round) {
    const auto response = client.post(url + "/private").body("a body", "text/plain").wait();
    ASSERT_TRUE(response.has_value()) << response.error().text();
    EXPECT_EQ(response->body, "got a body");
    EXPECT_EQ(response->version, Version::http11);
    EXPECT_EQ(response->why, VersionReason::http11_required);
    EXPECT_EQ(runs, round);
  }
}

TEST_F(Http11Route, is_an_error_for_a_request_that_wants_http2_alone) {
  const std::string url = listen("https://127.0.0.1:0") + "/private";
  const auto response =
      Client(trusting()).post(url).body("", "text/plain").version(Version::http2, VersionPolicy::exact).wait();
  ASSERT_FALSE(response.has_value());
  EXPECT_EQ(response.error().reason(), "http_1_1_required");
  EXPECT_EQ(runs, 0);
}

}  // namespace http11_route_test
}  // namespace weft::client
