#include <weft/session/client/rig_test.hpp>

namespace weft::session::client {
namespace {

using server::Exchange;
using server::head_of;
using server::TestService;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;
using testkit::end_stream;
using testkit::response;

// --- which version ---------------------------------------------------------------------------------------------------

TEST(ClientConnection, speaks_what_alpn_has_agreed_on) {
  ClientRig rig;
  rig.dial(either, tls_facts("h2"));
  rig.dial(either, tls_facts("http/1.1"));
  rig.dial(http1, tls_facts("http/1.1"));
  rig.run_until([&] { return rig.told.size() >= 6; });
  EXPECT_THAT(rig.told, Contains("open HTTP/2 "));
  EXPECT_THAT(rig.told, Contains("open HTTP/1.1 peer_chose_http11"));
  EXPECT_THAT(rig.told, Contains("open HTTP/1.1 not_enabled"));
}

TEST(ClientConnection, to_a_server_without_alpn_speaks_http11) {
  ClientRig rig;
  rig.dial(either, tls_facts(""));
  rig.run_until([&] { return !rig.told.empty(); });
  EXPECT_THAT(rig.told, Contains("open HTTP/1.1 no_alpn"));
}

TEST(ClientConnection, that_may_speak_http2_alone_is_refused_by_another_choice) {
  ClientRig rig;
  rig.dial(http2, tls_facts("http/1.1"));
  rig.run_until([&] { return !rig.told.empty(); });
  EXPECT_THAT(rig.told, ElementsAre("closed no_common_version"));
}

// RFC 9113 3.3: "A client that has prior knowledge that a server supports HTTP/2 over cleartext can …"
TEST(ClientConnection, on_cleartext_speaks_http2_by_prior_knowledge_alone) {
  ClientRig rig;
  rig.dial(either);
  rig.dial(http2);
  rig.run_until([&] { return rig.told.size() >= 4; });
  EXPECT_THAT(rig.told, Contains("open HTTP/1.1 cleartext"));
  EXPECT_THAT(rig.told, Contains("open HTTP/2 "));
}

// --- requests and responses, over both versions ----------------------------------------------------------------------

class Calls : public testing::TestWithParam<Protocols> {
 protected:
  bool over_http2() const { return GetParam().http2; }

  // When the connection is open: `begin` makes the calls.
  Connection& dial(const std::function<void(Connection&)>& begin) {
    rig.when_open = begin;
    return rig.dial(GetParam());
  }

  ClientRig rig;
  TestCall call;
};

INSTANTIATE_TEST_SUITE_P(Both, Calls, testing::Values(http1, http2),
                         [](const auto& info) { return info.param.http2 ? "http2" : "http1"; });

TEST_P(Calls, a_get_has_its_response) {
  dial([&](Connection& connection) { call.begin(connection, get("/")); });
  rig.run_until_ended(call);
  EXPECT_THAT(call.notes, ElementsAre("200", "end", "ended complete"));
  EXPECT_EQ(call.body, "hello");
  EXPECT_EQ(call.version, over_http2() ? http::Version::http2 : http::Version::http11);
  EXPECT_THAT(rig.service.notes, Contains("request 1 GET /"));
}

// Reads the request's body, and answers with it.
struct Echo final : BodySink {
  void serve(Exchange& the_exchange) {
    exchange = &the_exchange;
    exchange->receive_body(*this);
  }
  std::size_t on_body(Octets octets) override {
    text += as_text(octets);
    return octets.size();
  }
  void on_body_end(const http::Fields* trailers) override {
    if (trailers != nullptr) text += trailers->find("x-sum").value_or("");
    exchange->respond(head_of(http::Status::ok), text);
    exchange->finish();
  }
  void on_body_lost() override { exchange->finish(); }

  Exchange* exchange = nullptr;
  std::string text;
};

TEST_P(Calls, a_post_sends_its_body) {
  Echo echo;
  rig.service.handler = [&](Exchange& exchange) { echo.serve(exchange); };
  const std::string text(200'000, 'x');
  dial([&](Connection& connection) { call.begin(connection, post("/"), std::make_unique<CannedBody>(text)); });
  rig.run_until_ended(call);
  EXPECT_EQ(call.body, text);
}

TEST_P(Calls, a_post_sends_its_trailers) {
  Echo echo;
  rig.service.handler = [&](Exchange& exchange) { echo.serve(exchange); };
  dial([&](Connection& connection) {
    call.begin(connection, post("/"), std::make_unique<CannedBody>("hello", http::Pulled::State::end_with_trailers));
  });
  rig.run_until_ended(call);
  EXPECT_EQ(call.body, "hello5");
}

TEST_P(Calls, a_response_to_head_has_no_body) {
  dial([&](Connection& connection) { call.begin(connection, request_of(http::Method::head, "/")); });
  rig.run_until_ended(call);
  EXPECT_THAT(call.notes, ElementsAre("200", "end", "ended complete"));
  EXPECT_EQ(call.body, "");
}

TEST_P(Calls, interim_responses_come_before_the_final_one) {
  rig.service.handler = [](Exchange& exchange) {
    exchange.respond_interim(head_of(http::Status::early_hints));
    TestService::hello(exchange);
  };
  dial([&](Connection& connection) { call.begin(connection, get("/")); });
  rig.run_until_ended(call);
  EXPECT_THAT(call.notes, ElementsAre("103", "200", "end", "ended complete"));
}

TEST_P(Calls, a_connection_carries_one_call_after_the_other) {
  TestCall second;
  TestCall third;
  Connection& connection = dial([&](Connection& c) { call.begin(c, get("/1")); });
  rig.run_until_ended(call);
  rig.run_until([&] { return connection.room() > 0; });
  second.begin(connection, get("/2"));
  rig.run_until_ended(second);
  rig.run_until([&] { return connection.room() > 0; });
  third.begin(connection, get("/3"));
  rig.run_until_ended(third);
  EXPECT_EQ(third.body, "hello");
  rig.run_until([&] { return connection.calls() == 0; });
  EXPECT_EQ(rig.clients->size(), 1u);
}

TEST_P(Calls, a_body_that_the_sink_takes_slowly_comes_whole) {
  const std::string text(300'000, 'x');
  rig.service.handler = [&](Exchange& exchange) {
    exchange.respond(head_of(http::Status::ok), text);
    exchange.finish();
  };
  call.at_most = 10'000;
  dial([&](Connection& connection) { call.begin(connection, get("/")); });
  rig.run_until([&] {
    if (!call.has_body_end() && !call.body.empty()) call.call().body_wanted();
    return call.ended() && call.has_body_end();
  });
  EXPECT_EQ(call.body, text);
}

TEST_P(Calls, a_body_that_is_paused_waits_at_the_server) {
  constexpr std::size_t size = 20'000'000;
  const std::string text(size, 'x');
  rig.service.handler = [&](Exchange& exchange) {
    exchange.respond(head_of(http::Status::ok), as_octets(text), std::shared_ptr<const void>());
    exchange.finish();
  };
  dial([&](Connection& connection) {
    call.on_head = [&] { call.call().pause(); };
    call.begin(connection, get("/"));
  });
  std::uint64_t sent = 0;
  rig.run_until([&, quiet = 0]() mutable {
    const bool has_head = !call.notes.empty();
    const std::uint64_t now = has_head ? call.call().traffic().received : 0;
    quiet = has_head && now == sent ? quiet + 1 : 0;
    sent = now;
    return quiet > 50;
  });
  EXPECT_LT(sent, size / 2);
  EXPECT_EQ(call.body, "");
  call.call().resume();
  rig.run_until_ended(call);
  EXPECT_EQ(call.body.size(), size);
}

TEST_P(Calls, a_call_that_is_dropped_is_cancelled) {
  struct Watched final : server::Watcher {
    void on_cancelled() override {
      cancelled = true;
      exchange->finish();
    }
    Exchange* exchange = nullptr;
    bool cancelled = false;
  } watched;
  rig.service.handler = [&](Exchange& exchange) {
    watched.exchange = &exchange;
    exchange.watch(&watched);
  };
  Connection& connection = dial([&](Connection& c) { call.begin(c, get("/")); });
  rig.run_until([&] { return watched.exchange != nullptr; });
  call.finish();
  rig.run_until([&] { return watched.cancelled && rig.service.done == 1; });
  EXPECT_TRUE(call.notes.empty());
  // RFC 9113 5.4.2: other streams go on. HTTP/1.1 has no other way than to close.
  if (over_http2()) {
    rig.run_until([&] { return connection.calls() == 0; });
    EXPECT_GT(connection.room(), 0u);
  } else {
    rig.run_until([&] { return rig.clients->size() == 0; });
  }
}

TEST_P(Calls, a_call_may_be_dropped_from_inside_what_it_is_told) {
  call.on_head = [&] { call.finish(); };
  Connection& connection = dial([&](Connection& c) { call.begin(c, get("/")); });
  rig.run_until([&] { return !call.notes.empty(); });
  EXPECT_THAT(call.notes, ElementsAre("200"));
  if (over_http2()) rig.run_until([&] { return connection.calls() == 0; });
}

// RFC 9113 8.1 and RFC 9112 9.5: a server may answer before it has the request. The answer counts, the rest of the
// request is of no use.
TEST_P(Calls, an_answer_that_comes_early_ends_the_upload) {
  rig.service.handler = [](Exchange& exchange) {
    exchange.respond(head_of(http::Status::content_too_large), "no");
    exchange.finish();
  };
  Connection& connection = dial([&](Connection& c) {
    call.begin(c, post("/"), std::make_unique<CannedBody>("some", http::Pulled::State::blocked));
  });
  rig.run_until_ended(call);
  EXPECT_THAT(call.notes, ElementsAre("413", "end", "ended complete"));
  EXPECT_EQ(call.body, "no");
  if (over_http2()) {
    rig.run_until([&] { return connection.calls() == 0; });
    EXPECT_FALSE(connection.draining());
  }
}

TEST_P(Calls, a_lost_connection_ends_them) {
  rig.when_open = [&](Connection& connection) { call.begin(connection, get("/")); };
  rig.dial_peer(GetParam());
  rig.run_until([&] { return !rig.peer().received().empty(); });
  rig.peer().channel().close();
  rig.run_until_ended(call);
  EXPECT_THAT(call.notes, ElementsAre("lost", StartsWith("ended ")));
  rig.run_until([&] { return rig.clients->size() == 0; });
  EXPECT_THAT(rig.told.back(), StartsWith("closed "));
}

TEST_P(Calls, a_connection_that_is_shut_down_ends_after_them) {
  Exchange* working = nullptr;
  rig.service.handler = [&](Exchange& exchange) { working = &exchange; };
  Connection& connection = dial([&](Connection& c) { call.begin(c, get("/")); });
  rig.run_until([&] { return working != nullptr; });
  connection.shutdown();
  EXPECT_EQ(connection.room(), 0u);
  TestService::hello(*working);
  rig.run_until_ended(call);
  EXPECT_EQ(call.body, "hello");
  rig.run_until([&] { return rig.clients->size() == 0; });
}

// --- HTTP/2 ----------------------------------------------------------------------------------------------------------

struct Http2 : testing::Test {
  ClientRig rig;
  TestCall call;

  http::RequestHead head = get("/");

  // With the server's SETTINGS and the first call on their way.
  Connection& dial(std::initializer_list<frame::Setting> settings = {}) {
    rig.when_open = [&](Connection& connection) { call.begin(connection, head); };
    Connection& connection = rig.dial_peer(http2);
    rig.peer().frames.settings(settings).settings_ack();
    rig.peer().send();
    rig.run_until([&] { return rig.frame_was_sent("HEADERS stream=1") && rig.frame_was_sent("SETTINGS ACK"); });
    return connection;
  }
};

using ClientHttp2 = Http2;

// RFC 9113 6.5.2: "It is recommended that this value be no smaller than 100".
TEST_F(ClientHttp2, opens_no_more_than_a_hundred_streams_before_the_servers_settings) {
  rig.when_open = [](Connection& connection) { EXPECT_EQ(connection.room(), 100u); };
  Connection& connection = rig.dial_peer(http2);
  rig.run_until([&] { return !rig.told.empty(); });
  call.begin(connection, get("/"));
  EXPECT_EQ(connection.room(), 99u);
}

// RFC 9113 5.1.2: "Endpoints MUST NOT exceed the limit set by their peer."
TEST_F(ClientHttp2, keeps_the_servers_limit_of_streams) {
  Connection& connection = dial({{frame::SettingId::max_concurrent_streams, 2}});
  EXPECT_EQ(connection.room(), 1u);
  TestCall second;
  second.begin(connection, get("/2"));
  EXPECT_EQ(connection.room(), 0u);
  TestCall third;
  const auto refused = connection.begin(get("/3"), nullptr, third);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error(), http::Misuse::stream_limit);
  rig.peer().frames.headers(1, response(204), end_stream);
  rig.peer().send();
  rig.run_until_ended(call);
  rig.run_until([&] { return rig.told.back() == "room 1"; });
}

// RFC 8336 2.1
TEST_F(ClientHttp2, tells_of_the_origins_that_the_server_names) {
  dial();
  const std::string_view both[] = {"https://a.test", "https://b.test:8443"};
  Buffer frames;
  frame::encode_origins(both, frames);
  frame::encode_origins({}, frames);
  rig.peer().frames.raw(frames.readable());
  rig.peer().send();
  rig.run_until([&] { return rig.told.back() == "origins "; });
  EXPECT_THAT(rig.told, Contains("origins https://a.test https://b.test:8443"));
}

// RFC 9113 6.8: "Receivers of a GOAWAY frame MUST NOT open additional streams on the connection". Streams up to the
// last one that it names are served.
TEST_F(ClientHttp2, goes_on_below_the_last_stream_of_goaway) {
  Connection& connection = dial();
  TestCall second;
  second.begin(connection, get("/2"));
  rig.peer().frames.goaway(1);
  rig.peer().send();
  rig.run_until([&] { return second.ended(); });
  EXPECT_THAT(second.notes, ElementsAre("lost", "ended beyond_goaway"));
  EXPECT_TRUE(connection.draining());
  EXPECT_EQ(connection.room(), 0u);
  rig.run_until([&] { return rig.told.back() == "draining"; });
  EXPECT_FALSE(call.ended());
  rig.peer().frames.headers(1, response(200)).data(1, "hello", end_stream);
  rig.peer().send();
  rig.run_until_ended(call);
  EXPECT_EQ(call.body, "hello");
  rig.run_until([&] { return rig.clients->size() == 0; });
}

TEST_F(ClientHttp2, tells_what_the_server_has_refused) {
  dial();
  rig.peer().frames.rst_stream(1, frame::ErrorCode::refused_stream);
  rig.peer().send();
  rig.run_until_ended(call);
  EXPECT_THAT(call.notes, ElementsAre("lost", "ended peer_refused"));
}

TEST_F(ClientHttp2, tells_that_http11_is_required) {
  dial();
  rig.peer().frames.rst_stream(1, frame::ErrorCode::http_1_1_required);
  rig.peer().send();
  rig.run_until_ended(call);
  EXPECT_THAT(call.notes, ElementsAre("lost", "ended http_1_1_required"));
}

// RFC 9113 8.1: "Clients MUST NOT discard responses as a result of receiving such a RST_STREAM"
TEST_F(ClientHttp2, keeps_a_response_whose_stream_is_reset_behind_it) {
  rig.when_open = [&](Connection& connection) {
    call.begin(connection, post("/"), std::make_unique<CannedBody>("some", http::Pulled::State::blocked));
  };
  rig.dial_peer(http2);
  rig.peer().frames.settings().headers(1, response(413)).data(1, "no", end_stream);
  rig.peer().frames.rst_stream(1, frame::ErrorCode::no_error);
  rig.peer().send();
  rig.run_until_ended(call);
  EXPECT_THAT(call.notes, ElementsAre("413", "end", "ended complete"));
}

TEST_F(ClientHttp2, cancels_a_dropped_call_on_the_wire) {
  dial();
  call.finish();
  rig.run_until([&] { return rig.frame_was_sent("RST_STREAM stream=1"); });
  EXPECT_THAT(rig.frames_sent(), Contains(HasSubstr("CANCEL")));
  // Frames that were on their way do no harm.
  rig.peer().frames.headers(1, response(200)).data(1, "late", end_stream).ping(7);
  rig.peer().send();
  rig.run_until([&] { return rig.frame_was_sent("PING ACK"); });
  EXPECT_FALSE(rig.frame_was_sent("GOAWAY"));
}

// RFC 9113 8.4: "A client can set the SETTINGS_ENABLE_PUSH parameter to 0 to disable server push."
TEST_F(ClientHttp2, disables_push) {
  dial();
  EXPECT_THAT(rig.frames_sent().front(), HasSubstr("ENABLE_PUSH=0"));
}

TEST_F(ClientHttp2, sends_a_priority_that_changes) {
  dial({{frame::SettingId::no_rfc7540_priorities, 1}});
  call.call().prioritize({.urgency = 1});
  rig.run_until([&] { return rig.frame_was_sent("PRIORITY_UPDATE"); });
}

// RFC 7540 5.3
TEST_F(ClientHttp2, tells_servers_that_know_the_tree_a_weight) {
  rig.client_options.h2.dependencies = true;
  head.fields.add(http::FieldName::priority, "u=1");
  dial();
  // HEADERS of stream 1 with its end and a dependency: on no stream, with the weight less one.
  EXPECT_THAT(rig.peer().received(), HasSubstr(std::string("\x01\x25\0\0\0\x01\0\0\0\0\x3f", 11)));
  call.call().prioritize({.urgency = 4});
  rig.run_until([&] { return rig.frame_was_sent("PRIORITY stream=1"); });
  EXPECT_THAT(rig.frames_sent(), Contains(AllOf(StartsWith("PRIORITY stream=1"), HasSubstr("weight=8"))));
  EXPECT_FALSE(rig.frame_was_sent("PRIORITY_UPDATE"));
}

TEST_F(ClientHttp2, a_body_that_was_blocked_goes_on) {
  struct Slow final : Body {
    http::Pulled pull(MutableOctets) override {
      return {0, ready ? http::Pulled::State::end : http::Pulled::State::blocked};
    }
    bool ready = false;
  };
  auto body = std::make_unique<Slow>();
  Slow& slow = *body;
  rig.when_open = [&](Connection& connection) { call.begin(connection, post("/"), std::move(body)); };
  rig.dial(http2);
  Echo echo;
  rig.service.handler = [&](Exchange& exchange) { echo.serve(exchange); };
  rig.run_until([&] { return echo.exchange != nullptr; });
  slow.ready = true;
  call.call().body_ready();
  rig.run_until_ended(call);
  EXPECT_THAT(call.notes, ElementsAre("200", "end", "ended complete"));
}

// --- HTTP/1.1 --------------------------------------------------------------------------------------------------------

TEST(ClientHttp1, has_room_for_one_call) {
  ClientRig rig;
  TestCall call;
  Connection& connection = rig.dial(http1);
  rig.run_until([&] { return !rig.told.empty(); });
  EXPECT_EQ(connection.room(), 1u);
  call.begin(connection, get("/"));
  EXPECT_EQ(connection.room(), 0u);
}

// RFC 9112 9.6: "A client that receives a "close" connection option … MUST cease sending requests on that connection"
TEST(ClientHttp1, ends_with_a_response_that_says_close) {
  ClientRig rig;
  TestCall call;
  rig.when_open = [&](Connection& connection) { call.begin(connection, get("/")); };
  rig.dial_peer(http1);
  rig.run_until([&] { return !rig.peer().received().empty(); });
  EXPECT_THAT(rig.peer().received(), StartsWith("GET / HTTP/1.1\r\nhost: example.org\r\n"));
  rig.peer().send("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nhi");
  rig.run_until_ended(call);
  EXPECT_THAT(call.notes, ElementsAre("200", "end", "ended complete"));
  rig.run_until([&] { return rig.clients->size() == 0; });
}

}  // namespace
}  // namespace weft::session::client
