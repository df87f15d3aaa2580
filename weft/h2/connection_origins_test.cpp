#include <weft/h2/engine_test.hpp>

namespace weft::h2 {
namespace {

using testkit::request;

constexpr std::string_view origin = "https://example.org";
constexpr std::string_view other = "h2=\"other.example:443\"";

struct Server : ServerEngine {
  Server() {
    from_peer.headers(1, request("GET"), end_stream);
    exchange();
  }
};

TEST(Altsvc, is_about_an_origin_or_about_the_origin_of_a_request) {
  Server server;
  EXPECT_TRUE(server.connection().send_altsvc(0, origin, other));
  EXPECT_TRUE(server.connection().send_altsvc(1, {}, other));
  const Lines lines = server.produced();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0], HasSubstr("ALTSVC stream=0"));
  EXPECT_THAT(lines[0], HasSubstr(std::string(origin)));
  EXPECT_THAT(lines[1], HasSubstr("ALTSVC stream=1"));
}

TEST(Altsvc, of_a_push_comes_behind_its_promise) {
  Server server;
  server.endpoint.push(1, "/a");
  EXPECT_TRUE(server.connection().send_altsvc(2, {}, other));
  EXPECT_THAT(server.produced(), ElementsAre(HasSubstr("PUSH_PROMISE"), HasSubstr("ALTSVC stream=2")));
}

TEST(Altsvc, that_a_client_would_ignore_is_misuse) {
  Server server;
  const auto misuse = [&](MessageId message, std::string_view of, std::string_view value) {
    return server.connection().send_altsvc(message, of, value).error();
  };
  EXPECT_EQ(misuse(0, {}, other), Misuse::value_not_valid);
  EXPECT_EQ(misuse(1, origin, other), Misuse::value_not_valid);
  EXPECT_EQ(misuse(0, "https://exa mple.org", other), Misuse::value_not_valid);
  EXPECT_EQ(misuse(0, origin, {}), Misuse::value_not_valid);
  EXPECT_EQ(misuse(0, origin, "a\nb"), Misuse::value_not_valid);
  EXPECT_EQ(misuse(0, origin, std::string(16'384, 'a')), Misuse::value_not_valid);
  EXPECT_EQ(misuse(3, {}, other), Misuse::unknown_message);
  EXPECT_EQ(ClientEngine().connection().send_altsvc(0, origin, other).error(), Misuse::wrong_role);
  EXPECT_THAT(server.produced(), IsEmpty());
  server.connection().close(ErrorCode::no_error, {});
  EXPECT_EQ(misuse(0, origin, other), Misuse::connection_closing);
}

TEST(Origins, are_sent_in_one_frame) {
  Server server;
  const std::array<std::string_view, 2> all{origin, "https://other.example:8443"};
  EXPECT_TRUE(server.connection().send_origins(all));
  EXPECT_TRUE(server.connection().send_origins({}));
  const Lines lines = server.produced();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0], HasSubstr("ORIGIN"));
  EXPECT_THAT(lines[0], HasSubstr("https://other.example:8443"));
}

TEST(Origins, that_no_frame_can_carry_are_misuse) {
  Server server;
  const std::string large(10'000, 'a');
  for (const auto& all : std::vector<std::vector<std::string_view>>{{""}, {"a b"}, {large, large}}) {
    EXPECT_EQ(server.connection().send_origins(all).error(), Misuse::value_not_valid);
  }
  EXPECT_EQ(ClientEngine().connection().send_origins({}).error(), Misuse::wrong_role);
  EXPECT_THAT(server.produced(), IsEmpty());
  server.connection().close(ErrorCode::no_error, {});
  EXPECT_EQ(server.connection().send_origins({}).error(), Misuse::connection_closing);
}

TEST(Origins, and_alternatives_reach_a_client_and_no_server) {
  ClientEngine client;
  client.endpoint.request("GET", "/");
  std::vector<std::string> origins;
  client.endpoint.on_event = [&](const Event& event) {
    const auto* received = std::get_if<OriginReceived>(&event);
    if (received == nullptr) return;
    for (const std::string_view one : frame::OriginsView(received->entries)) origins.emplace_back(one);
  };
  Buffer octets;
  frame::Altsvc{0, origin, other}.encode(octets);
  frame::Altsvc{1, {}, other}.encode(octets);
  frame::encode_origins(std::array<std::string_view, 2>{origin, "https://other.example"}, octets);
  client.endpoint.receive(octets.readable());
  EXPECT_THAT(client.events(), ElementsAre("altsvc 0 https://example.org h2=\"other.example:443\"",
                                           "altsvc 1  h2=\"other.example:443\"", HasSubstr("origin")));
  EXPECT_THAT(origins, ElementsAre("https://example.org", "https://other.example"));

  ServerEngine server;
  server.endpoint.receive(octets.readable());
  EXPECT_THAT(server.events(), IsEmpty());
}

}  // namespace
}  // namespace weft::h2
