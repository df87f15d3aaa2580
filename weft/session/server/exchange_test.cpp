#include <weft/session/server/rig_test.hpp>

namespace weft::session::server {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testkit::end_stream;
using testkit::request;

struct CountingWatcher final : Watcher {
  void on_cancelled() override { ++cancelled; }
  int cancelled = 0;
};

TEST(Exchange, shows_the_request_and_its_link) {
  Rig rig;
  rig.service.handler = [&](Exchange& exchange) {
    EXPECT_EQ(exchange.request().authority, "example.org");
    EXPECT_EQ(exchange.facts().version, http::Version::http2);
    EXPECT_EQ(exchange.facts().peer->host, "peer");
    EXPECT_EQ(exchange.facts().local->host, "local");
    EXPECT_EQ(exchange.facts().tls, nullptr);
    EXPECT_TRUE(exchange.request_complete());
    EXPECT_FALSE(exchange.responded());
    EXPECT_EQ(exchange.started(), exchange.loop().now());
    TestService::hello(exchange);
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
}

TEST(Exchange, that_answers_later_is_sent_at_the_end_of_that_turn) {
  Rig rig;
  Exchange* waiting = nullptr;
  rig.service.handler = [&](Exchange& exchange) { waiting = &exchange; };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return waiting != nullptr; });
  rig.loop.post([&] { TestService::hello(*waiting); });
  rig.run_until([&] { return peer.received_frame("DATA stream=1 END_STREAM"); });
  EXPECT_THAT(rig.service.notes, Contains("done 1 200 complete"));
}

TEST(Exchange, may_finish_long_after_its_response) {
  Rig rig;
  Exchange* working = nullptr;
  rig.service.handler = [&](Exchange& exchange) {
    exchange.respond(head_of(http::Status::no_content));
    working = &exchange;
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return peer.received_frame("HEADERS stream=1 END_STREAM"); });
  EXPECT_EQ(rig.service.done, 0u);
  EXPECT_FALSE(working->cancelled());
  working->finish();
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_THAT(rig.service.notes, Contains("done 1 204 complete"));
}

// DESIGN: a slot is freed when the work is over, not when the peer says so.
TEST(Exchange, holds_its_slot_until_it_finishes) {
  Rig rig;
  rig.options.h2.limits.streams = 1;
  Exchange* working = nullptr;
  rig.service.handler = [&](Exchange& exchange) { working = &exchange; };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream).rst_stream(1).headers(3, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return peer.received_frame("RST_STREAM stream=3"); });
  EXPECT_TRUE(working->cancelled());
  working->finish();
  rig.run_until([&] { return rig.service.done == 1; });
  rig.service.handler = TestService::hello;
  peer.frames.headers(5, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return peer.received_frame("DATA stream=5 END_STREAM"); });
}

TEST(Exchange, that_the_peer_resets_tells_its_watcher_and_then_does_nothing) {
  Rig rig;
  CountingWatcher watcher;
  Exchange* working = nullptr;
  rig.service.handler = [&](Exchange& exchange) {
    exchange.watch(&watcher);
    working = &exchange;
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream).rst_stream(1).ping();
  peer.send();
  rig.run_until([&] { return peer.received_frame("PING ACK"); });
  EXPECT_EQ(watcher.cancelled, 1);
  EXPECT_TRUE(working->cancelled());
  working->respond_interim(head_of(http::Status::early_hints));
  working->respond(head_of(http::Status::ok), std::string("too late"));
  working->body_ready();
  working->abort("too_late");
  working->finish();
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_THAT(rig.service.notes, Contains("done 1 0 peer_reset"));
  EXPECT_FALSE(peer.received_frame("HEADERS"));
}

TEST(Exchange, outlives_its_connection_until_it_finishes) {
  for (const bool http2 : {false, true}) {
    Rig rig;
    CountingWatcher watcher;
    Exchange* working = nullptr;
    rig.service.handler = [&](Exchange& exchange) {
      exchange.watch(&watcher);
      working = &exchange;
    };
    Peer& peer = http2 ? rig.connect_h2() : rig.connect();
    if (http2) {
      peer.frames.headers(1, request("GET"), end_stream);
      peer.send();
    } else {
      peer.send("GET / HTTP/1.1\r\nhost: example.org\r\n\r\n");
    }
    rig.run_until([&] { return working != nullptr; });
    peer.channel().close();
    rig.run_until([&] { return peer.closed(); });
    // Its end could be that of a peer that still listens; to write shows that it does not.
    working->respond_interim(head_of(http::Status::early_hints));
    rig.run_until([&] { return watcher.cancelled == 1; });
    EXPECT_EQ(rig.connections->size(), 1u);
    EXPECT_EQ(working->request().path, "/");
    working->respond(head_of(http::Status::ok), std::string("nobody hears it"));
    working->finish();
    rig.run_until([&] { return rig.connections->size() == 0; });
    EXPECT_EQ(rig.service.done, 1u);
  }
}

TEST(Exchange, that_finishes_without_a_response_is_reset) {
  Rig rig;
  rig.service.handler = [](Exchange& exchange) { exchange.finish(); };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  rig.run_until([&] { return peer.received_frame("RST_STREAM stream=1 INTERNAL_ERROR"); });
  EXPECT_THAT(rig.service.notes, Contains("done 1 0 no_response"));
}

// RFC 9113 7, HTTP_1_1_REQUIRED.
TEST(Exchange, that_needs_http11_is_reset_over_http2_and_goes_on_over_http11) {
  Rig rig;
  std::vector<Fallback> fallbacks;
  rig.service.handler = [&](Exchange& exchange) {
    if (exchange.require_http11()) exchange.respond(head_of(http::Status::ok, 0));
    fallbacks.push_back(exchange.fallback());
    exchange.finish();
  };
  Peer& two = rig.connect_h2();
  two.frames.headers(1, request("GET"), end_stream);
  two.send();
  rig.run_until([&] { return two.received_frame("RST_STREAM stream=1 HTTP_1_1_REQUIRED"); });
  Peer& one = rig.connect();
  one.send(http1_request);
  rig.run_until([&] { return rig.service.done == 2; });
  EXPECT_THAT(rig.service.notes, Contains("done 1 0 http11_required"));
  EXPECT_THAT(rig.service.notes, Contains("done 1 200 complete"));
  EXPECT_THAT(fallbacks, testing::ElementsAre(Fallback::none, Fallback::http11_required));
}

// RFC 9113 8.7.
TEST(Exchange, that_is_refused_may_be_asked_for_again_over_http2) {
  Rig rig;
  std::vector<bool> refused;
  rig.service.handler = [&](Exchange& exchange) {
    refused.push_back(exchange.refuse("too_busy"));
    if (!refused.back()) exchange.respond(head_of(http::Status::service_unavailable, 0));
    exchange.finish();
  };
  Peer& two = rig.connect_h2();
  two.frames.headers(1, request("GET"), end_stream);
  two.send();
  rig.run_until([&] { return two.received_frame("RST_STREAM stream=1 REFUSED_STREAM"); });
  Peer& one = rig.connect();
  one.send(http1_request);
  rig.run_until([&] { return rig.service.done == 2; });
  EXPECT_THAT(rig.service.notes, Contains("done 1 0 too_busy"));
  EXPECT_THAT(rig.service.notes, Contains("done 1 503 complete"));
  EXPECT_THAT(refused, testing::ElementsAre(true, false));
}

TEST(Exchange, that_is_aborted_never_looks_complete) {
  for (const bool http2 : {false, true}) {
    Rig rig;
    rig.service.handler = [](Exchange& exchange) {
      exchange.respond(head_of(http::Status::ok), std::string(1'000'000, 'x'));
      exchange.loop().post([&exchange] {
        exchange.abort("disk_failed");
        exchange.finish();
      });
    };
    Peer& peer = http2 ? rig.connect_h2() : rig.connect();
    if (http2) {
      peer.frames.headers(1, request("GET"), end_stream);
      peer.send();
      rig.run_until([&] { return peer.received_frame("RST_STREAM stream=1"); });
      EXPECT_FALSE(peer.received_frame("DATA stream=1 END_STREAM"));
    } else {
      peer.send("GET / HTTP/1.1\r\nhost: example.org\r\n\r\n");
      rig.run_until([&] { return peer.ended(); });
      EXPECT_THAT(peer.received(), Not(HasSubstr("\r\n0\r\n")));
    }
    rig.run_until([&] { return rig.service.done == 1; });
    EXPECT_THAT(rig.service.notes, Contains("done 1 200 disk_failed"));
  }
}

TEST(Exchange, reports_what_the_message_cost_on_the_wire) {
  Rig rig;
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_GT(rig.service.traffic.received, 9u);
  EXPECT_GT(rig.service.traffic.sent, 9u + 9u + 5u);
}

TEST(Exchange, is_clean_when_it_is_used_again) {
  Rig rig;
  int word = 0;
  rig.service.handler = [&](Exchange& exchange) {
    EXPECT_EQ(exchange.attachment, nullptr);
    EXPECT_EQ(exchange.status(), http::Status());
    EXPECT_EQ(exchange.traffic().sent, 0u);
    exchange.attachment = &word;
    TestService::hello(exchange);
  };
  Peer& peer = rig.connect_h2();
  for (testkit::StreamId stream = 1; stream < 20; stream += 2) {
    peer.frames.headers(stream, request("GET"), end_stream);
    peer.send();
    rig.run_until([&] { return rig.service.done == (stream + 1) / 2; });
  }
}

}  // namespace
}  // namespace weft::session::server
