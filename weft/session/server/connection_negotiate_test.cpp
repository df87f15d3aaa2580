#include <weft/session/server/rig_test.hpp>

namespace weft::session::server {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testkit::end_stream;
using testkit::request;

io::TlsFacts tls(std::string_view alpn, bool offered = true) {
  io::TlsFacts facts;
  facts.alpn = alpn;
  facts.alpn_offered = offered;
  return facts;
}

TEST(Negotiation, on_cleartext_the_preface_means_http2) {
  Rig rig;
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_THAT(rig.service.notes, ElementsAre("open HTTP/2 ", "request 1 GET /", "done 1 200 complete"));
}

TEST(Negotiation, on_cleartext_anything_else_means_http11) {
  Rig rig;
  rig.connect().send(http1_request);
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_THAT(rig.service.notes, ElementsAre("open HTTP/1.1 cleartext", "request 1 GET /", "done 1 200 complete"));
}

TEST(Negotiation, waits_while_the_octets_could_still_be_the_preface) {
  Rig rig;
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  const testkit::Bytes octets = testkit::bytes(peer.frames.octets());
  for (std::size_t i = 0; i < 24; ++i) {
    EXPECT_TRUE(rig.service.notes.empty());
    peer.send(Octets(octets).subspan(i, 1));
    rig.run_until([&, turns = 0]() mutable { return ++turns > 3; });
  }
  peer.send(Octets(octets).subspan(24));
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_EQ(rig.service.notes.front(), "open HTTP/2 ");
}

// The octets that were held back while they looked like the preface are not lost.
TEST(Negotiation, gives_http11_what_began_like_the_preface) {
  for (const std::size_t cut : {1u, 2u, 30u}) {
    Rig rig;
    Peer& peer = rig.connect();
    const std::string_view octets = "PROPFIND / HTTP/1.1\r\nhost: example.org\r\n\r\n";
    for (std::size_t at = 0; at < octets.size(); at += cut) {
      peer.send(octets.substr(at, cut));
      rig.run_until([&, turns = 0]() mutable { return ++turns > 3; });
    }
    rig.run_until([&] { return rig.service.done == 1; });
    EXPECT_EQ(rig.service.notes[1], "request 1 PROPFIND /");
  }
}

TEST(Negotiation, over_tls_follows_alpn) {
  Rig rig;
  rig.connect(tls("h2"));
  rig.connect(tls("http/1.1"));
  rig.connect(tls("", false));
  rig.run_until([&] { return rig.service.notes.size() == 3; });
  EXPECT_THAT(rig.service.notes,
              ElementsAre("open HTTP/2 ", "open HTTP/1.1 peer_chose_http11", "open HTTP/1.1 no_alpn"));
}

TEST(Negotiation, says_that_http2_is_not_enabled) {
  Rig rig;
  rig.options.protocols.http2 = false;
  rig.connect();
  rig.connect(tls("http/1.1"));
  rig.run_until([&] { return rig.service.notes.size() == 2; });
  EXPECT_THAT(rig.service.notes, ElementsAre("open HTTP/1.1 not_enabled", "open HTTP/1.1 not_enabled"));
}

TEST(Negotiation, without_a_common_version_closes) {
  Rig rig;
  rig.options.protocols.http1 = false;
  Peer& peer = rig.connect(tls("", false));
  rig.run_until([&] { return peer.ended() && rig.connections->size() == 0; });
  EXPECT_THAT(rig.service.notes, Contains("closed no_common_version"));
}

TEST(Negotiation, where_only_http2_is_enabled_answers_another_preface_with_goaway) {
  Rig rig;
  rig.options.protocols.http1 = false;
  Peer& peer = rig.connect();
  peer.send(http1_request);
  rig.run_until([&] { return peer.ended(); });
  EXPECT_TRUE(peer.received_frame("GOAWAY")) << testing::PrintToString(peer.frames_received());
}

TEST(Negotiation, of_a_peer_that_says_nothing_ends_in_time) {
  for (const std::string_view said : {"", "PRI * "}) {
    Rig rig;
    rig.options.h2.timeouts.preface = std::chrono::milliseconds(100);
    Peer& peer = rig.connect();
    peer.send(said);
    rig.run_until([&] { return peer.ended() && rig.connections->size() == 0; });
    EXPECT_THAT(rig.service.notes, Contains("closed preface_timeout"));
  }
}

TEST(Negotiation, gives_every_connection_its_number) {
  Rig rig;
  std::vector<std::uint64_t> ids;
  rig.service.handler = [&](Exchange& exchange) {
    ids.push_back(exchange.facts().id);
    TestService::hello(exchange);
  };
  rig.connect().send(http1_request);
  rig.connect().send(http1_request);
  rig.run_until([&] { return rig.service.done == 2; });
  EXPECT_NE(ids[0], ids[1]);
}

}  // namespace
}  // namespace weft::session::server
