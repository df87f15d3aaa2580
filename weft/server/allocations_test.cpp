// A steady request allocates nothing: router, handler, response, log and session together.
#include <limits>

#include <weft/server/client_test.hpp>
#include <weft/server/router.hpp>
#include <weft/testkit/allocations.hpp>

namespace weft::server {
namespace {

TEST(Allocations, a_match_makes_none) {
  Router router;
  const auto nothing = [](Context&) {};
  router.add(http::Method::get, "/a/{x}/c", nothing);
  router.add(http::Method::get, "/{rest...}", nothing);
  Parameters parameters;
  const auto before = testkit::allocations();
  EXPECT_NE(router.match(http::Method::get, "/a/b/c", parameters).handler, nullptr);
  EXPECT_NE(router.match(http::Method::get, "/a/b/d", parameters).handler, nullptr);
  EXPECT_EQ(router.match(http::Method::post, "/a/b/d", parameters).handler, nullptr);
  EXPECT_EQ(testkit::allocations(), before);
}

class SteadyRequests : public ServerTest {
 protected:
  // A blocking peer that allocates nothing itself: every answer has as many octets as the first one.
  static void ask(int socket, std::size_t answer_size) {
    constexpr std::string_view text =
        "GET /greeting/you HTTP/1.1\r\nhost: example.test\r\nuser-agent: a test\r\naccept: */*\r\n\r\n";
    ASSERT_EQ(::send(socket, text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    char answer[1024];
    for (std::size_t have = 0; have < answer_size;) {
      const auto got = ::recv(socket, answer, sizeof answer, 0);
      ASSERT_GT(got, 0);
      have += static_cast<std::size_t>(got);
    }
  }

  void expect_none() {
    server->access_log({.path = "/dev/null"});
    start();
    TestClient client(server->endpoints().front());
    const auto first = client.request("GET /greeting/you");
    const auto answer_size = first.head.size() + first.body.size();
    constexpr int requests = 500;
    // Buffers between the threads still grow in the first rounds, and may once more in any: one quiet round is enough.
    auto fewest = std::numeric_limits<std::uint64_t>::max();
    for (int round = 0; round < 10; ++round) {
      const auto before = testkit::allocations();
      for (int i = 0; i < requests; ++i) ask(client.native(), answer_size);
      fewest = std::min(fewest, testkit::allocations() - before);
    }
    EXPECT_EQ(fewest, 0U);
  }
};

TEST_F(SteadyRequests, make_none) {
  server->get("/greeting/{name}", [](Context& c) { c.text("a text that is longer than a small string may be"); });
  expect_none();
}

TEST_F(SteadyRequests, of_handlers_that_call_others_make_none) {
  const Handler inner = [](Context& c) {
    c.body().discard(
        [](Context& context, std::uint64_t) { context.text("a text that is longer than a small string may be"); });
  };
  server->get("/greeting/{name}", [inner](Context& c) {
    c.set("x-frame-options", "DENY");
    inner(c);
  });
  expect_none();
}

}  // namespace
}  // namespace weft::server
