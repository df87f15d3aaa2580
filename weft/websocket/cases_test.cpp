// Each case under every cut, for a server and for a client.
#include <weft/websocket/cases_test.hpp>

#include <gmock/gmock.h>

#include <weft/websocket/peer_test.hpp>

namespace weft::websocket {
namespace cases_test {

class WebSocketCases : public testing::TestWithParam<http::Role> {};

TEST_P(WebSocketCases, have_the_same_events_under_every_cut) {
  const bool is_server = GetParam() == http::Role::server;
  const auto mask = is_server ? std::optional(test_key) : std::nullopt;
  for (const auto& one : cases::make_all()) {
    const std::string octets = octets_of(one, mask);
    const auto deflate = one.deflate ? std::optional(Deflate{false, false, 15, 15}) : std::nullopt;
    for (const auto& cut : testkit::segmentations(as_octets(octets))) {
      Connection connection(GetParam(), {}, deflate, [] { return test_key; });
      EXPECT_EQ(events_of(connection, cut), one.events) << one.name << ", " << cut.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(roles, WebSocketCases, testing::Values(http::Role::server, http::Role::client),
                         [](const auto& role) { return role.param == http::Role::server ? "server" : "client"; });

}  // namespace cases_test
}  // namespace weft::websocket
