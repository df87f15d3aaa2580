// A redirect over HTTP/1.1 whose body has ended leaves its connection to the request that follows.
#include <weft/client/rules/rules_test.hpp>

namespace weft::client {
namespace redirect_connections_test {

using testing::SizeIs;

constexpr std::string_view hi = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

class RedirectConnections : public RulesTest {
 protected:
  // The server answers "/" with this, and all else with `hi`.
  void redirect_by(std::string answer) {
    server.scripts = {{.on_octets = [answer = std::move(answer)](Peer& peer) {
      if (!peer.received().ends_with("\r\n\r\n")) return;
      const bool is_first = peer.received().substr(peer.received().rfind(" /")).starts_with(" / ");
      peer.send(is_first ? std::string_view(answer) : hi);
    }}};
  }
  Transfer& follow() {
    Request request = this->request(http::Method::get, VersionPolicy::or_lower);
    request.redirects = 1;
    return add(std::move(request));
  }
  void expect_hi() {
    const auto result = result_of(follow());
    ASSERT_TRUE(result.has_value()) << result.error().text();
    EXPECT_EQ(result->body, "hi");
  }
};

TEST_F(RedirectConnections, of_bodies_that_have_ended_are_used_again) {
  for (const std::string_view answer : {
           "HTTP/1.1 302 Found\r\nlocation: /next\r\ncontent-length: 0\r\n\r\n",
           "HTTP/1.1 302 Found\r\nlocation: /next\r\ncontent-length: 5\r\n\r\nthere",
           "HTTP/1.1 302 Found\r\nlocation: /next\r\ntransfer-encoding: chunked\r\n\r\n5\r\nthere\r\n0\r\n\r\n",
           "HTTP/1.1 302 Found\r\nlocation: /next\r\ntransfer-encoding: chunked\r\n\r\n5\r\nthere\r\n0\r\nx: y\r\n\r\n",
       }) {
    SCOPED_TRACE(answer);
    redirect_by(std::string(answer));
    const std::size_t before = server.peers.size();
    expect_hi();
    expect_hi();
    EXPECT_THAT(server.peers, SizeIs(before + 1));
    pool.reset();
  }
}

TEST_F(RedirectConnections, that_the_server_closes_are_followed_by_another) {
  redirect_by("HTTP/1.1 302 Found\r\nlocation: /next\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
  expect_hi();
  EXPECT_THAT(server.peers, SizeIs(2));
}

// The octets of such a body that are still to come cost more than another connection.
TEST_F(RedirectConnections, of_bodies_that_go_on_are_given_up) {
  redirect_by("HTTP/1.1 302 Found\r\nlocation: /next\r\ncontent-length: 100000\r\n\r\n" + std::string(70'000, 'x'));
  expect_hi();
  EXPECT_THAT(server.peers, SizeIs(2));
}

}  // namespace redirect_connections_test
}  // namespace weft::client
