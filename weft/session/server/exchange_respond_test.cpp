#include <weft/session/server/rig_test.hpp>

namespace weft::session::server {
namespace {

using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testkit::end_stream;
using testkit::request;

TEST(Response, is_the_same_in_both_versions) {
  Rig rig;
  Peer& two = rig.connect_h2();
  two.frames.headers(1, request("GET"), end_stream);
  two.send();
  Peer& one = rig.connect();
  one.send(http1_request);
  rig.run_until([&] { return rig.service.done == 2; });
  rig.run_until([&] { return !one.received().empty() && two.received_frame("DATA"); });
  EXPECT_THAT(two.frames_received(), Contains("DATA stream=1 END_STREAM data=5"));
  EXPECT_THAT(one.received(), EndsWith("\r\n\r\nhello"));
}

TEST(Response, may_come_from_a_string) {
  Rig rig;
  rig.service.handler = [](Exchange& exchange) {
    exchange.respond(head_of(http::Status::ok, 5), std::string("weft!"));
    exchange.finish();
  };
  Peer& peer = rig.connect();
  peer.send(http1_request);
  rig.run_until([&] { return peer.received().ends_with("weft!"); });
}

TEST(Response, tells_when_it_began) {
  Rig rig;
  Exchange* asked = nullptr;
  rig.service.handler = [&](Exchange& exchange) { asked = &exchange; };
  Peer& peer = rig.connect();
  peer.send(http1_request);
  rig.run_until([&] { return asked != nullptr; });
  EXPECT_EQ(asked->responded_after(), std::nullopt);
  const Time later = asked->loop().now() + std::chrono::milliseconds(3);
  rig.run_until([&] { return asked->loop().now() >= later; });
  asked->respond(head_of(http::Status::ok, 5), std::string("weft!"));
  EXPECT_EQ(asked->responded_after(),
            std::chrono::floor<std::chrono::microseconds>(asked->loop().now() - asked->started()));
  EXPECT_GE(asked->responded_after(), std::chrono::milliseconds(3));
  asked->finish();
  rig.run_until([&] { return peer.received().ends_with("weft!"); });
}

TEST(Response, of_nothing_ends_with_its_head) {
  Rig rig;
  rig.service.handler = [](Exchange& exchange) {
    exchange.respond(head_of(http::Status::ok, 0), std::string());
    exchange.finish();
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return peer.received_frame("HEADERS stream=1 END_STREAM :status=200"); });
}

// RFC 9110 9.3.2 and 6.4.1.
TEST(Response, that_cannot_have_content_has_none) {
  for (const auto& [method, status] :
       {std::pair("HEAD", http::Status::ok), {"GET", http::Status::no_content}, {"GET", http::Status::not_modified}}) {
    Rig rig;
    rig.service.handler = [answer = status](Exchange& exchange) {
      exchange.respond(head_of(answer), std::string("hello"));
      exchange.finish();
    };
    Peer& peer = rig.connect_h2();
    peer.frames.headers(1, request(method), end_stream);
    peer.send();
    rig.run_until([&] { return peer.received_frame("HEADERS stream=1 END_STREAM"); });
  }
}

TEST(Response, may_follow_interim_ones) {
  Rig rig;
  rig.service.handler = [](Exchange& exchange) {
    exchange.respond_interim(head_of(http::Status::early_hints));
    TestService::hello(exchange);
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return peer.received_frame("DATA"); });
  EXPECT_THAT(peer.frames_received(), Contains("HEADERS stream=1 :status=103"));
}

TEST(Response, is_given_once) {
  Rig rig;
  rig.service.handler = [](Exchange& exchange) {
    exchange.respond(head_of(http::Status::ok, 5), std::string("first"));
    exchange.respond(head_of(http::Status::not_found, 6), std::string("second"));
    EXPECT_EQ(exchange.status(), http::Status::ok);
    exchange.finish();
  };
  Peer& peer = rig.connect();
  peer.send(http1_request);
  rig.run_until([&] { return peer.received().ends_with("first"); });
  EXPECT_THAT(peer.received(), Not(HasSubstr("404")));
}

TEST(Response, whose_head_is_not_valid_is_reset) {
  Rig rig;
  rig.service.handler = [](Exchange& exchange) {
    http::ResponseHead head = head_of(http::Status::ok);
    head.fields.add("transfer-encoding", "chunked");
    exchange.respond(head);
    EXPECT_FALSE(exchange.responded());
    exchange.finish();
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return peer.received_frame("RST_STREAM stream=1 INTERNAL_ERROR"); });
  EXPECT_THAT(rig.service.notes, Contains("done 1 0 head_not_valid"));
}

// Octets that come now and then.
struct Drip final : Body {
  http::Pulled pull(MutableOctets room) override {
    if (waiting) return {0, http::Pulled::State::blocked};
    waiting = true;
    room[0] = 'x';
    return {1, ++given == 3 ? http::Pulled::State::end : http::Pulled::State::more};
  }
  bool waiting = true;
  int given = 0;
};

TEST(Response, that_was_blocked_goes_on_when_its_body_is_ready) {
  for (const bool http2 : {false, true}) {
    Rig rig;
    Drip* drip = nullptr;
    Exchange* working = nullptr;
    rig.service.handler = [&](Exchange& exchange) {
      auto body = std::make_unique<Drip>();
      drip = body.get();
      working = &exchange;
      exchange.respond(head_of(http::Status::ok, 3), std::move(body));
    };
    Peer& peer = http2 ? rig.connect_h2() : rig.connect();
    if (http2) {
      peer.frames.headers(1, request("GET"), end_stream);
      peer.send();
    } else {
      peer.send(http1_request);
    }
    rig.run_until([&] { return working != nullptr; });
    for (int i = 1; i <= 3; ++i) {
      drip->waiting = false;
      working->body_ready();
      rig.run_until([&] { return drip->given == i && drip->waiting; });
    }
    rig.run_until(
        [&] { return http2 ? peer.received_frame("DATA stream=1 END_STREAM") : peer.received().ends_with("xxx"); });
    working->finish();
    rig.run_until([&] { return rig.service.done == 1; });
  }
}

TEST(Response, tells_how_long_it_has_waited_for_its_handler) {
  Rig rig;
  Exchange* working = nullptr;
  Time asked;
  rig.service.handler = [&](Exchange& exchange) {
    asked = rig.loop.now();
    working = &exchange;
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return working != nullptr && rig.loop.now() > asked; });
  const Time answered = rig.loop.now();
  working->respond(head_of(http::Status::ok, 5), as_octets("hello"), nullptr);
  working->finish();
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_EQ(rig.service.waits[http::Wait::application], answered - asked);
}

TEST(Response, lets_go_of_its_body_when_the_exchange_is_over) {
  Rig rig;
  auto owner = std::make_shared<const std::string>("hello");
  rig.service.handler = [&](Exchange& exchange) {
    exchange.respond(head_of(http::Status::ok, 5), as_octets(*owner), owner);
    exchange.finish();
  };
  Peer& peer = rig.connect_h2();
  peer.frames.headers(1, request("GET"), end_stream);
  peer.send();
  rig.run_until([&] { return rig.service.done == 1; });
  EXPECT_EQ(owner.use_count(), 1);
}

}  // namespace
}  // namespace weft::session::server
